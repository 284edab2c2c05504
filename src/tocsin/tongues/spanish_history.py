"""What a history says of each kind of fact, in Spanish.

People's words stand in these lines, so that a finished one is never matched.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.tongues.spanish_watched import WATCHED

PHRASES: Final[Mapping[str, str]] = {
    "nobody": "nadie",
    "everyone": "todos",
    "step {0}": "paso {0}",
    "none": "ninguna",
    "nothing": "nada",
    "nothing owed": "nada pendiente",
    "no reason": "sin motivo",
    "found": "encontrada",
    "asked": "preguntada",
    "nothing may be sent to that phone": "a ese teléfono no se puede enviar nada",
    "more than {0} h": "más de {0} h",
    "its own place": "su propio lugar",
    "whoever comes next": "quien venga después",
    "the case of {0}": "el caso de {0}",
    "a code of the safety plan": "una clave del plan de seguridad",
    "a position on record": "una posición registrada",
    "a stay-away area": "una zona prohibida",
    "an EIDO": "un EIDO",
    "a CAP alert": "una alerta CAP",
    ", over": ", terminada",
    ", about {0}": ", sobre {0}",
    "fits {0} ({1})": "encaja con {0} ({1})",
    "fits nobody known": "no encaja con nadie conocido",
    "The last check before it ends": "El último control antes de terminar",
    "No word in time": "Sin noticias a tiempo",
}

SIGNALS: Final[Mapping[str, str]] = {
    "{fact.signal} came in by {fact.gateway} and is on record.": (
        "{fact.signal} entró por {fact.gateway} y consta."
    ),
    "Wrote: {0}.": "Escribió: {0}.",
    "Wrote (part {0} of {1}): {2}.": "Escribió (parte {0} de {1}): {2}.",
    "{fact.signal} is {fact.first} again and counts once.": (
        "{fact.signal} es otra vez {fact.first} y cuenta una vez."
    ),
    "{fact.signal} by {fact.gateway} cannot be read.": (
        "{fact.signal} por {fact.gateway} no se puede leer."
    ),
    "A number that is nobody's here is called {fact.sender}.": (
        "Un número que aquí no es de nadie se llama {fact.sender}."
    ),
    "A code word of the plan: {0}.": "Una palabra clave del plan: {0}.",
    "Asks for help: SOS.": "Pide ayuda: SOS.",
    "A message that cannot be read counts as an SOS.": (
        "Un mensaje que no se puede leer cuenta como SOS."
    ),
    " The duress code was used.": " Se usó la clave de coacción.",
    " Was being paged for {0}.": " Se le estaba avisando de {0}.",
    " The number is not known here.": " El número no se conoce aquí.",
    "Answered page {0}: {1}.": "Respondió al aviso {0}: {1}.",
    "Asked {0} which page they answer: {1}. An SOS after {2}.": (
        "Se preguntó a {0} a qué aviso responde: {1}. Un SOS después de las {2}."
    ),
    "{0} was asked back, and said: {1}.": "{0} se preguntó de vuelta, y dijo: {1}.",
    "Sent the duress code, which looks like a cancel. It closes nothing.": (
        "Envió la clave de coacción, que parece una cancelación. No cierra nada."
    ),
    "Sent the safe code. It closes nothing.": "Envió la clave segura. No cierra nada.",
    "The hook {fact.gateway} refused {fact.count} request(s).": (
        "La entrada {fact.gateway} rechazó {fact.count} petición(es)."
    ),
}

INCIDENTS: Final[Mapping[str, str]] = {
    "{0} opened for {1}, paged by policy {2}.": (
        "{0} se abrió por {1}, con avisos según la política {2}."
    ),
    "{0} opened for {1}, paged by policy {2}. Her phone stays silent.": (
        "{0} se abrió por {1}, con avisos según la política {2}. Su teléfono queda en silencio."
    ),
    "{fact.signal} belongs to {fact.incident} as an update.": (
        "{fact.signal} pertenece a {fact.incident} como novedad."
    ),
    "Takes command of {0}.": "Toma el mando de {0}.",
    "Command of {0} goes on ({1}); asked again at {2}.": (
        "El mando de {0} sigue ({1}); se pregunta otra vez a las {2}."
    ),
    "{0} is asked whether {1} is still in hand.": "Se pregunta a {0} si sigue a cargo de {1}.",
    "{0} no longer has {1} ({2}). Paging restarts.": (
        "{0} ya no tiene {1} ({2}). Se avisa de nuevo."
    ),
    "Somebody is to call the sender of {0} back by {1}.": (
        "Alguien debe llamar a quien envió {0} antes de las {1}."
    ),
    "Called back: {0} is reported safe.": "Se llamó: {0}, se informa que está a salvo.",
    "Called back: {0} is NOT safe.": "Se llamó: {0}, NO está a salvo.",
    "{fact.incident}: the sender is under threat.": (
        "{fact.incident}: quien envió está bajo amenaza."
    ),
    "Notes on {0}: {1}.": "Anota sobre {0}: {1}.",
    "{0} and {1} are related ({2}).": "{0} y {1} están relacionados ({2}).",
    "Took {0} ({1}) of {2} for {3}: {4}, SHA-256 {5}.": (
        "Tomó {0} ({1}) de {2} para {3}: {4}, SHA-256 {5}."
    ),
    "Closed {0}: {1}.": "Cerró {0}: {1}.",
    "Closed {0}: {1}. {2}": "Cerró {0}: {1}. {2}",
    "Place of {0}: {1}, within {2} m.": "Lugar de {0}: {1}, a menos de {2} m.",
    " Doubtful: {0}.": " Dudoso: {0}.",
    "Hands the shift over to {0}: {1}. Open: {2}.": "Entrega el turno a {0}: {1}. Abierto: {2}.",
    "Receives the hand-over.": "Recibe el relevo.",
    "Receives the hand-over and takes command of {0}.": "Recibe el relevo y toma el mando de {0}.",
}

PAGES: Final[Mapping[str, str]] = {
    "{0} round {1}, {2}: paging {3}; {4} must answer by {5}.": (
        "{0} ronda {1}, {2}: se avisa a {3}; {4} debe(n) responder antes de las {5}."
    ),
    "{fact.incident} step {fact.step} reaches nobody and is skipped at once.": (
        "{fact.incident}, paso {fact.step}: no llega a nadie y se salta al momento."
    ),
    "{0} is to be reached: {1} (page {2}).": "Hay que avisar a {0}: {1} (aviso {2}).",
    "Page {0} is over: {1}.": "El aviso {0} terminó: {1}.",
    "A text of page {0} carries a link for {1}.": (
        "Un mensaje del aviso {0} lleva un enlace para {1}."
    ),
    "{0} to {1} by {2}: {3}.": "{0} a {1} por {2:terms}: {3}.",
    "{fact.message} is handed to {fact.provider}.": "{fact.message} se entrega a {fact.provider}.",
    "{0} is accepted.": "{0}: aceptado.",
    "{0} failed: {1}.": "{0} falló: {1}.",
    "{0} failed for good: {1}.": "{0} falló del todo: {1}.",
    "{0} is on the phone.": "{0} está en el teléfono.",
    "{0} did not reach the phone: {1}.": "{0} no llegó al teléfono: {1}.",
    "{0} need not go out any more: {1}.": "{0} ya no tiene que salir: {1}.",
    "The ways out are {0}.": "Las vías de salida son: {0}.",
    "A test page to {0} is asked for by {1}.": "{1} pide un aviso de prueba a {0}.",
    "{0} scheduled test pages are due.": "Tocan {0} avisos de prueba programados.",
    "Alarm {0} is told to {1}.": "La alarma {0} se comunica a {1}.",
    "Update on {0} ({1}) to {2}.": "Novedad de {0} ({1}) a {2}.",
    "{fact.message} was taken by {fact.provider}, and no receipt came in its usual time.": (
        "{fact.provider} aceptó {fact.message}, y no llegó acuse en su plazo habitual."
    ),
    (
        "A receipt came that speaks of {fact.message}, and of another text than is on record; it "
        "counts for nothing."
    ): "Llegó un acuse que habla de {fact.message}, y de otro texto que el que consta; no cuenta.",
    "{0} is tried last from now on: {1}.": "{0} se usa el último desde ahora: {1}.",
    "{0} has its place again: a {1} came.": "{0} recupera su lugar: llegó {1}.",
    "{0} is paged by a browser as well.": "A {0} se le avisa también en un navegador.",
    "A browser gets no pages of {0} any more: {1}.": (
        "Un navegador ya no recibe avisos de {0}: {1}."
    ),
    "A loopback text goes out by {fact.provider}; {fact.by} wants it.": (
        "Sale un mensaje de vuelta por {fact.provider}; lo pide {fact.by}."
    ),
    "The loopback text by {fact.provider} came back as {fact.signal} after {fact.took_s:.0f} s.": (
        "El mensaje de vuelta por {fact.provider} regresó como {fact.signal} tras "
        "{fact.took_s:.0f} s."
    ),
    "The loopback text by {fact.provider} did not come back.": (
        "El mensaje de vuelta por {fact.provider} no regresó."
    ),
}

SPACE: Final[Mapping[str, str]] = {
    "Sent {0} to {1}: {2}{3}.": "Envió {0} a {1}: {2}{3}.",
    ", {0} km by straight line": ", {0} km en línea recta",
    ", {0} by road": ", {0} por carretera",
    ", {0} by straight line": ", {0} en línea recta",
    " (nearest by straight line: {0}, {1})": " (la más cercana en línea recta: {0}, {1})",
    " Waits nearby until it is safe.": " Espera cerca hasta que sea seguro.",
    "Road {0} is closed.": "La vía {0} está cerrada.",
    "Road {0} is closed until {1}.": "La vía {0} está cerrada hasta las {1}.",
    "Road {0} is slow.": "La vía {0} está lenta.",
    "Road {0} is slow until {1}.": "La vía {0} está lenta hasta las {1}.",
    "Road {fact.road} is as it was.": "La vía {fact.road} está como antes.",
    "Search for {0} with {1}.": "Búsqueda por {0} con {1}.",
    "Search of {0}: nothing to divide yet ({1}).": (
        "Búsqueda de {0}: aún no hay nada que repartir ({1})."
    ),
    "Search of {0}: {1} segments ({2}); {3} found within {4} min; {5} lies elsewhere.": (
        "Búsqueda de {0}: {1} segmentos ({2}); {3} se encuentra en {4} min; {5} está en otra parte."
    ),
    "{0} is to search {1} ({2}) by {3}.": "{0} debe buscar en {1} ({2}) antes de las {3}.",
    "{fact.incident}: some searchers wait for the next plan.": (
        "{fact.incident}: algunos buscadores esperan el próximo plan."
    ),
    "Searched {0}: clear, with {1} certainty.": "Buscó en {0}: libre, con {1} de certeza.",
    "{0} has not answered from search task {1}.": (
        "{0} no ha respondido desde la tarea de búsqueda {1}."
    ),
    "Search task {0} is over: {1}.": "La tarea de búsqueda {0} terminó: {1}.",
    "FOUND for {0}: {1}.": "ENCONTRADA para {0}: {1}.",
    "Search of {0} is over: {1}.": "La búsqueda de {0} terminó: {1}.",
    "{fact.unit} has the dispatch to {fact.incident}.": (
        "{fact.unit} tiene el envío a {fact.incident}."
    ),
    "{fact.unit} is en route to {fact.incident}.": "{fact.unit} va en camino a {fact.incident}.",
    "{fact.unit} waits near {fact.incident} until it is safe.": (
        "{fact.unit} espera cerca de {fact.incident} hasta que sea seguro."
    ),
    "{fact.unit} is on scene at {fact.incident}.": (
        "{fact.unit} está en el lugar de {fact.incident}."
    ),
    "{fact.unit} is taking the patient to hospital.": "{fact.unit} lleva a la persona al hospital.",
    "{fact.unit} is at the hospital.": "{fact.unit} está en el hospital.",
    "{fact.unit} is free of {fact.incident}.": "{fact.unit} queda libre de {fact.incident}.",
    "{fact.unit} cannot be sent.": "{fact.unit} no se puede enviar.",
    "{fact.unit} can be sent again.": "{fact.unit} se puede enviar otra vez.",
}

SYSTEM: Final[Mapping[str, str]] = {
    "Tocsin {fact.version} started.": "Tocsin {fact.version} se inició.",
    "ALARM: {fact.detail}": "ALARMA: {fact.detail:said}",
    "Alarm over: {0}.": "Terminó la alarma: {0}.",
    "Read {0} of {1}.": "Leyó {0} de {1}.",
    "Erased what was sealed for {fact.subject}.": "Borró lo sellado de {fact.subject}.",
    "The settings are now those of the file.": "Los ajustes son ahora los del archivo.",
    "{fact.staff.person} works here.": "{fact.staff.person} trabaja aquí.",
    "{fact.place.name} is a known place.": "{fact.place.name} es un lugar conocido.",
    "Unit {fact.unit.unit} can be sent.": "La unidad {fact.unit.unit} se puede enviar.",
    "Policy {fact.policy.policy} holds for new incidents.": (
        "La política {fact.policy.policy} vale para incidentes nuevos."
    ),
    "Rota {fact.oncall.oncall} holds.": "Vale el turno de guardia {fact.oncall.oncall}.",
    "A safety plan holds for {fact.plan.person}.": (
        "Vale un plan de seguridad para {fact.plan.person}."
    ),
    "Response plan {fact.plan.kind} holds.": "Vale el plan de respuesta {fact.plan.kind}.",
    "{fact.person} does not work here any more, from this second.": (
        "{fact.person} ya no trabaja aquí, desde este segundo."
    ),
    "The dismissal of {fact.person} is taken back.": "Se retira el despido de {fact.person}.",
    "{fact.table} {fact.id} is no longer here.": "{fact.table} {fact.id} ya no está aquí.",
    "{0} got a {1}.": "{0} recibió: {1}.",
    "A key opens nothing any more: {0}.": "Una clave ya no abre nada: {0}.",
    "Ended every key of {0}.": "Terminó todas las claves de {0}.",
    "Ended every key of {0}: {1}.": "Terminó todas las claves de {0}: {1}.",
    "Waits for a text of theirs (trial {0}).": "Espera un mensaje suyo (prueba {0}).",
    "Tries {0} ({1} at {2}) with a text to their own phone (trial {3}).": (
        "Prueba {0} ({1} en {2}) con un mensaje a su propio teléfono (prueba {3})."
    ),
    "Added the way out {0} ({1} at {2}).": "Añadió la vía de salida {0} ({1} en {2}).",
    "Added the way out {0} ({1} at {2}), and a way in of the same name.": (
        "Añadió la vía de salida {0} ({1} en {2}), y una entrada con el mismo nombre."
    ),
    "The provider took the text of trial {fact.trial}.": (
        "El proveedor aceptó el mensaje de la prueba {fact.trial}."
    ),
    "The text of trial {fact.trial} was not taken: {fact.reason}.": (
        "No se aceptó el mensaje de la prueba {fact.trial}: {fact.reason:terms}."
    ),
    "The text of trial {0} arrived: {1}, after {2} s.": (
        "Llegó el mensaje de la prueba {0}: {1}, tras {2} s."
    ),
}

HISTORY: Final[Mapping[str, str]] = {
    **PHRASES,
    **SIGNALS,
    **INCIDENTS,
    **PAGES,
    **SPACE,
    **WATCHED,
    **SYSTEM,
}
