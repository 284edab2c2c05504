"""The reasons and levels of risk in words, for a page. No name, no place, no order number."""

from collections.abc import Iterable
from typing import Final

from tocsin.facts.risk import RiskLevel, RiskReason

EN: Final = {
    RiskLevel.STEADY: "steady",
    RiskLevel.RAISED: "raised",
    RiskLevel.HIGH: "high",
    RiskLevel.ACUTE: "ACUTE",
    RiskReason.RESPONDENT_NEAR: "respondent near",
    RiskReason.SIGHTING: "respondent was seen",
    RiskReason.VIOLATION: "order was violated",
    RiskReason.THREATS_IN_TEXTS: "threats in texts",
    RiskReason.RESPONDENT_RELEASED: "respondent was released",
    RiskReason.RESPONDENT_DISMISSED: "respondent was dismissed here this month",
    RiskReason.ORDER_SERVED: "order was served this week",
    RiskReason.SCREEN_REFERRAL: "lethality screen says referral",
    RiskReason.TRACKER_SILENT: "tracker is silent",
    RiskReason.RESPONDENT_AT_LARGE: "respondent at large",
    RiskReason.CUSTODY_UNKNOWN: "not known whether in custody",
    RiskReason.RESPONDENT_UNNAMED: "no respondent is named",
    RiskReason.NEW_REQUEST: "new request to the court",
    RiskReason.ORDER_EXPIRES: "order ends soon",
    RiskReason.ORDER_ENDED: "order has ended",
    RiskReason.DARK_WITHOUT_ESCORT: "shift ends in the dark without escort",
}

ES: Final = {
    RiskLevel.STEADY: "estable",
    RiskLevel.RAISED: "elevado",
    RiskLevel.HIGH: "alto",
    RiskLevel.ACUTE: "AGUDO",
    RiskReason.RESPONDENT_NEAR: "el demandado esta cerca",
    RiskReason.SIGHTING: "vieron al demandado",
    RiskReason.VIOLATION: "se violo la orden",
    RiskReason.THREATS_IN_TEXTS: "amenazas en mensajes",
    RiskReason.RESPONDENT_RELEASED: "el demandado fue liberado",
    RiskReason.RESPONDENT_DISMISSED: "el demandado fue despedido aqui este mes",
    RiskReason.ORDER_SERVED: "la orden se notifico esta semana",
    RiskReason.SCREEN_REFERRAL: "la evaluacion de letalidad pide derivar",
    RiskReason.TRACKER_SILENT: "el rastreador no responde",
    RiskReason.RESPONDENT_AT_LARGE: "el demandado esta libre",
    RiskReason.CUSTODY_UNKNOWN: "no se sabe si esta detenido",
    RiskReason.RESPONDENT_UNNAMED: "no consta ningun demandado",
    RiskReason.NEW_REQUEST: "nueva solicitud al tribunal",
    RiskReason.ORDER_EXPIRES: "la orden vence pronto",
    RiskReason.ORDER_ENDED: "la orden termino",
    RiskReason.DARK_WITHOUT_ESCORT: "el turno acaba de noche sin escolta",
}

_TEXTS: Final = {"en": EN, "es": ES}


def sentence(language: str, level: RiskLevel, because: Iterable[RiskReason]) -> str:
    """The level and its reasons, as one short line."""
    texts = _TEXTS.get(language, EN)
    return f"{texts[level]}: {'; '.join(texts[reason] for reason in because)}"


def understood(said: str) -> tuple[RiskLevel, tuple[RiskReason, ...]] | None:
    """What such a line says, whichever language it is in; None where it is no such line."""
    level, _, reasons = said.partition(": ")
    found = [_MEANINGS.get(each) for each in (level, *reasons.split("; "))]
    grade, *because = found
    if not isinstance(grade, RiskLevel) or not because:
        return None
    known = tuple(each for each in because if isinstance(each, RiskReason))
    return (grade, known) if len(known) == len(because) else None


_MEANINGS: Final = {text: meaning for texts in _TEXTS.values() for meaning, text in texts.items()}
