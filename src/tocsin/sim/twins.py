"""Two runs that differ in one word: the safe code in one, the duress code in the other.

Whoever holds her phone must not be able to tell which it was. So everything
that is sent to it, to the byte and to the moment, must be the same in both.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.vault import Vault
from tocsin.response.sending import DispatchUnit
from tocsin.sim.clock import SimClock
from tocsin.sim.people import Person
from tocsin.sim.promises import Watch
from tocsin.sim.story import agency_of, harlow
from tocsin.sim.town import Arrived, Town

SAFE = "yellow umbrella"
DURESS = "garden gate"

RUN_S = 2400.0
"""Long enough for a lease, a check-back and its end."""


class Shown(NamedTuple):
    """One message that was handed over for her phone."""

    at: datetime
    text: str


def phone_of(seed: int, code: str, *, walks: bool = False) -> tuple[Shown, ...]:
    """Everything handed over for Ana's phone in a run in which she sends this code.

    She cancels an SOS with it; or, where she `walks`, ends a safe walk. Then an SOS
    stands in one run only, and what she is paged of others' need hangs on who was
    busy with it; so only what she is asked and answered is shown.
    """
    agency = agency_of(harlow())
    chance = Random(f"{seed} twins")
    starts_at = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=chance.randrange(10_000))
    ledger = MemoryLedger(agency.settings.agency)
    kek = chance.randbytes(32)
    vault_chance = Random(f"{seed} vault")
    town = Town(
        agency,
        SimClock(starts_at),
        ledger,
        lambda: Vault(ledger, kek, vault_chance.randbytes),
        Random(f"{seed} draw"),
    )
    Watch(town, set())
    town.open()
    _live(town, seed)
    (_walker if walks else _ana)(town, chance, code)
    town.run_for(RUN_S)
    number = agency.staff["ana"].numbers[0].reveal()
    hers = (h for h in town.handed if h.to == number)
    return tuple(Shown(h.at, h.text) for h in hers if not walks or h.purpose in ("echo", "notice"))


def _live(town: Town, seed: int) -> None:
    """Everybody but her answers by a habit of their own; two crews are sent at fixed times."""
    numbers = {f"person:{name}": one.numbers for name, one in town.agency.staff.items()}
    numbers |= {f"unit:{name}": one.numbers for name, one in town.agency.units.items()}
    people = {
        recipient: Person(town, str(seed), recipient, given[0].reveal(), 60.0)
        for recipient, given in numbers.items()
        if recipient != "person:ana"
    }

    def show(arrived: Arrived) -> None:
        person = people.get(arrived.handed.recipient)
        if person is not None:
            person.sees(arrived)

    town.on_arrival = show
    for late, unit in ((90.0, "P11"), (400.0, "4A21")):
        town.after(late, partial(town.submit, DispatchUnit("I-1", unit, "mo"), "mo"))


def _ana(town: Town, chance: Random, code: str) -> None:
    """An SOS, perhaps more words, the code, perhaps more words and the code again."""
    number = town.agency.staff["ana"].numbers[0].reveal()
    late = 1.0
    says = ["SOS", *["hurry"] * chance.randrange(3), code]
    says += chance.choice(([], [code], ["I am fine", code], ["hello"]))
    if chance.random() < 0.2:
        says.insert(0, code)
    for text in says:
        town.after(late, partial(town.texts, number, text))
        late += chance.uniform(1.0, 300.0)


def _walker(town: Town, chance: Random, code: str) -> None:
    """A walk, perhaps longer than she said or late, the code, and perhaps another walk."""
    number = town.agency.staff["ana"].numbers[0].reveal()
    late = 1.0
    says = ["WALK 5", *["10"] * chance.randrange(2), code]
    says += chance.choice(([], [code], ["WALK 3", code], ["GO"]))
    for text in says:
        town.after(late, partial(town.texts, number, text))
        late += chance.uniform(1.0, 290.0)
