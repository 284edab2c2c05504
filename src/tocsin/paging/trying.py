"""Trying settings that are in force nowhere yet, by a text to the phone of who tries them.

A trial is no page: it has no code of a page, escalates nowhere and raises no alarm. What the
phone answers is exactly one word, once, from a number of theirs, within a quarter of an hour.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec
from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.trials import (
    Direction,
    GatewayAdded,
    TrialArrived,
    TrialAsked,
    TrialHandedOver,
    TrialRefused,
)
from tocsin.kernel.decision import Accepted, Refused
from tocsin.kernel.limits_carriers import TRIAL_ANSWER_S, TRIALS_AN_HOUR_MAX
from tocsin.paging.proving import words_hash
from tocsin.paging.refusals import Reason
from tocsin.paging.state import PagingState, Reach, Trial

_HOUR: Final = timedelta(hours=1)


class AskTrial(msgspec.Struct, frozen=True):
    """Somebody wants to try a way: put it on record before anything leaves."""

    trial: str
    person: str
    direction: Direction
    words_hash: str
    provider: str = ""
    kind: str = ""
    channel: str = "sms"
    where: str = ""


class RecordTrial(msgspec.Struct, frozen=True):
    """What the provider said of the text of a trial; without a reason it took it."""

    trial: str
    reason: str = ""


class ArriveTrial(msgspec.Struct, frozen=True):
    """Their phone has the text: a receipt says so, or they typed `words` into the page."""

    trial: str
    by: str
    words: str = ""


class AddGateway(msgspec.Struct, frozen=True):
    """A way out was added to the settings."""

    provider: str
    kind: str
    channel: str
    where: str
    hook: bool
    by: str


TrialCommand: TypeAlias = AskTrial | RecordTrial | ArriveTrial | AddGateway


_TEXT: Final = {
    "en": "TOCSIN TRIAL of {name}: nothing is wrong. Type {word} into the page, or reply {word}.",
    "es": "PRUEBA de TOCSIN por {name}: no pasa nada. Escriba {word} en la pagina "
    "o responda {word}.",
}


def trial_text(language: str, name: str, word: str) -> str:
    """What the text of a trial says; English where the language is not known."""
    return _TEXT.get(language, _TEXT["en"]).format(name=name, word=word)


def spelt(words: str) -> str:
    """How the word of a trial is read: phones write capitals and blanks of their own."""
    return "".join(words.split()).upper()


def decide_trial(
    state: PagingState, command: TrialCommand, now: datetime
) -> Accepted[Fact] | Refused:
    """Answer a command about a trial, or about a way out that was added."""
    match command:
        case AskTrial():
            return _ask(state, command, now)
        case RecordTrial():
            return _record(state, command)
        case ArriveTrial():
            return _arrive(state, command, now)
        case AddGateway():
            return Accepted((GatewayAdded(**msgspec.structs.asdict(command)),))


def _ask(state: PagingState, command: AskTrial, now: datetime) -> Accepted[Fact] | Refused:
    lately = [each for each in state.trials.values() if each.at > now - _HOUR]
    if len(lately) >= TRIALS_AN_HOUR_MAX:
        detail = f"There were {TRIALS_AN_HOUR_MAX} trials within the hour. Wait a little."
        return Refused(Reason.TRIALS_TOO_MANY, detail)
    if command.trial in state.trials:
        return Refused(Reason.TRIAL_OVER, "There was a trial of this name.")
    until = now + timedelta(seconds=TRIAL_ANSWER_S)
    return Accepted((TrialAsked(**msgspec.structs.asdict(command), until=until),))


def _record(state: PagingState, command: RecordTrial) -> Accepted[Fact] | Refused:
    if command.trial not in state.trials:
        return _unknown()
    if command.reason:
        return Accepted((TrialRefused(command.trial, command.reason),))
    return Accepted((TrialHandedOver(command.trial),))


def _arrive(state: PagingState, command: ArriveTrial, now: datetime) -> Accepted[Fact] | Refused:
    trial = state.trials.get(command.trial)
    if trial is None:
        return _unknown()
    if not is_open(trial, now):
        return Refused(Reason.TRIAL_OVER, "This trial is over. Start another.")
    if command.by == "typed" and words_hash(spelt(command.words)) != trial.words_hash:
        return Refused(Reason.TRIAL_WORDS_WRONG, "This is not what the text says.")
    took_s = (now - trial.at).total_seconds()
    return Accepted((TrialArrived(command.trial, command.by, took_s),))


def _unknown() -> Refused:
    return Refused(Reason.TRIAL_UNKNOWN, "There is no trial of this name.")


def is_open(trial: Trial, now: datetime) -> bool:
    """Whether an answer of their phone is awaited still."""
    return trial.status != "arrived" and now < trial.until


def _asked(state: PagingState, fact: TrialAsked, at: datetime) -> None:
    kept = {name: each for name, each in state.trials.items() if each.at > at - _HOUR}
    trial = Trial(
        fact.person, fact.direction, fact.provider, fact.channel, fact.words_hash, at, fact.until
    )
    state.trials = {**kept, fact.trial: trial}


def _change(state: PagingState, name: str, **changes: Any) -> None:
    trial = state.trials.get(name)
    if trial is not None:
        state.trials[name] = replace(trial, **changes)


def _handed_over(state: PagingState, fact: TrialHandedOver, _at: datetime) -> None:
    # A phone may answer before the provider does.
    if (trial := state.trials.get(fact.trial)) is not None and trial.status == "asked":
        _change(state, fact.trial, status="handed_over")


def _refused(state: PagingState, fact: TrialRefused, _at: datetime) -> None:
    if (trial := state.trials.get(fact.trial)) is not None and trial.status == "asked":
        _change(state, fact.trial, status="refused", reason=fact.reason)


def _arrived(state: PagingState, fact: TrialArrived, at: datetime) -> None:
    """It is over; and a text that went out has shown that it reaches them on this channel."""
    _change(state, fact.trial, status="arrived", by=fact.by, took_s=fact.took_s)
    trial = state.trials.get(fact.trial)
    if trial is None or trial.direction is Direction.IN:
        return
    key = f"person:{trial.person} {trial.channel}"
    known = state.reach.get(key, Reach())
    is_receipt = fact.by == "receipt"
    state.reach[key] = replace(known, **{"delivered_at" if is_receipt else "answered_at": at})


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    TrialAsked: _asked,
    TrialHandedOver: _handed_over,
    TrialRefused: _refused,
    TrialArrived: _arrived,
}
