"""What stands inside a text to somebody, in Spanish: where, and what the watch found.

People's words may stand between these, so a finished one is never matched.
"""

from collections.abc import Mapping
from typing import Final

PLACES: Final[Mapping[str, str]] = {
    "{0}; OR {1}: sources disagree": "{0}; O {1}: las fuentes no coinciden",
    "CODE WORD: {0}: {1}": "PALABRA CLAVE: {0}: {1}",
    "(position)": "(posición)",
    "safe contact of {0}": "contacto seguro de {0}",
    "unknown number": "número desconocido",
    "a tracker": "un rastreador",
    "{0} (respondent {1}, by tracker)": "{0} (demandado {1}, por rastreador)",
}

FOUND: Final[Mapping[str, str]] = {
    "{0} is too near her": "{0} está demasiado cerca de ella",
    "{0} may be too near her": "{0} puede estar demasiado cerca de ella",
    "{0} was, between two fixes, too near her": (
        "{0} estuvo, entre dos posiciones, demasiado cerca de ella"
    ),
    "{0} is too near a stay-away area": "{0} está demasiado cerca de una zona prohibida",
    "{0} may be too near a stay-away area": (
        "{0} puede estar demasiado cerca de una zona prohibida"
    ),
    "{0} was, between two fixes, too near a stay-away area": (
        "{0} estuvo, entre dos posiciones, demasiado cerca de una zona prohibida"
    ),
    "{0} m away": "a {0} m",
    "inside it": "dentro",
    "{0}, give or take {1} m": "{0}, con un error de {1} m",
    "{0} m must lie between": "debe haber {0} m entre ambos",
    "could meet in {0} min": "podrían encontrarse en {0} min",
    "a fix is doubtful": "una posición es dudosa",
    "The tracker is right again.": "El rastreador vuelve a estar bien.",
    "place not said": "lugar no dicho",
    "{0} was seen at {1}. Confirmed. {2}": "Vieron a {0} en {1}. Confirmado. {2}",
    "{0} was seen at {1}. Nobody judged it in time. {2}": (
        "Vieron a {0} en {1}. Nadie lo juzgó a tiempo. {2}"
    ),
    "{0} was seen at {1}. Sure by name or plate. {2}": (
        "Vieron a {0} en {1}. Seguro por nombre o matrícula. {2}"
    ),
    'CODE WORD in a call: "{0}"': 'PALABRA CLAVE en una llamada: "{0}"',
    'CODE WORD ({0}) in a call: "{1}"': 'PALABRA CLAVE ({0}) en una llamada: "{1}"',
    ", MAY BE ON {0}": ", QUIZÁ EN {0}",
}

TEXTS: Final[Mapping[str, str]] = {**PLACES, **FOUND}
