"""What a notification of Web Push says. It stands on a lock screen, for whoever passes by.

No name, no place, no word of hers: only that something is wanted, and the code of the page.
What it is about is read behind the lock, where the notification leads.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.facts.pages import Purpose

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "sos": "SOS. Code {code}. Open it.",
        "check_back": "Still on it? Code {code}. Open it.",
        "verify_cancel": "An answer is wanted. Code {code}. Open it.",
        "task": "Something to do. Code {code}.",
        "alarm": "Tocsin itself needs a hand. Code {code}.",
        "test": "TEST, nothing is wrong. Code {code}.",
        "update": "{incident}: there is news. Open it.",
        "update_command": "{incident}: somebody has taken command.",
        "update_closed": "{incident} is over. Stand down.",
    },
    "es": {
        "sos": "SOS. Clave {code}. Ábralo.",
        "check_back": "¿Sigue a cargo? Clave {code}. Ábralo.",
        "verify_cancel": "Se espera su respuesta. Clave {code}. Ábralo.",
        "task": "Algo que hacer. Clave {code}.",
        "alarm": "Tocsin mismo necesita atención. Clave {code}.",
        "test": "PRUEBA, no pasa nada. Clave {code}.",
        "update": "{incident}: hay novedades. Ábralo.",
        "update_command": "{incident}: alguien ha tomado el mando.",
        "update_closed": "{incident} ha terminado. Puede retirarse.",
    },
}


def _texts(language: str) -> Mapping[str, str]:
    return TEXTS.get(language, TEXTS["en"])


def page(language: str, purpose: Purpose, code: str) -> str:
    """That a page is there."""
    texts = _texts(language)
    return texts.get(str(purpose), texts["task"]).format(code=code)


def update(language: str, what: str, incident: str) -> str:
    """That there is news; what it is only where it says nothing of anybody."""
    texts = _texts(language)
    return texts.get(f"update_{what}", texts["update"]).format(incident=incident)
