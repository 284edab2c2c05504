"""What leaves for other agencies: whole, valid, and no more than they need."""

import json
import re
from datetime import timedelta

import jsonschema
import pytest
from lxml import etree

from tests import cast
from tests.engine.leaving import (
    AID,
    BOLO,
    NEIGHBOUR,
    PICKUP,
    cap_of,
    described,
    documents,
    eido_of,
    notice_of,
    wish,
)
from tests.exchange.reading import read_alert, read_eido
from tests.exchange.standards import STANDARDS
from tests.response.looking import erase, start
from tocsin.engine import outgoing
from tocsin.engine.outgoing import Reason
from tocsin.facts.incidents import Certainty, Disposition
from tocsin.response.locating import GiveLocation
from tocsin.response.release import ReleaseDocument
from tocsin.response.sending import DispatchUnit, MoveUnit, SetUnitService
from tocsin.response.stage import CloseIncident


@pytest.fixture
def asked(loud_town):
    """Ana asked for help from the lot."""
    loud_town.ana.texts("SOS he is in the lot")
    return loud_town


@pytest.fixture
def busy(asked):
    """Everything at once: units sent, none left, a search, places of every kind of source."""
    town = asked
    town.accepts(SetUnitService("P11", in_service=False, by="mo"))
    town.accepts(DispatchUnit("I-1", "P12", "mo"))
    town.accepts(DispatchUnit("I-1", "4A21", "mo"))
    town.accepts(MoveUnit("P12", "en_route", "unit:P12"))
    town.accepts(GiveLocation("I-1", "mo", "", 35.2051, -92.4017, 40.0, "third_party"))
    start(town, "person:sam", "unit:P12")
    return town


def statements_in(document):
    read = read_eido(document)
    return [each.statement for each in read.notes]


def texts_in(document):
    return [each.text for each in statements_in(document)]


def schema():
    path = STANDARDS / "eido/derived/eido.bundled.schema.json"
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    return jsonschema.Draft202012Validator(json.loads(path.read_text()))


def cap_schema():
    path = STANDARDS / "cap/xsd/CAP-v1.2.xsd"
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    return etree.XMLSchema(etree.parse(str(path)))


WISHES = (
    wish(),
    wish(AID, described("Green coat.", "victim"), described("Has a knife.", "caution")),
    wish(BOLO, described()),
    wish(BOLO, described("Tall man.", "suspect"), described(), area=True),
)


def test_every_document_is_valid_against_the_staged_schemas(busy):
    eidos, caps = schema(), cap_schema()
    for each in WISHES:
        document = json.loads(eido_of(busy, each))
        assert [error.message for error in eidos.iter_errors(document)] == []
        caps.assertValid(etree.fromstring(cap_of(busy, each)))


def test_what_is_written_reads_back_without_a_problem(busy):
    for each in WISHES:
        read = read_eido(eido_of(busy, each))
        assert read.problems == read.unknown == ()
        assert [one.id for one in read.agencies] == ["sos.tarn.example", NEIGHBOUR]
        assert read_alert(cap_of(busy, each)).problems == ()


def test_every_statement_that_leaves_has_its_source_its_time_and_its_certainty(busy):
    for each in WISHES:
        told = [*statements_in(eido_of(busy, each))]
        told += read_alert(cap_of(busy, each)).infos[0].statements()
        assert len(told) >= 2
        for said in told:
            assert said.text
            assert said.source
            assert said.at is not None
            assert said.at <= busy.now
            assert said.certainty in set(Certainty)


def test_mutual_aid_carries_the_scene_the_words_the_caution_and_who_is_there(busy):
    read = read_eido(eido_of(busy, wish()))
    assert read.type_code == "ALRPANS"
    assert read.local_id == "I-1"
    scene = [place for place in read.locations if place.kind == "CurrentIncident"]
    assert scene
    assert any(abs(fix.latitude - 35.204) < 0.01 for fix in read.fixes)
    assert [caution.text for caution in read.cautions] == [cast.CAUTION]
    texts = " / ".join(texts_in(eido_of(busy, wish())))
    for words in (
        "SOS he is in the lot",
        "Place: North lot, 35.204000,-92.401000, within 75 m.",
        "Unit P12 (police): en route.",
        "Unit 4A21 (ambulance): dispatched.",
        "A search is under way with 2 searchers.",
    ):
        assert words in texts
    sources = {each.source for each in statements_in(eido_of(busy, wish()))}
    assert "third party, Tarn Valley EMS" in sources
    assert "safety plan, Tarn Valley EMS" in sources


def test_mutual_aid_asks_for_what_the_plan_wants_and_cannot_get(busy):
    assert "Requested: 1 x police." in texts_in(eido_of(busy, wish()))
    info = read_alert(cap_of(busy, wish())).infos[0]
    assert info.instruction == "Please send 1 x police."
    assert info.statements()[0].text == "Requested: 1 x police."


def test_nothing_is_asked_for_where_nothing_is_missing(asked):
    assert not [each for each in texts_in(eido_of(asked, wish())) if each.startswith("Requested")]
    assert read_alert(cap_of(asked, wish())).infos[0].instruction == "Please be ready to help."


def test_mutual_aid_tells_neither_name_nor_number_nor_code(busy):
    busy.ana.texts("he said yellow umbrella, and Garden  Gate too")
    for text in documents(busy, wish()):
        for secret in ("Brindlewick", "Ana ", cast.NUMBERS["ana"], "umbrella", "Gate"):
            assert secret not in text
        assert "[safe or duress code]" in text


def test_a_cancel_is_never_told_but_that_it_may_be_forced_is(asked):
    asked.ana.texts(cast.DURESS_CODE)
    for text in documents(asked, wish()):
        assert "garden" not in text.casefold()
        assert "an all-clear from her phone may be forced" in text
        assert "Do not call or text the phone" in text


def test_an_estimate_is_as_old_and_as_sure_as_what_it_rests_on(asked):
    asked.fast_forward(minutes=20)
    peak = read_eido(eido_of(asked, wish())).locations[0].statements[0]
    assert peak.at == asked.incident().evidence[0].at
    assert peak.at < asked.now - timedelta(minutes=19)
    assert peak.certainty is Certainty.REPORTED
    assert peak.source.startswith("estimate of Tarn Valley EMS from ")


def test_what_a_neighbour_told_us_goes_on_as_the_neighbours_word(busy):
    document = eido_of(busy, wish())
    busy.receives(document, "S-9", kind="eido", path="/hooks/documents/phones")
    view = busy.engine.views(busy.now)
    told = outgoing.eido(busy.state, view, busy.now, busy.incident("I-2"), wish())
    sources = {each.statement.source for each in (*told.notes, *told.places)}
    assert "document of a neighbour centre, Tarn Valley EMS" in sources
    assert not [each for each in sources if "person who asked" in each]


def test_without_a_place_mutual_aid_says_so_and_leaves_all_the_same(loud_town):
    loud_town.rex.texts("help")
    document = eido_of(loud_town, wish())
    assert "Where the person is is not known." in texts_in(document)
    assert read_eido(document).fixes == ()
    assert read_alert(cap_of(loud_town, wish())).infos[0].areas == ()


def test_of_an_erased_person_nothing_leaves_but_that_there_is_an_incident(busy):
    words = documents(busy, wish())[0]
    assert "he is in the lot" in words
    erase(busy, "person:ana")
    for text in documents(busy, wish()):
        assert "he is in the lot" not in text
        assert "35.2051" not in text
        assert cast.CAUTION not in text
        assert "[erased]" not in text


def test_the_same_incident_keeps_its_name_and_its_parts_keep_theirs(busy):
    first = json.loads(eido_of(busy, wish()))
    busy.fast_forward(seconds=30)
    busy.ana.texts("hurry")
    second = json.loads(eido_of(busy, wish()))
    assert first["$id"] == second["$id"]
    assert first["lastUpdateTimeStamp"] < second["lastUpdateTimeStamp"]
    texts = {part["$id"]: part["notesActionComments"] for part in second["notesComponent"]}
    kept = [part for part in first["notesComponent"] if part["$id"] in texts]
    assert len(kept) >= len(first["notesComponent"]) - 2
    said = [part for part in kept if "SOS he is in the lot" in part["notesActionComments"]]
    assert texts[said[0]["$id"]] == said[0]["notesActionComments"]


def test_a_lookout_tells_only_what_the_dispatcher_says(busy):
    asked = wish(BOLO, described("Tall man.", "suspect"), described())
    read = read_eido(eido_of(busy, asked))
    assert read.type_code == "ATL"
    assert read.locations == read.cautions == ()
    assert texts_in(eido_of(busy, asked)) == ["Incident opened.", "Tall man.", PICKUP]
    alert = read_alert(cap_of(busy, asked))
    assert [each.text for each in alert.infos[0].statements()] == ["Tall man.", PICKUP]
    assert alert.infos[0].areas == ()
    assert alert.scope == "Private"


def test_a_lookout_does_not_take_the_place_of_what_mutual_aid_was_told(busy):
    aid, lookout = read_eido(eido_of(busy, wish())), read_eido(eido_of(busy, WISHES[2]))
    assert aid.id != lookout.id
    assert lookout.local_id == ""


def test_a_lookout_with_an_area_has_one_wide_circle(busy):
    (area,) = read_alert(cap_of(busy, WISHES[3])).infos[0].areas
    (circle,) = area.circles
    assert circle.radius_m >= 1_000
    assert (circle.latitude, circle.longitude) == (35.205, -92.405)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (wish(BOLO), Reason.DESCRIPTION_MISSING),
        (wish(BOLO, described(source=" ")), Reason.STATEMENT_NOT_WHOLE),
        (wish(BOLO, described("  ")), Reason.STATEMENT_NOT_WHOLE),
        (wish(AID, described(certainty=None)), Reason.STATEMENT_NOT_WHOLE),
        (wish(AID, described(at=None)), Reason.STATEMENT_NOT_WHOLE),
        (
            wish(AID, described(at=cast.SATURDAY.replace(tzinfo=None))),
            Reason.STATEMENT_NOT_WHOLE,
        ),
        (
            wish(AID, described(at=cast.SATURDAY + timedelta(minutes=5))),
            Reason.STATEMENT_FROM_THE_FUTURE,
        ),
        (wish(BOLO, described("Green coat.", "victim")), Reason.VICTIM_IN_LOOKOUT),
        (wish(BOLO, described("He waits at the North lot.")), Reason.VICTIM_IN_LOOKOUT),
        (wish(BOLO, described(source="Ana Brindlewick")), Reason.VICTIM_IN_LOOKOUT),
        (wish(AID, is_over=True), Reason.NOTHING_TO_TAKE_BACK),
    ],
)
def test_what_is_not_whole_or_tells_too_much_is_refused_and_says_why(asked, made, reason):
    told = notice_of(asked, made)
    assert told.reason is reason
    assert told.detail.endswith(".")
    for secret in ("Ana", "North", "lot"):
        assert not re.search(rf"\b{secret}\b", told.detail)


def test_an_area_without_a_place_is_refused(loud_town):
    loud_town.rex.texts("help")
    told = notice_of(loud_town, wish(BOLO, described(), area=True))
    assert told.reason is Reason.NO_LOCATION


def release(town, made):
    """The alert is handed out, and on record."""
    told = notice_of(town, made)
    over = made.is_over
    town.accepts(
        ReleaseDocument(
            *("I-1", "mo", "cap", made.purpose, made.to, "0" * 64),
            told.identifier,
            told.sent,
            over,
        )
    )
    return told


def test_a_later_alert_replaces_the_earlier_ones_and_an_end_takes_them_back(asked):
    first = release(asked, wish())
    other = release(asked, wish(BOLO, described()))
    asked.fast_forward(seconds=60)
    second = release(asked, wish())
    assert first.replaces == other.replaces == ()
    assert [each.identifier for each in second.replaces] == [first.identifier]
    assert second.replaces[0].sent == first.sent
    assert read_alert(cap_of(asked, wish())).message_type == "Update"
    end = release(asked, wish(is_over=True))
    assert [each.identifier for each in end.replaces] == [first.identifier, second.identifier]
    assert notice_of(asked, wish()).replaces == ()
    names = {first.identifier, other.identifier, second.identifier, end.identifier}
    assert len(names) == 4


def test_an_end_is_a_valid_cancel_that_asks_for_nothing(busy):
    release(busy, wish())
    document = cap_of(busy, wish(is_over=True))
    cap_schema().assertValid(etree.fromstring(document))
    alert = read_alert(document)
    assert alert.message_type == "Cancel"
    assert alert.infos[0].response_types == ("AllClear",)
    assert "Requested" not in document.decode()


def test_help_is_asked_for_open_incidents_and_a_lookout_may_go_on(asked):
    first = release(asked, wish())
    asked.accepts(CloseIncident("I-1", "mo", Disposition.PERSON_SAFE))
    late = ReleaseDocument(
        *("I-1", "mo", "cap", "mutual_aid", NEIGHBOUR, "0" * 64, "x.9"), first.sent
    )
    assert asked.does(late).reason == "incident_over"
    release(asked, wish(is_over=True))
    release(asked, wish(BOLO, described()))
    assert read_eido(eido_of(asked, wish(BOLO, described()))).statuses == ("Closed",)


def test_two_alerts_of_one_name_do_not_both_leave(asked):
    told = release(asked, wish())
    again = ReleaseDocument(
        *("I-1", "lee", "cap", "mutual_aid", NEIGHBOUR, "1" * 64), told.identifier, told.sent
    )
    assert asked.does(again).reason == "document_outdated"
