from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.exchange.reading import alert_of, read_alert, read_alerts, write_alert
from tests.exchange.saying import AT, said, statements
from tests.exchange.standards import STANDARDS
from tests.exchange.test_cap import EXPECTED
from tocsin.exchange.cap import Alert, Area, Info, Reference, Resource
from tocsin.exchange.cap_out import Notice, Purpose
from tocsin.exchange.fix import Malformed, Reason
from tocsin.exchange.shapes import Circle
from tocsin.facts.incidents import Certainty

NOTICE = Notice(
    Purpose.BOLO,
    "I-1.1",
    "tocsin@harlow.example",
    AT,
    "Look out for a grey van",
    (said(), said("He was seen.", Certainty.ALLEGED, "unit P-1")),
    ("neighbour@county.example", "State Police"),
    (Area("Harlow", (((1.0, 1.0), (1.0, 2.0), (2.0, 2.0)),), (Circle(34.7, -92.2, 500.0),)),),
    incident="I-1",
)
AREA_OFF_EARTH = Area("x", (((1.0, 1.0), (1.0, 2.0), (99.0, 1.0)),))
CIRCLE_OF_NO_SIZE = Area("x", circles=(Circle(1.0, 1.0, float("nan")),))
EARLIER = Reference("tocsin@harlow.example", "I-1.0", AT - timedelta(hours=1))


@pytest.fixture(scope="module")
def schema():
    path = STANDARDS / "cap/xsd/CAP-v1.2.xsd"
    if not path.is_file():
        pytest.skip(f"the standards folder is not on this machine: no {path}")
    return etree.XMLSchema(etree.parse(str(path)))


def written(alert):
    document = write_alert(alert)
    assert isinstance(document, bytes), document
    return document


def change(**changes):
    return msgspec.structs.replace(NOTICE, **changes)


def test_what_is_written_reads_back_the_same():
    alert = alert_of(NOTICE)
    assert read_alert(written(alert)) == alert


def test_every_statement_travels_with_its_source_time_and_certainty():
    (info,) = read_alert(written(alert_of(NOTICE))).infos
    assert info.statements() == NOTICE.statements
    assert "[alleged | 2026-11-22T13:00:00Z | unit P-1] He was seen." in info.description


def test_a_lookout_is_private_immediate_and_as_sure_as_its_least_sure_statement():
    alert = alert_of(NOTICE)
    assert (alert.scope, alert.status, alert.message_type) == ("Private", "Actual", "Alert")
    assert alert.addresses == 'neighbour@county.example "State Police"'
    assert alert.infos[0].certainty == "Possible"
    assert alert.infos[0].event_codes[0][1] == "ATL"
    confirmed = change(statements=(said(certainty=Certainty.CONFIRMED),))
    assert alert_of(confirmed).infos[0].certainty == "Observed"


def test_mutual_aid_asks_to_act_and_an_end_takes_back():
    aid = alert_of(change(purpose=Purpose.MUTUAL_AID))
    assert aid.infos[0].response_types == ("Execute",)
    assert aid.infos[0].event_codes[0][1] == "HLP1"
    update = alert_of(change(replaces=(EARLIER,)))
    assert update.message_type == "Update"
    over = alert_of(change(replaces=(EARLIER,), is_over=True))
    assert (over.message_type, over.infos[0].response_types) == ("Cancel", ("AllClear",))
    assert alert_of(change(is_exercise=True)).status == "Exercise"


@pytest.mark.parametrize(
    "told", [(), (said(source=""),), (said(certainty=None),), (said(at=None),)]
)
def test_nothing_leaves_without_a_whole_statement(told):
    assert alert_of(change(statements=told)).reason is Reason.INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"identifier": "two words"},
        {"identifier": "a,b"},
        {"sender": ""},
        {"sent": AT.replace(tzinfo=None)},
        {"status": "Real"},
        {"message_type": "Update"},
        {"scope": "Everybody"},
        {"addresses": ""},
        {"scope": "Restricted"},
        {"references": (Reference("a b", "c", AT),)},
        {"infos": (Info("", ("Security",)),)},
        {"infos": (Info("x", ()),)},
        {"infos": (Info("x", ("Crime",)),)},
        {"infos": (Info("x", ("Security",), urgency="Now"),)},
        {"infos": (Info("x", ("Security",), language="en_US"),)},
        {"infos": (Info("x", ("Security",), web="javascript:x"),)},
        {"infos": (Info("x", ("Security",), expires=AT.replace(tzinfo=None)),)},
        {"infos": (Info("x", ("Security",), areas=(Area(""),)),)},
        {"infos": (Info("x", ("Security",), areas=(Area("x", (((1.0, 1.0),),)),)),)},
        {"infos": (Info("x", ("Security",), areas=(AREA_OFF_EARTH,)),)},
        {"infos": (Info("x", ("Security",), areas=(CIRCLE_OF_NO_SIZE,)),)},
        {"infos": (Info("x", ("Security",), resources=(Resource("x", ""),)),)},
    ],
)
def test_an_alert_that_breaks_a_rule_is_not_written_and_not_quoted(changes):
    told = write_alert(msgspec.structs.replace(alert_of(NOTICE), **changes))
    assert told.reason is Reason.INVALID
    assert "van" not in told.detail


def test_times_are_written_to_the_second_with_an_offset_and_never_with_z():
    local = datetime(2026, 11, 22, 14, 0, 0, 999, tzinfo=UTC)
    document = written(alert_of(change(sent=local)))
    assert b"<sent>2026-11-22T14:00:00-00:00</sent>" in document
    assert b"<effective>2026-11-22T14:00:00-00:00</effective>" in document


@given(st.lists(statements, min_size=1, max_size=4), st.text(max_size=60), st.text(max_size=60))
def test_any_words_are_written_and_read_back(told, headline, instruction):
    alert = alert_of(change(statements=tuple(told), headline=headline, instruction=instruction))
    back = read_alert(written(alert))
    assert back.infos[0].statements() == tuple(told)
    assert back.problems == ()


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE,
        change(purpose=Purpose.MUTUAL_AID, areas=()),
        change(replaces=(EARLIER,)),
        change(replaces=(EARLIER,), is_over=True),
        change(headline="\x00\x1b<&]]>", instruction="\ud800", is_exercise=True),
        change(expires=AT + timedelta(hours=6), contact="+1 555 0100", sender_name="Harlow"),
    ],
)
def test_what_is_written_is_valid_against_the_schema(schema, notice):
    schema.assertValid(etree.fromstring(written(alert_of(notice))))


def test_a_full_alert_is_valid_against_the_schema(schema):
    info = Info(
        "x",
        ("Security", "Rescue"),
        response_types=("Monitor", "Avoid"),
        audience="all",
        event_codes=(("SAME", ""),),
        effective=AT,
        onset=AT,
        expires=AT,
        web="https://example.com/a?b=c",
        resources=(Resource("photo", "image/png", "https://example.com/a.png"),),
        areas=(Area("x", geocodes=(("FIPS6", "005119"),), altitude_ft=10.0, ceiling_ft=20.5),),
    )
    alert = Alert(
        "a", "b", AT, "Test", "Update", "Restricted", (info, info), "src", "police", "", ("c",), "n"
    )
    alert = msgspec.structs.replace(alert, references=(EARLIER, EARLIER), incidents=("a b", "c"))
    document = written(alert)
    schema.assertValid(etree.fromstring(document))
    assert read_alert(document) == alert


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if told[0]])
def test_a_staged_alert_that_is_written_again_is_valid(schema, name):
    for alert in read_alerts((STANDARDS / "cap/samples" / name).read_bytes()):
        document = write_alert(alert)
        if isinstance(document, Malformed):
            assert name in {
                *("canada_errors.cap", "invalid.cap", "ng911_CapExample1.xml"),
                *("oregon_nws.atom", "weather_invalid.atom"),
            }
        else:
            schema.assertValid(etree.fromstring(document))
            back = read_alert(document)
            assert [each.description for each in back.infos] == [
                each.description for each in alert.infos
            ]
            assert back.references == alert.references
