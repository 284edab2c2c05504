"""What each alarm means and what to do first, in Spanish; the whole page follows in English."""

from collections.abc import Mapping
from typing import Final

RUNBOOKS: Final[Mapping[str, str]] = {
    "agency_file_bad": (
        "El archivo de la agencia se leyó otra vez y tiene errores; sigue valiendo lo anterior. "
        "`tocsin check agency.toml` nombra cada error con su línea; corríjalos, luego `tocsin "
        "reload`. Si alguien debe salir ya: `tocsin dismiss PERSON` no espera al archivo."
    ),
    "backup_trouble": (
        "No hay copia de seguridad, es vieja, o el último ensayo falló o no se hizo. Ejecute "
        "`tocsin backup` y lea lo que dice; luego `tocsin drill`. Una copia que no pasa el ensayo "
        "no es una copia: haga otra."
    ),
    "carrier_down": (
        "El enlace con una operadora lleva 30 segundos caído; los mensajes a su número esperan "
        "allí. Diga a quienes están fuera otra forma de llamar. Mire la línea y la contraseña, y "
        "llame a la operadora."
    ),
    "clock_jumped": (
        "El reloj de la máquina saltó adelante o va atrasado. Vea si corre la sincronización "
        "(`timedatectl`); una máquina que se duerme no sirve para esto. Mire los incidentes "
        "abiertos: ¿tiene cada uno a alguien al mando?"
    ),
    "device_unknown": (
        "Un aparato comunica su posición y no está en el archivo de la agencia. ¿De quién es? "
        "Añádalo y haga `tocsin check` y `tocsin reload`. Si no es de nadie, apáguelo o quítele el "
        "acceso."
    ),
    "document_undelivered": (
        "Un documento para una agencia vecina fue rechazado o no se pudo entregar en una hora. "
        "Llámeles y cuénteles lo que dice. Revise `url` y `secret` de `[[neighbour]]`, y envíelo "
        "otra vez desde el tablero."
    ),
    "feed_silent": (
        "Una fuente de posiciones no responde o no envía nada. El registro dice por qué: red, "
        "contraseña, certificado. Pregunte por radio a las dotaciones dónde están; avise a quien "
        "está protegida de que los rastreadores no valen ahora."
    ),
    "feed_unreadable": (
        "Un rastreador o una aplicación envió algo que no es una posición. Revise los ajustes de "
        "la aplicación y pregunte por radio a la dotación dónde está."
    ),
    "heartbeat_failed": (
        "No se llega al vigilante externo: nadie notaría ahora que esta máquina cae. Mire la red y "
        "`heartbeat_url`. Hasta que pase, que alguien mire el tablero cada cuarto de hora."
    ),
    "hook_refused": (
        "Llegaron peticiones con el secreto mal o sin él, y no se aceptaron. Envíe un mensaje a la "
        "línea desde su teléfono: si aparece en el tablero, su pasarela está bien y prueba un "
        "extraño. Si no, compare el secreto de `tocsin.toml` con el de la pasarela."
    ),
    "keys_guessed": (
        "En la página de los enlaces se probaron muchas claves que no abren nada; nada se abrió. "
        "Pregunte a quien está de guardia si su enlace abre. Si es un extraño, ciérrele el paso en "
        "su proxy. Si se perdió un teléfono, termine las claves de esa persona."
    ),
    "ledger_lost": (
        "La base de datos perdió asientos que había confirmado. Pregunte a todos quién fue "
        "avisado, quién respondió y quién va en camino en los minutos anteriores, y abra de nuevo "
        "lo que falte. Guarde el disco del servidor antiguo y no deje que vuelva a escribir."
    ),
    "ledger_unavailable": (
        "No se puede escribir el registro: casi siempre el disco está lleno. NO reinicie antes de "
        "hacer sitio: se perdería lo que solo está en memoria. Haga sitio (`df -h`) y anote a mano "
        "a quién se dijo qué."
    ),
    "loopback_missed": (
        "Un mensaje de prueba no volvió en 15 minutos: quizá no salen los avisos, o no entran los "
        "mensajes. Envíe `SOS test` desde un teléfono de la agencia. Si no aparece, diga a todos "
        "otra forma de llamar; si aparece, falla la salida: `tocsin prove PROVIDER` y llame al "
        "proveedor."
    ),
    "map_elsewhere": (
        "Ningún lugar de la agencia está en el mapa: ningún tiempo por carretera puede ser cierto. "
        "Mire `[map] file` y las coordenadas de `[[places]]`; importe el mapa correcto."
    ),
    "map_unreadable": (
        "El archivo del mapa falta, está dañado o es de otra versión. `tocsin import map "
        "FILE.osm.pbf` lo hace de nuevo; pare y arranque. Mientras tanto pregunte por radio cuánto "
        "tardarán."
    ),
    "no_next_moment": (
        "Nada volverá a mirar un incidente abierto; es un error del programa. Atienda ese "
        "incidente a mano hasta cerrarlo. Haga `tocsin backup`, pare y arranque, e informe."
    ),
    "no_provider": (
        "Hay contactos de un canal sin ninguna vía de salida. Un administrador añade una en "
        "`/ready`, con un mensaje real a su propio teléfono. Luego `tocsin test-page everyone`."
    ),
    "node_absent": (
        "Otro nodo de la agencia no dice nada desde hace cinco segundos. Mire en el tablero de "
        "otro nodo si alguno decide. Revise la otra máquina y arránquela de nuevo."
    ),
    "overloaded": (
        "Llega más de lo que se puede atender; los SOS van primero. Deje abierto un solo tablero y "
        "no lo recargue. Si es una avalancha de mensajes, pida al proveedor que bloquee esos "
        "números."
    ),
    "page_unsent": (
        "Ningún proveedor aceptó un aviso de vida o muerte en medio minuto: ALGUIEN PIDIÓ AYUDA Y "
        "NADIE LO SABE. Llame ya por teléfono a la gente del tablero y a quien deba acudir. "
        "Después mire `provider_failing`."
    ),
    "plan_late": (
        "El plan de una búsqueda no está listo tras un minuto. Reparta usted el terreno de viva "
        "voz, empezando donde se la vio por última vez, y apunte quién mira dónde. Si en otro "
        "minuto no hay plan, arranque de nuevo el servicio."
    ),
    "policy_empty": (
        "Una política se amplió a todos y no se puede avisar a NADIE de un incidente abierto. "
        "Actúe a mano ya: llame a quien pueda acudir y, si hay peligro, al número de emergencias. "
        "Luego revise pasarelas y contactos."
    ),
    "provider_failing": (
        "Tres envíos seguidos por este proveedor fallaron; se usa el último. Si también está "
        "`page_unsent`, llame primero por teléfono a la gente del tablero. El motivo está en la "
        "alarma: contraseña, red o el propio proveedor."
    ),
    "provider_silent": (
        "El proveedor acepta mensajes y sus acuses no llegan. Si hay un incidente abierto, llame a "
        "quien no respondió. `tocsin test-page person:YOU --channel sms`: ¿llega a su teléfono? Si "
        "no, llame al proveedor."
    ),
    "recipient_unreachable": (
        "Había que avisar a alguien y no tiene contacto que valga. Si hace falta ahora, llámele. "
        "Corrija su número o dirección en el archivo de la agencia, `tocsin check`, `tocsin "
        "reload`, y envíe un aviso de prueba."
    ),
    "rota_hole": (
        "En los próximos siete días habrá un momento en que no se avisaría a nadie, o a muy pocos. "
        "`tocsin who-now agency.toml` dice qué paso y cuándo. Complételo en el archivo y haga "
        "`tocsin reload`."
    ),
    "signal_unreadable": (
        "Llegó algo que no se pudo leer y cuenta como SOS. Trátelo como una llamada de ayuda: "
        "pregunte a todos los que están fuera si están bien. Luego corrija la pasarela."
    ),
    "stage_failed": (
        "Falló una parte de Tocsin; es un error del programa. Lo demás sigue y se intenta cada 5 "
        "segundos. Vigile usted los incidentes abiertos y llame donde algo no llegue. Anote el "
        "detalle e informe."
    ),
    "step_empty": (
        "Un paso de una política no llegó a nadie y se saltó al momento. Mire el incidente "
        "abierto: ¿hay alguien al mando? Si no, llame usted a la siguiente persona. Complete la "
        "guardia o los contactos."
    ),
    "test_page_unanswered": (
        "Esta persona no respondió a un aviso de prueba en una hora. Llámele: ¿llegó? ¿Es correcto "
        "el número? Si tiene guardia esta noche, ponga a alguien más a su lado."
    ),
    "tick_late": (
        "Algo debía hacerse hace más de 5 segundos: la máquina está sobrecargada o se durmió. Mire "
        "los incidentes abiertos: ¿se avisó a quien hacía falta? Vea qué ocupa la máquina (`top`) "
        "y párelo."
    ),
    "tracker_trouble": (
        "Un rastreador vigilado calla, repite, salta, tiene poca batería o fue manipulado: nadie "
        "sabe dónde está quien lo lleva. Llame a quien lo supervisa; si la correa se abrió, "
        "primero a la policía. Llame a la persona protegida si nadie lo hizo."
    ),
    "trail_unkept": (
        "No se pueden escribir o borrar posiciones en `LEDGER.tracks`: casi siempre el disco está "
        "lleno. Haga sitio; un reinicio pierde lo que está en memoria. Lo que había que olvidar "
        "sigue en el archivo: no lo dé a nadie."
    ),
    "unverified_flood": (
        "Hay veinte o más incidentes de números desconocidos a la vez. Mírelos: UNO PUEDE SER "
        "REAL. Llame a quienes nombran un lugar o una persona; cierre los demás, y pida a la "
        "operadora que bloquee el número."
    ),
}
