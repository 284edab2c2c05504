"""Why the stages say no, in Spanish."""

from collections.abc import Mapping
from typing import Final

ACCESS: Final[Mapping[str, str]] = {
    "This link was never given, or was used already. Ask for a new one.": (
        "Este enlace nunca se entregó o ya se usó. Pida uno nuevo."
    ),
    "This key was given before. Make a new one.": "Esta clave ya se entregó. Haga una nueva.",
    "Nobody of the agency has this id. A key is for a person in the agency file.": (
        "Nadie de la agencia tiene este id. Una clave es para alguien del archivo de la agencia."
    ),
    "A key must expire later than now.": "Una clave debe caducar después de ahora.",
    "This key opens nothing already.": "Esta clave ya no abre nada.",
    "Ask for a link of your own: this one is a page's.": (
        "Pida un enlace propio: este es de un aviso."
    ),
    "This link is too old. Ask for a new one.": "Este enlace es demasiado viejo. Pida uno nuevo.",
    "Only a one-time link is exchanged for a session.": (
        "Solo un enlace de un solo uso se cambia por una sesión."
    ),
    "This ledger belongs to another agency. Accepted: a file with the same [agency] id.": (
        "Este registro es de otra agencia. Se acepta un archivo con el mismo id en [agency]."
    ),
    "This person was dismissed already.": "Esta persona ya fue despedida.",
    "Only somebody who works here is dismissed.": "Solo se despide a alguien que trabaja aquí.",
    "Somebody else must dismiss you.": "Otra persona debe despedirle.",
    "This person was not dismissed.": "Esta persona no fue despedida.",
}

ENGINE: Final[Mapping[str, str]] = {
    "No node decided for too long; say it again if it still holds.": (
        "Ningún nodo decidió durante demasiado tiempo; dígalo otra vez si aún vale."
    ),
    "The ledger cannot be written; this is not on record yet.": (
        "No se puede escribir el registro; esto aún no consta."
    ),
    "The ledger takes nothing and memory is full.": (
        "El registro no acepta nada y la memoria está llena."
    ),
    "The service has ended and takes nothing any more.": (
        "El servicio ha terminado y ya no acepta nada."
    ),
    "Nobody decides here any more, and this is not on record.": (
        "Aquí ya no decide nadie, y esto no consta."
    ),
    "The {0} stage failed ({1}).": "Falló la etapa {0} ({1}).",
    "This node does not reach the ledger; nothing is on record.": (
        "Este nodo no alcanza el registro; no consta nada."
    ),
    "It waits for the node that decides, and is done once there is one. Look again.": (
        "Espera al nodo que decide, y se hará cuando lo haya. Mire otra vez."
    ),
    "More comes in than can be worked off; this was not taken. Send it again.": (
        "Llega más de lo que se puede atender; esto no se aceptó. Envíelo otra vez."
    ),
    "No alert of this purpose went to this agency before.": (
        "A esta agencia no se le envió antes ninguna alerta con este fin."
    ),
    "A lookout says whom or what to look for: describe it.": (
        "Un aviso de búsqueda dice a quién o qué buscar: descríbalo."
    ),
    "Each description needs its text, source, time with offset and certainty.": (
        "Cada descripción necesita texto, fuente, hora con zona y certeza."
    ),
    "A description is dated ahead of now; it has the time when it was said.": (
        "Una descripción tiene fecha futura; lleva la hora en que se dijo."
    ),
    "A lookout does not describe who asked for help; mutual aid may.": (
        "Un aviso de búsqueda no describe a quien pidió ayuda; la ayuda mutua sí puede."
    ),
    "No place is known; ask for the lookout without area.": (
        "No se conoce ningún lugar; pida el aviso sin zona."
    ),
    "A lookout does not tell {0}; say it without.": (
        "Un aviso de búsqueda no revela {0:said}; dígalo sin eso."
    ),
    "the name of the person who asked for help": "el nombre de quien pidió ayuda",
    "a telephone number of the person who asked for help": "un teléfono de quien pidió ayuda",
    "an address of the person who asked for help": "una dirección de quien pidió ayuda",
    "a place of the person who asked for help": "un lugar de quien pidió ayuda",
    "coordinates near the person who asked for help or a place of hers": (
        "coordenadas cercanas a quien pidió ayuda o a un lugar suyo"
    ),
}

INTAKE: Final[Mapping[str, str]] = {
    "A signal with this id is waiting to be read.": "Una señal con este id espera ser leída.",
    "Refusals of one gateway are recorded once a minute.": (
        "Los rechazos de una pasarela se anotan una vez por minuto."
    ),
    "There is no unread signal with this id.": "No hay ninguna señal sin leer con este id.",
    "Nobody was asked what this signal means.": "A nadie se le preguntó qué significa esta señal.",
    "There is still time to say which page was meant.": (
        "Aún hay tiempo para decir a qué aviso se refería."
    ),
}

PAGING: Final[Mapping[str, str]] = {
    "A test page goes to person:ID or unit:ID with a contact.": (
        "Un aviso de prueba va a person:ID o unit:ID con algún contacto."
    ),
    "This recipient can be reached by: {0}.": (
        "A este destinatario se le puede avisar por: {0:terms}."
    ),
    "This alarm is raised already.": "Esta alarma ya está dada.",
    "No [[neighbour]] of the settings has this domain.": (
        "Ningún [[neighbour]] de los ajustes tiene este dominio."
    ),
    "This receipt has come, or was missed already.": "Este acuse llegó, o ya se dio por perdido.",
    "No number to prove this provider by is set.": "No hay un número para probar este proveedor.",
    "This provider is unknown, or its [[gateway]] has no loopback number.": (
        "Este proveedor es desconocido, o su [[gateway]] no tiene número de vuelta."
    ),
    "A loopback text of this provider is on its way already.": (
        "Un mensaje de vuelta de este proveedor ya está en camino."
    ),
    "A loopback text of this provider is on its way.": (
        "Un mensaje de vuelta de este proveedor está en camino."
    ),
    "This message is out, or given up.": "Este mensaje ya salió, o se abandonó.",
    "No attempt of this message is under way.": "No hay ningún intento de este mensaje en curso.",
    "This message is not in memory any more.": "Este mensaje ya no está en memoria.",
    "This message was delivered already.": "Este mensaje ya se entregó.",
    "This attempt was counted as failed already.": "Este intento ya se contó como fallido.",
    "No step of this escalation is due.": "No toca ningún paso de este escalamiento.",
    "This page still needs an answer, or is over.": "Este aviso aún necesita respuesta, o terminó.",
    "There is no open page of this name to them.": "No tiene ningún aviso abierto con este nombre.",
    "No alarm of this name is raised.": "No hay ninguna alarma con este nombre.",
    "These providers are set already.": "Estos proveedores ya están fijados.",
}

RESPONSE: Final[Mapping[str, str]] = {
    "Say in a few words what the next one must know.": (
        "Diga en pocas palabras qué debe saber quien sigue."
    ),
    "Name somebody else who works here now, or nobody: then it is for whoever comes.": (
        "Nombre a otra persona que trabaje aquí ahora, o a nadie: entonces es para quien venga."
    ),
    "At most {0} hand-overs wait at once; receive one first.": (
        "Como mucho esperan {0} relevos a la vez; reciba antes uno."
    ),
    "There is no such hand-over waiting.": "No hay ningún relevo así en espera.",
    "Somebody else must receive what you hand over.": (
        "Otra persona debe recibir lo que usted entrega."
    ),
    "Latitude is -90 to 90 degrees, longitude -180 to 180.": (
        "La latitud va de -90 a 90 grados; la longitud, de -180 a 180."
    ),
    "0, 0 is open sea: it is what devices send without a fix.": (
        "0, 0 es mar abierto: es lo que envían los aparatos sin posición."
    ),
    "The accuracy is a radius in metres, 0 or more; the confidence 0 to 1.": (
        "La precisión es un radio en metros, 0 o más; la confianza, de 0 a 1."
    ),
    "Give a place of the agency file, or both degrees.": (
        "Dé un lugar del archivo de la agencia, o ambos grados."
    ),
    "The incident is closed; help is asked for open ones.": (
        "El incidente está cerrado; se pide ayuda para los abiertos."
    ),
    "Somebody released another alert in the same moment; ask for yours again.": (
        "Alguien emitió otra alerta en el mismo momento; pida la suya otra vez."
    ),
    "No road of the map is there. Are latitude and longitude the wrong way round?": (
        "Ahí no hay ninguna vía del mapa. ¿Están al revés la latitud y la longitud?"
    ),
    "At most {0} at once; open one first.": "Como mucho {0} a la vez; abra antes una.",
    "Give 1 to {0} points, latitude -90 to 90 and longitude -180 to 180.": (
        "Dé de 1 a {0} puntos, latitud de -90 a 90 y longitud de -180 a 180."
    ),
    "A slow road takes more than 1 and at most {0} times as long.": (
        "Una vía lenta tarda más de 1 y como mucho {0} veces más."
    ),
    "It would be over already; give a later moment.": (
        "Ya habría terminado; dé un momento posterior."
    ),
    "No condition of this name is in force.": "No rige ninguna condición con este nombre.",
    "Things have changed since this was worked out; it is worked out anew.": (
        "Las cosas cambiaron desde que se calculó; se calcula de nuevo."
    ),
    "No search is under way for this incident.": "No hay búsqueda en curso para este incidente.",
    "Name 1 to {0} people or units who search.": (
        "Nombre de 1 a {0} personas o unidades que busquen."
    ),
    "Whoever is looked for cannot search.": "La persona buscada no puede buscar.",
    "Each searcher is person:ID or unit:ID of the agency file.": (
        "Cada buscador es person:ID o unit:ID del archivo de la agencia."
    ),
    "Must stay away from whoever is looked for: {0}.": (
        "Debe mantenerse lejos de la persona buscada: {0}."
    ),
    "This task is over: it was answered, or ended with its plan.": (
        "Esta tarea terminó: se respondió, o acabó con su plan."
    ),
    "{0} is {1}; only an available unit can be sent.": (
        "{0} está {1:terms}; solo se puede enviar una unidad disponible."
    ),
    "{0} is {1}; only an available unit can be sent. It can be turned round (redirect).": (
        "{0} está {1:terms}; solo se puede enviar una unidad disponible. Se la puede desviar."
    ),
    "{0} is {1}, on {2}; only an available unit can be sent.": (
        "{0} está {1:terms}, en {2}; solo se puede enviar una unidad disponible."
    ),
    "{0} is {1}, on {2}; only an available unit can be sent. It can be turned round (redirect).": (
        "{0} está {1:terms}, en {2}; solo se puede enviar una unidad disponible. Se la puede "
        "desviar."
    ),
    "{0} is {1}; from there the moves are: {2}.": "{0} está {1:terms}; desde ahí puede: {2:terms}.",
    "This crew asked for help itself; send another.": "Esta dotación pidió ayuda; envíe otra.",
    "Somebody of this crew must stay away from her. Make sure who is on it (crew_checked).": (
        "Alguien de esta dotación debe mantenerse lejos de ella. Compruebe quién va (crew_checked)."
    ),
    "There is no unit of this name in the agency file.": (
        "No hay ninguna unidad con este nombre en el archivo de la agencia."
    ),
    "The moves are: {0}.": "Los movimientos son: {0:terms}.",
    "There is no such incident in memory.": "No hay tal incidente en memoria.",
    "The incident is closed; open ones accept this.": (
        "El incidente está cerrado; solo los abiertos lo admiten."
    ),
    "This signal belongs to an incident already.": "Esta señal ya es de un incidente.",
    "Only somebody who works here can take command.": (
        "Solo alguien que trabaja aquí puede tomar el mando."
    ),
    "Nobody takes command of their own SOS; somebody else must.": (
        "Nadie toma el mando de su propio SOS; debe hacerlo otra persona."
    ),
    "Who is in command changed at the same moment. Look who it is now; take over if you must.": (
        "El mando cambió en el mismo momento. Mire quién lo tiene ahora, y tómelo si es necesario."
    ),
    "This person is in command already.": "Esta persona ya está al mando.",
    "Nobody is in command; paging is under way.": "Nadie está al mando; se está avisando.",
    "The sender has not given a cancel.": "Quien envió no ha dado ninguna cancelación.",
    "A cancel was given and nobody has called back yet; record what they found first.": (
        "Hubo una cancelación y nadie ha llamado todavía; anote primero qué se encontró."
    ),
    "Clear these units first: {0}.": "Libere antes estas unidades: {0}.",
    "A note needs at least one word.": "Una nota necesita al menos una palabra.",
    "The other incident is not in memory.": "El otro incidente no está en memoria.",
    "Somebody known may be in need here: close it by itself.": (
        "Aquí puede necesitar ayuda alguien conocido: ciérrelo aparte."
    ),
    "More was said since this was looked at: look again.": (
        "Se dijo algo más desde que se miró: mire otra vez."
    ),
    "Somebody took it, or something was sent: close it by itself.": (
        "Alguien lo tomó, o se envió algo: ciérrelo aparte."
    ),
    "It says where somebody is: close it by itself.": "Dice dónde está alguien: ciérrelo aparte.",
    "A cancel was given; close it by itself, once somebody called back.": (
        "Hubo una cancelación; ciérrelo aparte, cuando alguien haya llamado."
    ),
    "Say why these are none.": "Diga por qué no lo son.",
    "Many at once are false_alarm, wrong_number, duplicate or test.": (
        "Muchos a la vez solo pueden ser falsa alarma, número equivocado, duplicado o prueba."
    ),
    # Where something is known from.
    "sender's words": "sus palabras",
    "sender's words of somebody else": "sus palabras, de otra persona",
    "a third party's word": "palabra de un tercero",
    "(cleared)": "(ya resuelta)",
    # For what positions are kept, and how a trial is known.
    "to find and help": "para encontrar y ayudar",
    "until the walk is over": "hasta que termine el trayecto",
    "to show how near they are": "para mostrar lo cerca que están",
    "their phone answered": "su teléfono respondió",
    "they typed what it says": "escribió lo que dice",
    "a receipt came": "llegó un acuse",
    # What the board says beside a unit or a button, of the same decisions.
    "somebody of the crew must stay away from her": (
        "alguien de la dotación debe mantenerse lejos de ella"
    ),
    "{0}, on this incident": "{0:terms}, en este incidente",
    "{0}, on {1}": "{0:terms}, en {1}",
    "everyone is paged again": "se avisa de nuevo a todos",
    "EVERYONE is paged": "se avisa A TODOS",
    "step {0} of {1}": "paso {0} de {1}",
    "{0} must answer the check-back, or paging starts again": (
        "{0} debe responder si sigue a cargo, o se avisa de nuevo"
    ),
    "check-back with {0}": "se pregunta a {0} si sigue a cargo",
    "call-back on the cancel is asked for again": (
        "se pide otra vez la llamada sobre la cancelación"
    ),
}

REFUSALS: Final[Mapping[str, str]] = {**ACCESS, **ENGINE, **INTAKE, **PAGING, **RESPONSE}
