"""Rules 1 and 2: what was acknowledged is kept and read, and none of it is classified away."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.facts.signals import SignalRead, SignalReceived, SosRaised
from tocsin.kernel.limits import STRANGERS_OPEN_MAX

if TYPE_CHECKING:
    from tocsin.sim.promises import Watch


def acknowledged_is_kept(watch: "Watch") -> Iterator[str]:
    """An acknowledged request is on record, and is read, unreadable or a repetition.

    What strangers say waits to be read while as many of them are open as are seen to at once.
    """
    record = watch.record
    for signal in watch.unproven:
        if signal not in record.received:
            yield f"{signal} was acknowledged and is not on record."
    is_full = len(record.strangers_open) >= STRANGERS_OPEN_MAX
    for fact in watch.fresh_facts:
        if isinstance(fact, SignalReceived):
            found = record.understood.get(fact.signal, [])
            if not found and fact.stranger and is_full:
                record.waiting.add(fact.signal)
            elif len(found) != 1:
                yield f"{fact.signal} was understood {len(found)} times: {found}."
    if record.waiting and not is_full:
        yield f"{len(record.waiting)} texts of strangers wait to be read, and none need wait."


def nothing_is_classified_away(watch: "Watch") -> Iterator[str]:
    """A text that is not exactly an expected reply, or a word of a walk, is an SOS or a cancel.

    What is exactly a reply, but to several pages, is asked back.
    """
    for fact in watch.fresh_facts:
        if isinstance(fact, SignalRead):
            meant = watch.record.meant.get(fact.signal, [])
            expected = watch.expected[fact.signal]
            # After a restart what came of a question is read together with it.
            if expected == ["question"] and meant == ["question", "sos"]:
                continue
            if meant != expected:
                yield f"{fact.signal} was taken for {meant}, and is {expected}."


def a_question_becomes_an_answer_or_an_sos(watch: "Watch") -> Iterator[str]:
    """What was asked back is said in time, or is an SOS at that time (rule 2)."""
    for signal, answer_by in watch.record.asked.items():
        if watch.now > answer_by:
            yield f"{signal} was asked back until {answer_by:%H:%M:%S} and is nothing yet."


def every_sos_has_an_incident(watch: "Watch") -> Iterator[str]:
    """Each SOS belongs to an incident at once; to one only is seen to by the record."""
    for fact in watch.fresh_facts:
        if isinstance(fact, SosRaised) and fact.signal not in watch.record.incident_of:
            yield f"{fact.signal} belongs to no incident."
