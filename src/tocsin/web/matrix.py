"""The page matrix: every human paged for an incident, on every channel, and what they said."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.paging.state import Escalation, Message, MessageStatus, Page
from tocsin.web.shown import ChannelShown, PageShown

STATUS: Final = {
    MessageStatus.QUEUED: "queued",
    MessageStatus.ATTEMPTING: "queued",
    MessageStatus.FAILED: "failed",
    MessageStatus.ACCEPTED: "sent",
    MessageStatus.DELIVERED: "delivered",
    MessageStatus.ABANDONED: "gave_up",
}
"""What the board calls a message's status; being handed over is still queued."""

_PROGRESS: Final = ("delivered", "sent", "queued", "failed", "gave_up")
_URGENCY: Final = (Purpose.CHECK_BACK, Purpose.VERIFY_CANCEL, Purpose.SOS, Purpose.DISPATCH)


def matrix(state: State, view: Views, incident: str) -> tuple[PageShown, ...]:
    """One row for each open page: people of the present step first, in the order paged."""
    escalation = state.paging.escalations.get(incident)
    if escalation is None:
        return ()
    found = state.response.incidents.get(incident)
    commander = f"person:{found.commander}" if found is not None and found.commander else ""
    pages = (state.paging.pages.get(name) for name in escalation.pages)
    rows = [_row(state, view, escalation, page, commander) for page in pages if page is not None]
    return tuple(sorted(rows, key=_order))


def _order(row: PageShown) -> tuple[int, bool]:
    purpose = Purpose(row.purpose)
    return (_URGENCY.index(purpose) if purpose in _URGENCY else 9, not row.is_current)


def _row(
    state: State, view: Views, escalation: Escalation, page: Page, commander: str
) -> PageShown:
    mine = [state.paging.messages.get(name) for name in page.messages]
    asking = [m for m in mine if m is not None and m.purpose is page.purpose]
    return PageShown(
        page.page,
        page.recipient,
        view.name(page.recipient),
        str(page.purpose),
        page.at,
        _said(page, commander),
        page.answered_at,
        page.recipient in escalation.recipients and page.purpose is Purpose.SOS,
        tuple(_channels(asking)),
    )


def _said(page: Page, commander: str) -> str:
    """What somebody answered. Whoever took command on the board is not silent for that."""
    if page.answer:
        return str(page.answer)
    took = page.purpose is Purpose.SOS and page.recipient == commander
    return str(Answer.COMMAND) if took else "silent"


def _channels(messages: Iterable[Message]) -> Iterator[ChannelShown]:
    ordered = sorted(messages, key=lambda message: message.channel)
    for channel, group in groupby(ordered, key=lambda message: message.channel):
        yield _channel(channel, list(group))


def _channel(channel: str, messages: list[Message]) -> ChannelShown:
    """The latest message to each address; of several addresses the one that got furthest."""
    latest = {message.to: message for message in messages}
    best = min(latest.values(), key=lambda message: _PROGRESS.index(STATUS[message.status]))
    return ChannelShown(
        channel,
        STATUS[best.status],
        best.changed_at or best.at,
        best.provider,
        best.reason,
        len(latest),
    )
