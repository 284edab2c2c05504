"""The link in a page: a key that opens the incident once, on the phone that got the text.

It says nothing but where the service is. Its key stands behind the #, so that no server
and no preview of a messenger is sent it. Only an SMS and a notification carry one: mail is
opened by machines that follow links. A text of one SMS stays one, and no text grows beyond
three: where there is no room it goes without, and is answered by text as ever.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageQueued, PageLinkGiven, Purpose
from tocsin.kernel.context import Context
from tocsin.kernel.gsm7 import segments
from tocsin.kernel.ids import PUSH
from tocsin.kernel.limits_phone import PAGE_LINK_LETTERS, PAGE_LINK_LIFE_S, PAGE_LINK_SMS_MAX
from tocsin.kernel.private import Private
from tocsin.paging.known import Known
from tocsin.paging.state import Want

LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter in it is taken for another when it is read aloud or typed."""

PATH: Final = "/p#"
_ABOUT: Final = frozenset({Purpose.SOS, Purpose.CHECK_BACK, Purpose.VERIFY_CANCEL})


def spelled(number: int) -> str:
    """A number below 32 to the power of the letters, as the key that stands in a link."""
    letters = ""
    for _ in range(PAGE_LINK_LETTERS):
        number, place = divmod(number, len(LETTERS))
        letters = LETTERS[place] + letters
    return letters


def has_room(text: str, link: str) -> bool:
    """Whether the link makes no text of one SMS longer, and none longer than three."""
    before, after = segments(text), segments(text + link)
    return after == before or 1 < before < after <= PAGE_LINK_SMS_MAX


def parted(text: str) -> tuple[str, str]:
    """A text without its link, and where that leads within this service; empty without one."""
    words, _, last = text.rpartition(" ")
    _, found, key = last.partition(PATH)
    return (words, PATH + key) if found else (text, "")


def with_link(
    want: Want, page: str, messages: tuple[Fact, ...], context: Context[Known]
) -> tuple[Fact, ...]:
    """These messages of a page, and where there is room the same with a link in every SMS.

    A notification of Web Push has one always: it is no part of what is shown.
    """
    base = context.view.link_base(want.recipient) if want.purpose in _ABOUT else ""
    if not base:
        return messages
    end = f" {base}{PATH}"
    for channel in ("sms", PUSH):
        # Each has a key of its own: one is not spent by who opens the other.
        texts = _texts(messages, channel)
        if texts and (channel == PUSH or all(_may_grow(text, end) for text in texts)):
            key = spelled(context.draw(len(LETTERS) ** PAGE_LINK_LETTERS))
            given = PageLinkGiven(
                page,
                want.recipient.partition(":")[2],
                sha256(key.encode("ascii")).hexdigest(),
                context.now + timedelta(seconds=PAGE_LINK_LIFE_S),
            )
            messages = (given, *(_linked(each, channel, end + key) for each in messages))
    return messages


def _texts(messages: tuple[Fact, ...], channel: str) -> set[str]:
    return {
        each.text.text or ""
        for each in messages
        if isinstance(each, MessageQueued) and each.channel == channel
    }


def _may_grow(text: str, end: str) -> bool:
    return has_room(text, end + "0" * PAGE_LINK_LETTERS)


def _linked(fact: Fact, channel: str, end: str) -> Fact:
    if not isinstance(fact, MessageQueued) or fact.channel != channel:
        return fact
    return replace(fact, text=Private(fact.text.subject, f"{fact.text.text}{end}"))
