from tocsin.sim.plan import Item, Plan
from tocsin.sim.shrink import Shrinker
from tocsin.sim.simulator import Ran

GUILTY = {"fault:hang", "text:7"}


def ran(plan: Plan, names) -> Ran:
    """A run that breaks its promise when, and only when, both guilty items are in it."""
    broken = "a_promise: it broke" if set(names) >= GUILTY and plan.minutes >= 2.0 else ""
    items = tuple(Item(name, f"what {name} is", None) for name in names)
    return Ran(plan.seed, "", 150.0, 0, 0, 0, broken, (), items, plan.minutes)


def play(plan: Plan) -> Ran:
    return ran(plan, sorted(plan.only or ()))


def test_what_has_nothing_to_do_with_it_is_left_out():
    names = [f"text:{n}" for n in range(40)] + ["fault:hang", "fault:busy", "board:1", "board:2"]
    shrunk = Shrinker(ran(Plan(5, None, 45.0), names), play).shrink()
    assert {item.name for item in shrunk.items} == GUILTY
    assert shrunk.minutes < 3.0
    assert shrunk.ran.promise == "a_promise"
    assert shrunk.command() == (
        f"tocsin simulate --seed 5 --minutes {shrunk.minutes:g} --only 'fault:hang text:7'"
    )
    assert "what text:7 is" in shrunk.story()


def test_it_ends_when_its_runs_are_spent():
    names = [f"text:{n}" for n in range(40)] + ["fault:hang"]
    shrunk = Shrinker(ran(Plan(5, None, 45.0), names), play, runs_max=3).shrink()
    assert shrunk.runs == 3
    assert {item.name for item in shrunk.items} >= GUILTY


def test_a_storm_is_made_as_small_as_still_breaks_it():
    def plays(plan: Plan) -> Ran:
        only = plan.only or frozenset()
        broken = "a_promise: it broke" if plan.storm >= 37 and "storm" in only else ""
        items = tuple(Item(name, name, None) for name in sorted(only))
        return Ran(5, "", 60.0, 0, 0, 0, broken, (), items, plan.minutes, storm=plan.storm)

    first = plays(Plan(5, frozenset({"storm", "text:1"}), 4.0, 10_000))
    shrunk = Shrinker(first, plays).shrink()
    assert shrunk.ran.storm == 37
    assert shrunk.command() == (
        f"tocsin simulate --seed 5 --minutes {shrunk.minutes:g} --storm 37 --only 'storm'"
    )
