"""A drill finds a backup that would not resume, and says so where the service looks."""

from datetime import timedelta

import msgspec
import pytest

from tests.keeping.kept import CHANCE, KeptTown
from tocsin.engine import replay
from tocsin.keeping import drill as drills
from tocsin.keeping import manifest, watch
from tocsin.keeping.files import KeepingError
from tocsin.keeping.watch import Expected
from tocsin.ledger.memory import MemoryLedger


@pytest.fixture
def kept(tmp_path):
    return KeptTown(tmp_path)


def drilled(kept, running=..., kek=True):
    kek_path = kept.kek_path if kek else None
    live = kept.ledger if running is ... else running
    return drills.drill(kept.folder, live, kek_path, kept.now, CHANCE)


def test_it_restores_folds_compares_and_resumes_without_sending(kept):
    kept.back_up()
    kept.town.rex.texts("help me")
    sent, head = len(kept.town.rex.reads_all()), kept.ledger.head()
    report = drilled(kept)
    assert report.ok, report.said
    said = " ".join(report.said)
    assert "passes through that head" in said
    assert "1 open incident(s), each with a next moment" in said
    assert "None was sent" in said
    assert kept.ledger.head() == head
    assert sent == 1
    assert drills.last_report(kept.folder) == report


def test_nothing_is_left_of_it_and_the_key_file_stays_where_it_is(kept):
    taken = kept.back_up()
    drilled(kept)
    assert {path.name for path in kept.folder.iterdir()} == {taken.folder.name, drills.FILE}


def test_without_the_key_file_it_says_what_was_not_proven(kept):
    kept.back_up()
    report = drilled(kept, kek=False)
    assert report.ok
    assert "No engine was resumed" in report.said[-1]


def test_a_damaged_backup_fails_the_drill(kept):
    taken = kept.back_up()
    path = taken.folder / taken.manifest.segments[0].file.name
    path.write_bytes(path.read_bytes()[:-4])
    report = drilled(kept)
    assert not report.ok
    assert "must have" in report.said[-1]


def test_a_running_ledger_that_was_cut_or_is_another_fails_the_drill(kept):
    kept.back_up()
    other = MemoryLedger(kept.ledger.agency)
    assert "was cut, or is another one" in drilled(kept, running=other).said[-1]


def test_a_key_file_that_does_not_open_the_backup_fails_the_drill(kept):
    kept.back_up()
    kept.kek_path.write_bytes(b"x" * 32)
    report = drilled(kept)
    assert not report.ok
    assert "opens none or not all" in report.said[-1]


def test_a_backup_whose_facts_cannot_be_folded_fails_the_drill(kept, monkeypatch):
    kept.back_up()

    def unknown(*_):
        raise ValueError

    monkeypatch.setattr(replay, "fold", unknown)
    report = drilled(kept)
    assert (report.ok, report.said) == (False, ("ValueError",))


def test_without_a_backup_there_is_no_drill(kept):
    kept.folder.mkdir()
    with pytest.raises(KeepingError, match="no backup"):
        drilled(kept)


# --- What the running service makes of it ------------------------------------------


def expected(kept, late_h=26.0, drill_days=8.0):
    return Expected(kept.folder, kept.ledger.agency, late_h, drill_days)


def subjects(kept, **delta):
    return [name for name, _ in watch.troubles(expected(kept), kept.now + timedelta(**delta))]


def test_a_backup_or_a_drill_that_is_missing_old_or_failed_is_trouble(kept):
    assert subjects(kept) == ["backup", "drill"]
    kept.back_up()
    assert subjects(kept) == ["drill"]
    drilled(kept)
    assert subjects(kept) == []
    assert subjects(kept, hours=27) == ["backup"]
    assert subjects(kept, days=9) == ["backup", "drill"]
    report = drills.last_report(kept.folder)
    assert report is not None
    failed = msgspec.structs.replace(report, ok=False)
    (kept.folder / drills.FILE).write_bytes(msgspec.json.encode(failed))
    assert subjects(kept) == ["drill"]


def test_what_is_not_expected_is_no_trouble(kept):
    assert list(watch.troubles(expected(kept, 0, 0), kept.now)) == []


def test_a_backup_that_cannot_be_read_is_trouble(kept):
    taken = kept.back_up()
    (taken.folder / manifest.FILE).write_text("{", encoding="utf-8")
    drilled_or_not = dict(watch.troubles(expected(kept), kept.now))
    assert "cannot be read" in drilled_or_not["backup"]


async def test_the_running_service_raises_the_alarm_and_clears_it(kept):
    from tests.web.town import town

    async with town() as t:
        await watch.look_once(t.service, expected(kept))
        await t.settled()
        alarms = t.service.engine.state.paging.alarms
        assert {name for name in alarms if name.startswith("backup_trouble")} == {
            "backup_trouble:backup",
            "backup_trouble:drill",
        }
        settled = Expected(kept.folder, kept.ledger.agency, 0, 0)
        await watch.look_once(t.service, settled)
        await t.settled()
        assert not [name for name in alarms if name.startswith("backup_trouble")]
