"""Rule 6: what falls silent is said to be silent, by itself and soon."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tocsin.engine.core import LEDGER_ALARM
from tocsin.facts.system import AlarmKind
from tocsin.kernel.limits import AUDIT_EVERY_S

if TYPE_CHECKING:
    from tocsin.sim.promises import Watch

SOON: Final = timedelta(seconds=AUDIT_EVERY_S + 2)


def a_ledger_that_takes_nothing_is_an_alarm(watch: "Watch") -> Iterator[str]:
    """While nothing can be put on disk, the board says so."""
    town = watch.town
    if town.engine.unavailable_since is not None and LEDGER_ALARM not in town.state.paging.alarms:
        yield f"The ledger takes nothing since {town.engine.unavailable_since:%H:%M:%S}, unsaid."


def a_watcher_that_hears_nothing_is_an_alarm(watch: "Watch") -> Iterator[str]:
    """When the outside watcher could not be reached, people are told inside."""
    town = watch.town
    alarm = f"{AlarmKind.HEARTBEAT_FAILED}:heartbeat"
    since = town.unheard_since
    if since is not None and watch.now - since > SOON and alarm not in town.state.paging.alarms:
        yield f"The outside watcher hears nothing since {since:%H:%M:%S}, and nobody was told."


def a_clock_that_jumped_is_an_alarm(watch: "Watch") -> Iterator[str]:
    """When the machine's clock jumped forward, that is on record soon after."""
    town = watch.town
    alarm = f"{AlarmKind.CLOCK_JUMPED}:clock"
    if town.jumped_at is None:
        return
    if alarm in town.state.paging.alarms:
        town.jumped_at = None
    elif watch.now - town.jumped_at > SOON:
        yield f"The clock jumped before {town.jumped_at:%H:%M:%S}, and nobody was told."
