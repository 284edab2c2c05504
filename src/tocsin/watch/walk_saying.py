"""What is said of a walk: to those who are told, and in the words of a threat."""

from collections.abc import Mapping
from typing import Final

from tocsin.facts.walks import WalkKind
from tocsin.kernel.private import Private
from tocsin.watch.known import Known
from tocsin.watch.walk import EscortState, Walk

EN: Final = {
    "walk": "walk since {since}, expected {until}, asked, no answer",
    "check": "no answer to the check due {until}, last word {seen}",
    "crew": "crew on scene of {incident}, no answer to the check due {until}, last word {seen}",
    "to": "to {place}",
    "from": "from {place}",
    "with": "escort {escort}",
    "without": "no escort confirmed",
    "leaves": "{who}, leaves {until}",
    "left": "{who}, shift over {since}",
}

ES: Final = {
    "walk": "camina desde las {since}, esperada {until}, preguntada, sin respuesta",
    "check": "sin respuesta al control de las {until}, ultima noticia {seen}",
    "crew": "equipo en {incident}, sin respuesta al control de las {until}, ultima noticia {seen}",
    "to": "a {place}",
    "from": "desde {place}",
    "with": "acompana {escort}",
    "without": "sin acompanante confirmado",
    "leaves": "{who}, sale {until}",
    "left": "{who}, turno terminado {since}",
}

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {"en": EN, "es": ES}


def say(known: Known, key: str, **values: str) -> str:
    """One phrase in the agency's language."""
    return TEXTS.get(known.agency_language(), EN)[key].format(**values)


def missed_words(walk: Walk, known: Known) -> str:
    """Everything known of somebody who gave no word, the gravest first."""
    expected = walk.expected_at or walk.seen_at
    what = say(
        known,
        "crew" if walk.incident else str(walk.kind),
        since=known.clock_words(walk.since),
        until=known.clock_words(expected),
        seen=known.clock_words(walk.seen_at),
        incident=walk.incident,
    )
    return ", ".join(filter(None, (what, *_where(walk, known), _company(walk, known))))


def _where(walk: Walk, known: Known) -> tuple[str, str]:
    """From where, by which door, to where, as far as somebody said."""
    if walk.kind is WalkKind.CHECK and walk.incident:
        return "", ""
    target = place_of(walk, known)
    start = known.place_name(walk.start) if walk.start else ""
    if walk.kind is WalkKind.WALK:
        start = known.way_from(walk.recipient, walk.start)
    return (
        say(known, "from", place=start) if start else "",
        say(known, "to", place=target) if target else "",
    )


def place_of(walk: Walk, known: Known) -> str:
    """Where she goes: the known place, or the words she used."""
    said = walk.words.reveal() if walk.words else ""
    return known.place_name(walk.place) if walk.place else said


def _company(walk: Walk, known: Known) -> str:
    escort = walk.escort
    if escort is None:
        return ""
    if escort.status in (EscortState.ACCEPTED, EscortState.DONE):
        return say(known, "with", escort=known.name(escort.recipient))
    return say(known, "without")


def escort_words(walk: Walk, known: Known) -> str:
    """Whom to go with, when, and where to."""
    when = known.clock_words(walk.until or walk.since)
    who = say(known, "leaves", who=known.name(walk.recipient), until=when)
    return ", ".join(filter(None, (who, *_where(walk, known))))


def left_words(walk: Walk, known: Known) -> str:
    """Who has not said that she leaves, and by which door she would."""
    since = known.clock_words(walk.since)
    who = say(known, "left", who=known.name(walk.recipient), since=since)
    return ", ".join(filter(None, (who, _where(walk, known)[0])))


def sealed(walk: Walk, words: str) -> Private:
    """Words about a walk, sealed under whose it is."""
    return Private(walk.about, words)
