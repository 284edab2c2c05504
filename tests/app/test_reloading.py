"""Whoever has the agency file read again stands beside what came of it."""

from tests.web.town import HARLOW, town
from tocsin.app.serving import reload
from tocsin.engine.core import NotDurable
from tocsin.kernel.decision import Accepted, Refused

TEXT = HARLOW.read_text("utf-8")


async def test_what_changed_and_what_is_wrong_are_recorded_in_the_name_of_whoever_asked(tmp_path):
    path = tmp_path / "agency.toml"
    async with town() as t:
        path.write_text(TEXT.replace("Station One", "Station Uno"))
        before = t.ledger.head()[0]
        found = await reload(t.service, path, by="nell")
        assert [type(each) for each in found.outcomes] == [Accepted]
        path.write_text("[agency")
        wrong = await reload(t.service, path, by="local-admin")
        assert wrong.mistakes
        assert wrong.outcomes == []
        new = [(each.kind, each.actor) for each in t.ledger.read(before)]
    assert ("PlaceSet", "nell") in new
    assert ("AlarmRaised", "local-admin") in new


async def test_a_file_of_another_agency_and_a_ledger_that_takes_nothing_are_told(tmp_path):
    path = tmp_path / "agency.toml"
    async with town() as t:
        path.write_text(TEXT.replace('id = "harlow"', 'id = "elsewhere"'))
        found = await reload(t.service, path)
        assert [type(each) for each in found.outcomes] == [Refused]
        path.write_text(TEXT.replace("Station One", "Station Uno"))
        t.disk.is_full = True
        found = await reload(t.service, path)
        assert {type(each) for each in found.outcomes} == {NotDurable}
