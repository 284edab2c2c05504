"""What the API says no with before any stage is asked, in Spanish."""

from collections.abc import Mapping
from typing import Final

PROBLEMS: Final[Mapping[str, str]] = {
    "More comes in than can be worked off: SOS go first. Ask again in a second.": (
        "Llega más de lo que se puede atender: primero los SOS. Pregunte otra vez en un segundo."
    ),
    "More comes in than can be worked off: SOS go first. Ask again in some seconds.": (
        "Llega más de lo que se puede atender: primero los SOS. Pregunte otra vez en unos segundos."
    ),
    "Sign in with a one-time link or a token.": "Entre con un enlace de un solo uso o un token.",
    "A session acts from its own pages only.": "Una sesión solo actúa desde sus propias páginas.",
    "Your roles do not include: {0}.": "Sus funciones no incluyen: {0:terms}.",
    "Their roles do not include taking command.": "Sus funciones no incluyen tomar el mando.",
    # What msgspec says of a field, as `problems` puts it together.
    "{0}: Invalid enum value {1}. Accepted: {2}": "{0}: valor no aceptado {1}. Se acepta: {2}",
    "{0}: Expected {1}, got {2}": "{0}: se espera {1}, llegó {2}",
    "{0}: Expected {1}": "{0}: se espera {1}",
    "Object missing required field {0}": "Falta el campo {0}",
    "Object contains unknown field {0}": "Hay un campo desconocido {0}",
    "This node is too old for what is on record.": (
        "Este nodo es demasiado viejo para lo que consta."
    ),
    "This node has lost touch with the ledger. Ask another, or use phone and radio.": (
        "Este nodo perdió el contacto con el registro. Pregunte a otro, o use teléfono y radio."
    ),
    "Nobody may do this.": "Nadie puede hacer esto.",
    "Nobody can be reached by this channel.": "No se puede avisar a nadie por este canal.",
    "This service reads no agency file.": "Este servicio no lee ningún archivo de la agencia.",
    "There is no open page ({0}) to this person for this incident.": (
        "Esta persona no tiene ningún aviso abierto ({0:terms}) de este incidente."
    ),
    "There is no such incident in memory; its timeline stays on record.": (
        "No hay tal incidente en memoria; su cronología sigue registrada."
    ),
    "There never was an incident of this name.": "Nunca hubo un incidente con este nombre.",
    "Give both latitude and longitude, or a place.": "Dé latitud y longitud, o un lugar.",
    "Give a place or degrees, not both.": "Dé un lugar o grados, no ambos.",
    "Give expires_on or expires_at, not both.": "Dé expires_on o expires_at, no ambos.",
    "areas: give a place, or both latitude and longitude.": (
        "areas: dé un lugar, o latitud y longitud."
    ),
    "areas: 0, 0 is open sea, and no place of hers.": (
        "areas: 0, 0 es mar abierto, y ningún lugar suyo."
    ),
    "areas: radius_m is more than 0 metres.": "areas: radius_m es más de 0 metros.",
    "level, score and not_answered are of a danger_assessment.": (
        "level, score y not_answered son de un danger_assessment."
    ),
    "answers: of a danger_assessment the result alone is taken.": (
        "answers: de un danger_assessment solo se toma el resultado."
    ),
    'zone: an IANA name such as "America/Chicago"; expires_on: a day that can come.': (
        'zone: un nombre IANA como "America/Chicago"; expires_on: un día que pueda llegar.'
    ),
    "safe_hours: days are some of {0}.": "safe_hours: los días son algunos de {0}.",
    "There is no phone of this name in the demo.": (
        "No hay ningún teléfono con este nombre en la demostración."
    ),
    "The demo's phones are on this machine only.": (
        "Los teléfonos de la demostración solo están en esta máquina."
    ),
    "agency: a domain name such as dispatch.county.example.": (
        "agency: un nombre de dominio como dispatch.county.example."
    ),
    "The ledger cannot be written; nothing leaves now.": (
        "No se puede escribir el registro; ahora no sale nada."
    ),
    "There is no map here: times are along straight lines.": (
        "Aquí no hay mapa: los tiempos son en línea recta."
    ),
    "This is not the map now; ask /api/v1/map for its hash.": (
        "Este no es el mapa actual; pida su hash a /api/v1/map."
    ),
    "This tile holds nothing of the map.": "Esta tesela no contiene nada del mapa.",
    "A tile is zoom/column/row{0}, in whole numbers.": (
        "Una tesela es zoom/columna/fila{0}, en números enteros."
    ),
    "There are tiles of zoom {0} to {1} only.": "Solo hay teselas de zoom {0} a {1}.",
    "At zoom {0} columns and rows go from 0 to {1}.": (
        "Con zoom {0}, columnas y filas van de 0 a {1}."
    ),
    "Metrics need the token of the settings.": "Las métricas piden el token de los ajustes.",
    "A case of your own is for somebody else to enter.": (
        "Su propio caso debe registrarlo otra persona."
    ),
    "This is not on record yet. Send it again.": "Esto aún no consta. Envíelo otra vez.",
    "Sign in from this service's own page.": "Entre desde la página propia de este servicio.",
    "This person does not work here any more.": "Esta persona ya no trabaja aquí.",
    "Give a person, for the whole case, or one incident.": (
        "Dé una persona, para todo el caso, o un incidente."
    ),
    "eido and lookout go to the police, with one incident.": (
        "eido y lookout van a la policía, con un incidente."
    ),
    "No [[neighbour]] of the settings has this domain and an email.": (
        "Ningún [[neighbour]] de los ajustes tiene este dominio y un correo."
    ),
    "The pages are not built. In a checkout, run: make console": (
        "Las páginas no están hechas. En una copia del código, ejecute: make console"
    ),
    "There is no such file.": "No hay tal archivo.",
    "There is no open page of this kind to you.": (
        "Usted no tiene ningún aviso abierto de este tipo."
    ),
    "This page is not fetched in advance.": "Esta página no se carga por adelantado.",
    "It is closed; open ones accept this.": "Está cerrado; solo los abiertos lo admiten.",
    "Say how it ended.": "Diga cómo terminó.",
    "Tocsin failed at this request.": "Tocsin falló con esta petición.",
    "Tocsin failed at this request; nothing else is held up by it.": (
        "Tocsin falló con esta petición; nada más se retrasa por ello."
    ),
    "There is nothing here.": "Aquí no hay nada.",
    "That is too long.": "Es demasiado largo.",
    "Too many keys that open nothing came from here.": (
        "Desde aquí llegaron demasiadas claves que no abren nada."
    ),
    "Too many phones look at once. Reload to see more.": (
        "Demasiados teléfonos miran a la vez. Recargue para ver más."
    ),
    "No [[gateway]] of the settings has a loopback_to.": (
        "Ningún [[gateway]] de los ajustes tiene loopback_to."
    ),
    "There is no such alarm.": "No hay tal alarma.",
    "The agency file has no dispatcher without a plan.": (
        "El archivo de la agencia no tiene ningún despachador sin plan."
    ),
    "The demo signs in on its own machine only.": (
        "La demostración solo entra en su propia máquina."
    ),
    "Your roles do not know respondents; describe whom you saw in words.": (
        "Sus funciones no conocen a los demandados; describa con palabras a quién vio."
    ),
    "Give both latitude and longitude, or a place, or neither.": (
        "Dé latitud y longitud, o un lugar, o nada."
    ),
    "No open road is known to lead there from where it is.": (
        "No se conoce ninguna vía abierta que lleve allí desde donde está."
    ),
    "Too many tiles are being cut. Ask again in a moment.": (
        "Se cortan demasiadas teselas. Pregunte otra vez en un momento."
    ),
    "There is no trail of this name for you.": "No hay ningún rastro con este nombre para usted.",
    "This plan is not for you.": "Este plan no es para usted.",
    "This person was not screened.": "A esta persona no se le hizo el cuestionario.",
    "reason: Tocsin finds this by itself. Accepted: {0}.": (
        "reason: esto lo halla Tocsin por sí solo. Se acepta: {0}."
    ),
    # Web Push.
    "This browser gets no pages.": "Este navegador no recibe avisos.",
    "Nobody of the agency has this id.": "Nadie de la agencia tiene este identificador.",
    "This browser gets their pages already.": "Este navegador ya recibe sus avisos.",
    "This is no receipt of ours.": "Este acuse no es nuestro.",
    "More comes in than can be worked off. Say it again.": (
        "Entra más de lo que se puede atender. Dígalo otra vez."
    ),
    "No [[gateway]] of the settings has kind push.": (
        "Ninguna [[gateway]] de la configuración es de tipo push."
    ),
    "This is not the subscription of a browser.": "Esto no es la suscripción de un navegador.",
    "Only a push service out in the open is written to, by https and by its name.": (
        "Solo se escribe a un servicio push público, por https y por su nombre."
    ),
    "Subscribe for the key that this service has now.": (
        "Suscríbase con la clave que este servicio tiene ahora."
    ),
    "A safety coordinator does this.": "Esto lo hace un coordinador de seguridad.",
    "A supervisor or safety coordinator does this.": (
        "Esto lo hace un supervisor o un coordinador de seguridad."
    ),
    "The control room does this.": "Esto lo hace la sala de control.",
    "Stay inside with others, lock the door, and text SOS if you are afraid. "
    "Somebody who watches with you has been told.": (
        "Quédese dentro con otros, cierre con llave y mande SOS si tiene miedo. "
        "Se ha avisado a alguien que vela por usted."
    ),
    "Nobody can say now. Take it as near: do not walk alone, ask for an escort.": (
        "Nadie puede decirlo ahora. Tómelo como cerca: no camine sola, pida acompañante."
    ),
    "As far as the trackers can say. Keep to your plan all the same.": (
        "Hasta donde los rastreadores pueden decir. Siga su plan de todos modos."
    ),
    "Nothing is shown here. In danger text SOS, or call the emergency number.": (
        "Aquí no se muestra nada. En peligro mande SOS, o llame al número de emergencias."
    ),
}
