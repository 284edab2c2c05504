"""Who is a stranger, and whether there is room for what somebody says."""

from binascii import crc32
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from tocsin.intake import page
from tocsin.intake.numbers import normalise
from tocsin.intake.state import IntakeState
from tocsin.intake.voices import sender_of
from tocsin.kernel.limits import SENDER_UNREAD_MAX, UNREAD_MAX


class Known(Protocol):
    """What is asked of the other stages."""

    def region(self) -> str:
        """The ISO 3166 region in which numbers without a country code are read."""
        ...

    def who_has(self, number: str) -> str | None:
        """The recipient with this E.164 number."""
        ...

    def is_taken_up(self, sender: str) -> bool:
        """Whether somebody is in command of an open incident of this sender."""
        ...


class Voice(NamedTuple):
    """With whom something takes turns, and whether it stands behind known voices."""

    name: str
    is_stranger: bool


def voice_of(unknown: Mapping[str, str], gateway: str, raw: str, view: Known) -> Voice:
    """Whose this is at a glance. `unknown`: the names of numbers that are nobody's.

    A stranger whom somebody has taken up is one no more. Of a number that has no name yet
    eight bits are told, which is nobody's number: those who share them share their turns.
    """
    sender = sender_of(raw)
    if gateway == page.GATEWAY and sender.startswith(f"{page.SENDER}:"):
        return Voice(sender.replace(page.SENDER, "person", 1), False)
    if not sender or ":" in sender:
        return Voice(gateway, False)
    number = normalise(sender, view.region())
    name = view.who_has(number)
    if name is not None:
        return Voice(name, False)
    name = unknown.get(number)
    if name is not None:
        return Voice(name, not view.is_taken_up(name))
    few = crc32(number.encode("utf-8", "surrogateescape")) & 0xFF
    return Voice(f"unknown:{few:02x}", True)


def may_come_in(state: IntakeState, gateway: str, raw: str, view: Known) -> bool:
    """Whether there is room for this request to wait until it is read.

    There always is for somebody known of whom few wait. Who must come again was not
    acknowledged: the gateway still has it.
    """
    waiting = len(state.unread)
    if waiting < UNREAD_MAX // 2:
        return True
    voice = voice_of(state.unknown, gateway, raw, view)
    is_many = state.turns.waiting(voice.name) >= SENDER_UNREAD_MAX
    if voice.is_stranger:
        return state.turns.strangers < UNREAD_MAX and not is_many
    return waiting < UNREAD_MAX or not is_many
