"""What it costs grows with what is due, not with what is open; counted, not timed.

A storm is played at one size and at twice that size, and every function of ours is
counted: none may be called more than twice as often, and a little.
"""

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

import pytest
from msgspec.structs import replace

from tests import cast
from tests.harness import TestTown
from tocsin.engine.core import Request
from tocsin.facts.agency import Staff
from tocsin.intake.raw import RawRequest, freeze
from tocsin.intake.stage import ReceiveSignal
from tocsin.kernel.private import Private
from tocsin.response.incident import TakeCommand

FEW = 16
RATIO_MOST = 2.3
CALLS_MIN = 200
"""Who is called less often than this is no matter of size."""

LEADERS = ("role:supervisor",)
OURS = f"{sys.modules['tocsin'].__path__[0]}/"


def worker(each: int) -> Staff:
    name = f"w{each}"
    number = Private(f"person:{name}", f"+1501556{each:04d}")
    return Staff(name, Private(f"person:{name}", f"Worker {each}"), numbers=(number,))


def town_of(workers: int) -> TestTown:
    staff = cast.AGENCY.staff | {f"w{each}": worker(each) for each in range(workers)}
    # Were everybody who works here paged for everybody else, that would be due.
    few = {name: replace(one, widen_to=LEADERS) for name, one in cast.AGENCY.policies.items()}
    town = TestTown(replace(cast.AGENCY, staff=staff, policies=few))
    town.fast_forward(seconds=1)
    return town


def counted(story: Callable[[TestTown, int], None], many: int) -> Counter[str]:
    """How often each function of ours is called in this story for so many."""
    town, found = town_of(many), Counter[str]()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS):
            where = code.co_filename.removeprefix(OURS)
            found[f"{where}:{code.co_firstlineno} {code.co_qualname}"] += 1

    sys.setprofile(note)
    try:
        story(town, many)
    finally:
        sys.setprofile(None)
    town.everybody_reads()
    return found


def at_once(town: TestTown, numbers: str, many: int) -> None:
    """So many texts come in together, before anything is made of the first."""
    bodies = [b'{"from":"%s%04d","text":"SOS"}' % (numbers.encode(), each) for each in range(many)]
    raws = [RawRequest(gateway="phones", kind="json", method="POST", body=b) for b in bodies]
    commands = [ReceiveSignal(f"S-{n}", "phones", freeze(raw)) for n, raw in enumerate(raws)]
    town.engine.execute([Request(command, "phones") for command in commands], town.now)
    town.run_for(0)


def known_storm(town: TestTown, many: int) -> None:
    """So many who work here ask for help at one moment, and half of them write again."""
    at_once(town, "+1501556", many)
    town.fast_forward(seconds=20)
    for each in range(0, many, 2):
        town.texts(f"+1501556{each:04d}", "he is in the lot")
    town.fast_forward(seconds=60)


def strangers_storm(town: TestTown, many: int) -> None:
    """So many nobody knows ask for help at one moment; who is paged gets them together."""
    at_once(town, "+1501557", many)
    town.fast_forward(seconds=200)


def answered_storm(town: TestTown, many: int) -> None:
    """Every page of a storm is answered by its code, and every incident is taken."""
    at_once(town, "+1501556", many)
    town.fast_forward(seconds=5)
    for page in town.pages_of("person:lee"):
        town.texts(cast.NUMBERS["lee"], f"{page.code} ok")
    for incident in list(town.state.response.incidents):
        town.submit(TakeCommand(incident, "sam"), "board")
    town.fast_forward(seconds=5)


@pytest.mark.parametrize("story", [known_storm, strangers_storm, answered_storm])
def test_twice_as_many_cost_twice_as_much(story):
    once, twice = counted(story, FEW), counted(story, 2 * FEW)
    worse = {
        where: (once[where], calls)
        for where, calls in twice.items()
        if calls >= CALLS_MIN and calls > RATIO_MOST * once[where]
    }
    assert not worse, worse
