"""What is asked back: which of several pages is meant, and the code of one that needs it."""

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.kernel.limits import ASK_WHICH_S, PAGE_TEXT_CHARACTERS_MAX

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "echo_which": "NOT DONE YET. Which do you mean? Send it again with the code: {choices}. "
        "Without that it counts as an SOS in {seconds} s.",
        "echo_ok": "Not enough this time: reply {code} or paging restarts.",
        "echo_safe": "Not counted without its code. If you spoke to them: reply {code} SAFE.",
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
        "echo_ok": "Esta vez no basta: responda {code} o se avisa de nuevo a todos.",
        "echo_safe": "No cuenta sin la clave. Si hablo con la persona: responda {code} A SALVO.",
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


def echo_with_code(language: str, answer: Answer, code: str) -> str:
    """That OK or SAFE does not count without the page's code; the text says how it does."""
    return TEXTS.get(language, TEXTS["en"])[f"echo_{answer}"].format(code=code)
