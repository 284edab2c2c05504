"""What every alarm says, in Spanish.

The same sentences are sent as texts, where letters that the GSM alphabet has not lose their
accent (`plain`).
"""

from collections.abc import Mapping
from typing import Final

ALARMS: Final[Mapping[str, str]] = {
    "Step {0} of policy {1} reached nobody and was skipped.": (
        "El paso {0} de la política {1} no llegó a nadie y se saltó."
    ),
    "Policy {0} has widened to everyone, and there is nobody who can be reached.": (
        "La política {0} se amplió a todos, y no se puede avisar a nadie."
    ),
    "{0} has no contact on a channel with a provider.": (
        "{0} no tiene contacto en ningún canal con proveedor."
    ),
    "{0}: every provider refused the address.": (
        "{0}: todos los proveedores rechazaron la dirección."
    ),
    "{0}: no provider is configured.": "{0}: no hay ningún proveedor configurado.",
    "Provider {0} failed {1} times in a row: {2}.": (
        "El proveedor {0} falló {1} veces seguidas: {2:terms}."
    ),
    "The agency file has {0}, but no provider for {1} is configured.": (
        "El archivo de la agencia tiene {0}, pero no hay proveedor configurado para {1}."
    ),
    "Browsers are subscribed, but no provider for push is configured.": (
        "Hay navegadores suscritos, pero ningún proveedor para push está configurado."
    ),
    "A request from this gateway could not be read: {0}.": (
        "No se pudo leer una petición de esta pasarela: {0:terms}."
    ),
    "{0} request(s) to this hook had a wrong or missing secret.": (
        "{0} petición(es) a esta entrada tenían el secreto mal o no lo tenían."
    ),
    "The machine's clock jumped forward by {0} s.": (
        "El reloj de la máquina saltó {0} s hacia adelante."
    ),
    "The machine's clock is {0} s behind; time goes on without it.": (
        "El reloj de la máquina va {0} s atrasado; el tiempo sigue sin él."
    ),
    "The {0} stage failed: {1}. The rest goes on.": "Falló la etapa {0}: {1}. Lo demás sigue.",
    "After {0} rounds something is still due. It goes on later.": (
        "Tras {0} vueltas aún queda algo pendiente. Sigue después."
    ),
    "Asking the ground failed: {0}. Straight lines answer in its place.": (
        "Falló la consulta del mapa: {0}. En su lugar responden líneas rectas."
    ),
    "The watch of trackers failed: {0}. It goes on.": (
        "Falló la vigilancia de rastreadores: {0}. Sigue."
    ),
    "{0} failed on reported positions: {1}.": "{0} falló con posiciones comunicadas: {1}.",
    "Keeping trails failed: {0}. It goes on.": "Falló el guardado de rastros: {0}. Sigue.",
    "The auditor failed: {0}. The outside watcher is not told.": (
        "Falló el auditor: {0}. No se avisa al vigilante externo."
    ),
    "Looking for a location failed ({0}). The SOS goes on.": (
        "Falló la búsqueda de un lugar ({0}). El SOS sigue."
    ),
    "The ledger cannot be written. Nothing new is acknowledged.": (
        "No se puede escribir el registro. No se confirma nada nuevo."
    ),
    "The database has lost entries: {0} were known here, {1} are on record.": (
        "La base de datos perdió asientos: aquí se conocían {0}, constan {1}."
    ),
    "The outside watcher could not be reached.": "No se pudo llegar al vigilante externo.",
    "Something due has waited {0} s.": "Algo pendiente lleva {0} s esperando.",
    "Page {0} was taken by no provider for {1} s.": (
        "Ningún proveedor aceptó el aviso {0} en {1} s."
    ),
    "{0} is open and nothing will look at it again.": "{0} está abierto y nada volverá a mirarlo.",
    "{0}: {1} within the next seven days.": "{0}: {1:terms} en los próximos siete días.",
    "The agency file has {0} mistake(s), lines {1}. The last holds.": (
        "El archivo de la agencia tiene {0} error(es), líneas {1}. Vale el último."
    ),
    "{0} did not answer a test page.": "{0} no respondió a un aviso de prueba.",
    "{0} or more SOS from unknown numbers are open at once.": (
        "Hay {0} o más SOS de números desconocidos abiertos a la vez."
    ),
    "The position feed {0} sent {1}.": "La fuente de posiciones {0} envió {1:said}.",
    "latitude and longitude the wrong way round": "la latitud y la longitud al revés",
    "{0}, from the device of {1}": "{0:said}, desde el aparato de {1}",
    "a device that is nobody's in the agency file": (
        "un aparato que no es de nadie en el archivo de la agencia"
    ),
    "The broker {0} is away for {1} s: {2} of {3} sessions are not connected.": (
        "El intermediario {0} falta desde hace {1} s: {2} de {3} sesiones no están conectadas."
    ),
    "The broker {0} is there but sent nothing for {1} s.": (
        "El intermediario {0} está, pero no envió nada en {1} s."
    ),
    "The map cannot be used: {0}. Straight lines it is.": (
        "El mapa no se puede usar: {0}. Se usan líneas rectas."
    ),
    "None of the agency's places lies on the map: it is of somewhere else.": (
        "Ningún lugar de la agencia está en el mapa: es de otra parte."
    ),
    "A document of {0} did not reach {1} ({2}). Telephone them.": (
        "Un documento de {0} no llegó a {1} ({2:terms}). Llámeles."
    ),
    "The tracker of {0}: {1}. Unknown counts as near.": (
        "El rastreador de {0}: {1:terms}. Lo desconocido cuenta como cerca."
    ),
    "Positions cannot be written to LEDGER.tracks, or not be deleted. Alarms go on from memory.": (
        "No se pueden escribir posiciones en LEDGER.tracks, o no se pueden borrar. Las alarmas "
        "siguen desde la memoria."
    ),
    "The node {0} says nothing: it is dead, paused or cut off. The others go on.": (
        "El nodo {0} no dice nada: está muerto, parado o aislado. Los demás siguen."
    ),
    "The backups cannot be read: {0}.": "No se pueden leer las copias de seguridad: {0}.",
    "There is no backup yet.": "Aún no hay copia de seguridad.",
    "The newest backup is {0} h old.": "La última copia de seguridad tiene {0} h.",
    "No backup was ever restored in a drill.": "Nunca se restauró una copia en un ensayo.",
    "The drill with the backup {0} failed. `tocsin drill` says why.": (
        "Falló el ensayo con la copia {0}. `tocsin drill` dice por qué."
    ),
    "The last drill was {0} days ago.": "El último ensayo fue hace {0} días.",
    "There is no link to carrier {0}: {1}. No text comes in by it.": (
        "No hay enlace con el operador {0}: {1:terms}. Por él no entra ningún mensaje."
    ),
    "Provider {0} takes texts, and their receipts stay away. It is tried last.": (
        "El proveedor {0} acepta mensajes, y sus acuses no llegan. Se usa el último."
    ),
    "A loopback text by provider {0} did not come back. It is tried last.": (
        "Un mensaje de vuelta por el proveedor {0} no regresó. Se usa el último."
    ),
    (
        "More comes in than can be worked off. Texts are taken and pages leave, known people "
        "first; positions, receipts and readings are told to come again, boards are slower."
    ): (
        "Llega más de lo que se puede atender. Se aceptan mensajes y salen avisos, primero los de "
        "conocidos; a posiciones, acuses y lecturas se les pide volver, los tableros van más "
        "lentos."
    ),
    (
        "Keys that open nothing were tried at the page behind the links of pages, {0} or more "
        "within {1} minutes."
    ): (
        "En la página de los enlaces de avisos se probaron claves que no abren nada, {0} o más en "
        "{1} minutos."
    ),
    "The plan of the search for {0} is not there after {1} s.": (
        "El plan de la búsqueda de {0} no está listo tras {1} s."
    ),
}
