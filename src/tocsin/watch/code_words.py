"""Code words of a plan at work: what sounds harmless and means that help is needed.

They stand in the plan as `word = what it means`, several with `;` between. A text
of hers that has one is an SOS with that meaning; so is a call that somebody else
took. Whoever listens in, or enters the call, learns from no answer that it was one.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from tocsin.facts.fact import Fact
from tocsin.facts.incidents import Certainty
from tocsin.facts.notices import NoticeKind
from tocsin.facts.plans import CallScreened, WorkplacePlan
from tocsin.facts.threats import ThreatKind, ThreatRaised
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits import CODE_CHARACTERS_MIN
from tocsin.kernel.private import Private
from tocsin.tongues.known import texting
from tocsin.tongues.tongue import Tongue
from tocsin.watch import notices
from tocsin.watch.case_state import plan_of
from tocsin.watch.known import Known
from tocsin.watch.refusals import CaseRefusal
from tocsin.watch.state import WatchState

_WORD: Final = re.compile(r"\w+")


class CodeWord(NamedTuple):
    """One code word, or several words, and what it means; empty where nobody said."""

    words: tuple[str, ...]
    meaning: str


class ScreenCall(msgspec.Struct, frozen=True):
    """Somebody took a call that was said to be this person's, or for her."""

    person: str
    words: str
    by: str


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def code_words(plan: WorkplacePlan | None) -> Iterator[CodeWord]:
    """The code words of a plan; none once they are erased."""
    text = plan.code_words.text if plan is not None and plan.code_words is not None else None
    for entry in re.split(r"[;\n]", text or ""):
        said, _, meaning = entry.partition("=")
        if words := _folded(said):
            yield CodeWord(words, meaning.strip())


def heard(plan: WorkplacePlan | None, text: str) -> CodeWord | None:
    """The first code word that stands in this text, whatever its case and punctuation."""
    said = _folded(text)
    return next((one for one in code_words(plan) if _stands_in(one.words, said)), None)


def _stands_in(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    size = len(words)
    return any(said[at : at + size] == words for at in range(len(said) - size + 1))


def unfit(plan: WorkplacePlan, known: Known) -> bool:
    """Whether a code word is too short, or is something that Tocsin takes for another word."""
    return any(
        len("".join(one.words)) < CODE_CHARACTERS_MIN
        or known.is_reply_word(plan.person, " ".join(one.words))
        for one in code_words(plan)
    )


def decide(
    state: WatchState, command: ScreenCall, now: datetime, known: Known
) -> Accepted[Fact] | Refused:
    """A call on record: with a code word help is called for her, else those who lead are told."""
    person, who = command.person, f"person:{command.person}"
    if not known.is_active(person):
        detail = "The person called is a person id of the agency file."
        return Refused(CaseRefusal.PROTECTED_UNKNOWN, detail)
    if not command.words.strip():
        return Refused(CaseRefusal.TEXT_MISSING, "Say what was said, as exactly as you can.")
    found = heard(plan_of(state.cases, person), command.words)
    taken = CallScreened(person, Private(who, command.words), found is not None, command.by)
    if found is not None:
        tongue = texting(known.agency_language())
        return Accepted((taken, _threat(state, command, found, now, tongue)))
    words = f'{known.name(who)}: "{command.words}"'
    leaders = notices.leaders(state, known, who)
    told = notices.tell(state, leaders, NoticeKind.CALL, who, f"call/{person}", words, now)
    return Accepted((taken, *told))


def _threat(
    state: WatchState, command: ScreenCall, found: CodeWord, now: datetime, tongue: Tongue
) -> ThreatRaised:
    words = tongue.tell('CODE WORD in a call: "{0}"', command.words)
    if found.meaning:
        words = tongue.tell('CODE WORD ({0}) in a call: "{1}"', found.meaning, command.words)
    return ThreatRaised(
        f"T-{state.threat_count + 1}",
        command.person,
        ThreatKind.THREAT,
        ("code_word",),
        Private(f"person:{command.person}", words),
        "telephone",
        Certainty.REPORTED,
        now,
        f"call/{command.person}",
    )
