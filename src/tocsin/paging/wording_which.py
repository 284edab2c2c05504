"""What is asked back when a text fits several pages: which of them is meant."""

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.facts.pages import Purpose
from tocsin.kernel.limits import ASK_WHICH_S, PAGE_TEXT_CHARACTERS_MAX

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "echo_which": "NOT DONE YET. Which do you mean? Send it again with the code: {choices}. "
        "Without that it counts as an SOS in {seconds} s.",
        "which_search": "search",
        "which_dispatch": "dispatch",
        "which_sos": "SOS",
        "which_check_back": "still on it",
        "which_verify_cancel": "cancel",
        "which_notice": "notice",
        "which_alarm": "alarm",
        "which_test": "test",
    },
    "es": {
        "echo_which": "AUN NO. A cual se refiere? Repita con la clave: {choices}. "
        "Si no, en {seconds} s cuenta como SOS.",
        "which_search": "busqueda",
        "which_dispatch": "envio",
        "which_sos": "SOS",
        "which_check_back": "sigue a cargo",
        "which_verify_cancel": "cancelacion",
        "which_notice": "aviso",
        "which_alarm": "alarma",
        "which_test": "prueba",
    },
}


def echo_which(language: str, choices: Sequence[tuple[str, Purpose, str]]) -> str:
    """Which page is meant: code, purpose and incident of each that it may be."""
    texts = TEXTS.get(language, TEXTS["en"])
    said = (
        f"{code} = {texts.get(f'which_{purpose}', str(purpose))} {incident}".rstrip()
        for code, purpose, incident in choices
    )
    text = texts["echo_which"].format(choices=", ".join(said), seconds=ASK_WHICH_S)
    return text[:PAGE_TEXT_CHARACTERS_MAX]
