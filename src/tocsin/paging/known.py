"""What paging needs to know of the other stages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from tocsin.facts.agency import Contact
from tocsin.paging.wording import Brief


class Known(Protocol):
    """A read-only look at the agency and at the incidents."""

    def resolve(self, target: str) -> Iterable[str]:
        """The recipients that a target means now: `role:…`, `oncall:…`, `everyone`, `person:…`."""
        ...

    def contacts(self, recipient: str) -> Sequence[Contact]:
        """Every way to reach a recipient, the preferred first."""
        ...

    def may_hear_of(self, recipient: str, sender: str) -> bool:
        """Whether this recipient is not somebody who must stay away from this sender."""
        ...

    def may_hear_alarm(self, recipient: str, words: str) -> bool:
        """Whether an alarm names nobody from whom this recipient must stay away."""
        ...

    def is_safe_hour(self, recipient: str) -> bool:
        """Whether their plan lets them be written to now of our own accord."""
        ...

    def language(self, recipient: str) -> str:
        """The language of a recipient; the agency's for strangers."""
        ...

    def alarm_targets(self) -> Iterable[str]:
        """Who is told of alarms."""
        ...

    def is_known(self, incident: str) -> bool:
        """Whether there is an incident of this name in memory, open or closed."""
        ...

    def brief(self, incident: str, recipient: str, signal: str = "") -> Brief | None:
        """What this recipient may be told of an incident; `signal` picks its words."""
        ...

    def link_base(self, recipient: str) -> str:
        """Where a link in a page leads this recipient; empty where nothing would open for them."""
        ...

    def clock_words(self, at: datetime) -> str:
        """A moment on the agency's wall clock, `HH:MM`."""
        ...

    def unit_status(self, unit: str) -> str:
        """The unit's status, for an echo."""
        ...
