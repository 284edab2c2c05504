"""Rule 4: every page is tried, tried again and moved on until somebody answers it."""

import heapq
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from tocsin.facts.fact import Fact
from tocsin.facts.pages import (
    MessageAbandoned,
    MessageAccepted,
    MessageAttempted,
    MessageDelivered,
    MessageFailed,
    MessageQueued,
    MessageUndelivered,
    ProvidersSet,
)
from tocsin.facts.system import AlarmCleared, AlarmKind, AlarmRaised
from tocsin.kernel.limits import MESSAGE_RETRY_MOST_S, PROVIDER_FAILING_COUNT

if TYPE_CHECKING:
    from tocsin.sim.promises import Watch

ANSWER_S: Final = 10.0
"""How long a provider may take to answer, in a run."""

SLACK: Final = timedelta(seconds=2)

OUT: Final = (MessageAccepted, MessageDelivered, MessageAbandoned)


class Going(NamedTuple):
    """A message that still has to get out, and until when something must happen to it."""

    message: str
    page: str
    by: datetime


class Pages:
    """What an onlooker knows of messages, providers and alarms."""

    def __init__(self) -> None:
        self.going: dict[tuple[str, str], Going] = {}
        self._by: list[tuple[datetime, tuple[str, str]]] = []
        self.failures: Counter[str] = Counter()
        self.alarms: set[str] = set()
        self._where: dict[str, tuple[str, str]] = {}

    def write(self, at: datetime, fact: Fact) -> None:
        """Take down one fact. The newest message of a page to an address carries on alone."""
        match fact:
            case MessageQueued() if fact.page and fact.urgent and fact.purpose != "update":
                key = fact.page, fact.to.reveal()
                self._where[fact.message] = key
                self._goes_on(key, Going(fact.message, fact.page, at))
            case MessageAttempted():
                self._until(fact.message, at + timedelta(seconds=ANSWER_S))
            case MessageFailed() | MessageUndelivered():
                self._until(fact.message, at + timedelta(seconds=MESSAGE_RETRY_MOST_S))
            case MessageAccepted() | MessageDelivered() | MessageAbandoned():
                self._out(fact.message)
            case AlarmRaised():
                self.alarms.add(fact.alarm)
            case AlarmCleared():
                self.alarms.discard(fact.alarm)
            case ProvidersSet():
                self.failures.clear()
            case _:
                pass
        if isinstance(fact, MessageFailed) and not fact.permanent:
            self.failures[fact.provider] += 1
        if isinstance(fact, MessageAccepted):
            self.failures[fact.provider] = 0

    def _until(self, message: str, by: datetime) -> None:
        key = self._where.get(message)
        found = self.going.get(key) if key else None
        if key and found is not None and found.message == message:
            self._goes_on(key, found._replace(by=by))

    def _goes_on(self, key: tuple[str, str], going: Going) -> None:
        self.going[key] = going
        heapq.heappush(self._by, (going.by, key))

    def late(self, before: datetime) -> list[Going]:
        """What was to be tried before this moment; each is told once."""
        found = []
        while self._by and self._by[0][0] < before:
            by, key = heapq.heappop(self._by)
            one = self.going.get(key)
            if one is not None and one.by == by:
                found.append(one)
        return found

    def _out(self, message: str) -> None:
        key = self._where.get(message)
        found = self.going.get(key) if key else None
        if key and found is not None and found.message == message:
            del self.going[key]


def every_page_is_tried_again(watch: "Watch") -> Iterator[str]:
    """An urgent page that is not out is tried by the next way, and again, until it is answered."""
    record = watch.record
    for one in record.pages.late(watch.now - SLACK):
        sheet = record.sheets.get(one.page)
        is_gone = sheet is not None and sheet.recipient.removeprefix("person:") in record.gone
        if not (is_gone or one.page in record.ended or one.page in record.answered):
            yield f"{one.message} of {one.page} was to be tried again by {one.by:%H:%M:%S}."


def a_provider_that_fails_is_an_alarm(watch: "Watch") -> Iterator[str]:
    """Who fails three times in a row is alarmed in the same turn (rule 6)."""
    pages = watch.record.pages
    for fact in watch.fresh_facts:
        if not isinstance(fact, MessageFailed) or fact.permanent:
            continue
        alarm = f"{AlarmKind.PROVIDER_FAILING}:{fact.provider}"
        if pages.failures[fact.provider] >= PROVIDER_FAILING_COUNT and alarm not in pages.alarms:
            count = pages.failures[fact.provider]
            yield f"{fact.provider} failed {count} times in a row and nobody was told."
