"""Why a way out is not tried or saved, in Spanish."""

from collections.abc import Mapping
from typing import Final

SETUP: Final[Mapping[str, str]] = {
    "There is no trial of this name.": "No hay ninguna prueba con este nombre.",
    "There were {0} trials within the hour. Wait a little.": (
        "Hubo {0} pruebas en la última hora. Espere un poco."
    ),
    "There was a trial of this name.": "Ya hubo una prueba con este nombre.",
    "This trial is over. Start another.": "Esta prueba terminó. Empiece otra.",
    "This is not what the text says.": "Eso no es lo que dice el mensaje.",
    "Nothing can be set up here: this is a demo.": (
        "Aquí no se puede configurar nada: es una demostración."
    ),
    "Not yet right: {0}.": "Todavía no están bien: {0}.",
    "Your plan says that nothing is sent to your phone.": (
        "Su plan dice que no se envía nada a su teléfono."
    ),
    "You have no trial of this name.": "Usted no tiene ninguna prueba con este nombre.",
    "A trial goes to your own contact, and you have none on {0}: sign in as yourself.": (
        "La prueba va a un contacto suyo y no tiene ninguno por {0}: entre con su propio nombre."
    ),
    "Each node has settings of its own: put it into the file of each.": (
        "Cada nodo tiene su propia configuración: póngalo en el archivo de cada uno."
    ),
    "This service was started without a settings file.": (
        "Este servicio se inició sin archivo de configuración."
    ),
    "The settings file is a link to another.": "El archivo de configuración es un enlace a otro.",
    "no answer in time": "no respondió a tiempo",
    "nothing that takes texts can be at this address": (
        "en esta dirección no puede haber nada que tome mensajes"
    ),
    "This service may not write its settings file.": (
        "Este servicio no puede escribir su archivo de configuración."
    ),
}
