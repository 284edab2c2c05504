"""Whatever people text and however time passes: a walk always has a next moment and a known end."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.harness import TestTown
from tocsin.engine import replay
from tocsin.facts.signals import SosRaised
from tocsin.facts.threats import ThreatRaised
from tocsin.facts.walks import WalkEnd, WalkEnded
from tocsin.watch.walk import Phase

TEXTS = st.sampled_from(
    (
        "walk",
        "walk lot 10",
        "go",
        "20",
        "5",
        "ok",
        "home",
        "check 10",
        "check off",
        "yellow umbrella",
        "garden gate",
        "1",
        "he is here",
        "cannot",
        "control 15",
    )
)
STEP = st.tuples(
    st.sampled_from(("ana", "zed", "P11")), TEXTS, st.sampled_from((1, 40, 95, 400, 1300, 7000))
)


def looked_at(town):
    state = town.state.watch
    for name, walk in state.walks.items():
        moment = state.agenda.get(f"walk:{name}")
        assert moment is not None or walk.phase is Phase.NOT_LEFT, walk
        assert moment is None or moment > town.now, walk
        assert state.walk_of[walk.recipient] == name
    assert len(state.walks) == len(state.walk_of)


def ended_well(town):
    """Every end is one of those that there are, with what belongs to it."""
    raised = {fact.threat for fact in town.of(ThreatRaised)}
    duress = {fact.signal for fact in town.of(SosRaised) if fact.duress}
    for fact in town.of(WalkEnded):
        match fact.how:
            case WalkEnd.MISSED:
                assert fact.threat in raised
            case WalkEnd.DURESS:
                assert fact.signal in duress or town.state.response.incidents
            case WalkEnd.SAFE | WalkEnd.STOPPED:
                assert fact.signal
            case WalkEnd.REPLACED:
                assert fact.recipient in town.state.watch.walk_of or town.state.watch.walks_over
            case _:
                assert fact.reason is not None


@settings(max_examples=4, deadline=None)
@given(st.lists(STEP, max_size=10), st.booleans())
def test_a_walk_always_has_a_next_moment_and_ends_only_in_known_ways(steps, silent):
    town = TestTown(cast.with_plan(silent=silent))
    for who, text, seconds in steps:
        town.texts(cast.NUMBERS[who], text)
        town.run_for(seconds)
        looked_at(town)
        assert not town.findings()
    ended_well(town)
    kept = replay.digest_of(town.state)
    town.crash()
    assert replay.digest_of(town.state) == kept
