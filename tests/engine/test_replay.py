"""The ledger says all: any history folds to the same state, from zero or from a snapshot."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.harness import TestTown
from tocsin.agency.stage import ErasePerson
from tocsin.engine import replay
from tocsin.engine.stages import State
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.paging.stage import AnswerPage, RequestTestPage
from tocsin.response.incident import TakeCommand, VerifyCancel
from tocsin.response.locating import GiveLocation
from tocsin.response.sending import DispatchUnit, MoveUnit
from tocsin.response.stage import AddNote, CloseIncident
from tocsin.response.unit import VERBS

WHO = ("ana", "mo", "lee", "zed", "P11", "rex")
SAID = ("SOS", "he is in the lot", cast.SAFE_CODE, cast.DURESS_CODE, "1", "c", "ok", "", "not safe")

texts = st.tuples(st.just("text"), st.sampled_from(WHO), st.sampled_from(SAID))
answers = st.tuples(st.just("answer"), st.integers(0, 30), st.sampled_from(tuple(Answer)))
passes = st.tuples(st.just("wait"), st.sampled_from((1, 20, 61, 190, 700)), st.none())
incidents = st.sampled_from(("I-1", "I-2"))
commands = st.one_of(
    st.builds(TakeCommand, incidents, st.sampled_from(("lee", "sam"))),
    st.builds(VerifyCancel, incidents, st.just("lee"), st.booleans()),
    st.builds(DispatchUnit, incidents, st.sampled_from(("P11", "4A21")), st.just("lee")),
    st.builds(
        MoveUnit, st.sampled_from(("P11", "4A21")), st.sampled_from(tuple(VERBS)), st.just("x")
    ),
    st.builds(AddNote, incidents, st.just("lee"), st.just("noted")),
    st.builds(GiveLocation, incidents, st.just("lee"), st.sampled_from(("lot", "ward"))),
    st.builds(CloseIncident, incidents, st.just("lee"), st.just(Disposition.PERSON_SAFE)),
    st.builds(RequestTestPage, st.just("person:mo"), st.just(""), st.just("jo")),
)
ordered = st.tuples(st.just("order"), commands, st.none())
reloads = st.tuples(
    st.just("reload"),
    st.sampled_from(
        (cast.AGENCY, cast.without("lee"), cast.without("ana", "sam"), cast.agency(units={}))
    ),
    st.none(),
)
troubles = st.tuples(
    st.just("provider"), st.sampled_from(("fails", "hangs", "works")), st.just("kannel-1")
)
steps = st.lists(
    st.one_of(texts, texts, answers, passes, ordered, reloads, troubles), min_size=1, max_size=14
)


def play(town, step):
    """One step of a history, whatever it is; refusals are a part of life."""
    match step:
        case ("text", who, said):
            phone = town.rex if who == "rex" else town.phones[who]
            phone.texts(said)
        case ("answer", number, answer):
            pages = list(town.state.paging.pages.values())
            if pages:
                page = pages[number % len(pages)]
                town.does(AnswerPage(page.page, page.recipient, answer, "board"))
        case ("wait", seconds, _):
            town.fast_forward(seconds=seconds)
        case ("order", command, _):
            town.does(command)
        case ("reload", agency, _):
            town.reloads(agency)
        case ("provider", verb, name):
            getattr(town.gateway, verb)(name)


@settings(max_examples=60)
@given(steps, st.integers(0, 13))
def test_any_history_folds_to_the_living_state_from_zero_and_from_any_snapshot(history, kept_at):
    town = TestTown()
    for number, step in enumerate(history):
        play(town, step)
        if number == kept_at:
            position, blob = town.engine.snapshot()
            town.ledger.save_snapshot(position, replay.fingerprint(), blob)
    fresh = State()
    assert replay.fold(fresh, town.codec, town.ledger.read()) == town.engine.position
    assert fresh == town.state
    assert replay.load(town.ledger, town.codec) == (town.state, town.engine.position)
    assert replay.replay(town.ledger, town.codec).matches in (True, None)


@settings(max_examples=30)
@given(steps)
def test_after_any_history_every_open_incident_is_still_looked_at(history):
    town = TestTown()
    for step in history:
        play(town, step)
    town.fast_forward(minutes=20)
    assert not town.findings()


def kept(town):
    position, blob = town.engine.snapshot()
    town.ledger.save_snapshot(position, replay.fingerprint(), blob)
    return position, blob


def test_replay_counts_what_it_found(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.mo.texts("SOS")
    town.accepts(CloseIncident("I-1", "lee", Disposition.TEST))
    found = replay.replay(town.ledger, town.codec)
    assert (found.open_incidents, found.closed_incidents) == (1, 1)
    assert (found.position, found.matches) == (town.engine.position, None)
    kept(town)
    assert replay.replay(town.ledger, town.codec).matches is True


def test_replay_sees_a_snapshot_that_says_something_else(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    position, blob = kept(town)
    assert b'"person:ana":"I-1"' in blob
    other = blob.replace(b'"person:ana":"I-1"', b'"person:mo":"I-1"')
    town.ledger.save_snapshot(position, replay.fingerprint(), other)
    assert replay.replay(town.ledger, town.codec).matches is False


def test_a_snapshot_that_cannot_be_read_is_no_obstacle_to_a_start(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    position, blob = kept(town)
    for damaged in (b"", b"{", blob[:-9], blob.replace(b'"c":"', b'"c":"AA')):
        town.ledger.save_snapshot(position, replay.fingerprint(), damaged)
        assert replay.load(town.ledger, town.codec) == (town.state, town.engine.position)
        assert replay.replay(town.ledger, town.codec).matches is False


def test_a_snapshot_of_another_shape_is_left_aside(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    position, blob = town.engine.snapshot()
    town.ledger.save_snapshot(position, "another shape", blob)
    assert replay.load(town.ledger, town.codec) == (town.state, position)
    assert replay.replay(town.ledger, town.codec).matches is None


def test_nothing_personal_stands_in_clear_in_a_snapshot_or_in_the_ledger(loud_town):
    town = loud_town
    town.ana.texts("SOS zebra at the gate")
    town.rex.texts("okapi")
    town.accepts(AddNote("I-1", "lee", "giraffe"))
    town.accepts(GiveLocation("I-1", "lee", "", 35.123456, -92.4))
    _, blob = town.engine.snapshot()
    stored = blob + b"".join(envelope.body for envelope in town.ledger.read())
    secrets = ["zebra", "okapi", "giraffe", "35.123456", "Brindlewick", "pickup", "umbrella"]
    for secret in (*secrets, cast.REX_NUMBER, *cast.NUMBERS.values()):
        assert secret.encode() not in stored
        assert secret.lstrip("+").encode() not in stored


def erase(town, subject):
    town.codec._sealer.erase(subject)
    town.accepts(ErasePerson(subject, "jo"))


def test_erased_text_is_gone_from_the_living_state_and_does_not_come_back_by_a_snapshot(loud_town):
    town = loud_town
    town.ana.texts("SOS zebra")
    town.rex.texts("okapi")
    for subject in ("person:ana", "unknown:1"):
        erase(town, subject)
    assert [word.text.text for word in town.incident("I-1").words] == [None]
    assert "I-2" in town.state.response.incidents
    assert cast.REX_NUMBER not in town.state.intake.unknown
    _, blob = town.engine.snapshot()
    assert town.codec.decode_as(State, blob) == town.state
    fresh = State()
    replay.fold(fresh, town.codec, town.ledger.read())
    assert fresh == town.state


def test_an_incident_of_somebody_erased_goes_on(loud_town):
    town = loud_town
    town.ana.texts("SOS zebra")
    erase(town, "person:ana")
    town.everybody_reads()
    town.fast_forward(minutes=3)
    assert town.sam.expects_page(purpose=Purpose.SOS)
    town.accepts(TakeCommand("I-1", "lee"))
    town.accepts(CloseIncident("I-1", "lee", Disposition.PERSON_SAFE))
    assert not [handed for handed in town.handed if "zebra" in handed.text and handed.at > town.now]


def test_a_message_to_an_erased_number_is_not_sent_to_the_word_erased(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    erase(town, "person:lee")
    town.handed.clear()
    town.fast_forward(minutes=3)
    assert "person:lee" not in {handed.recipient for handed in town.handed}
