"""The archive grows behind the ledger, verifies by itself, and deletes nothing."""

from datetime import timedelta

import pytest

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.keeping import archive
from tocsin.keeping.files import KeepingError
from tocsin.ledger.memory import MemoryLedger

FIRST = draft(0).recorded_at


@pytest.fixture
def ledger():
    found = MemoryLedger(AGENCY)
    found.append([draft(number) for number in range(20)])
    return found


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "archive"


def middle(ledger):
    return list(ledger.read())[10].recorded_at


def test_it_takes_what_is_old_enough_and_goes_on_from_there(ledger, folder):
    (first,) = archive.extend(ledger, folder, middle(ledger))
    assert (first.after, first.last) == (0, 10)
    assert archive.extend(ledger, folder, middle(ledger)) == ()
    (second,) = archive.extend(ledger, folder, middle(ledger) + timedelta(days=9))
    assert (second.after, second.last) == (10, 20)
    whole = archive.verify(folder, AGENCY, ledger)
    assert whole.head == ledger.head()


def test_the_ledger_keeps_everything(ledger, folder):
    before = list(ledger.read())
    archive.extend(ledger, folder, middle(ledger) + timedelta(days=9))
    assert list(ledger.read()) == before


def test_it_verifies_without_the_ledger(ledger, folder):
    archive.extend(ledger, folder, middle(ledger))
    assert archive.verify(folder, AGENCY, None).head[0] == 10


def test_a_segment_that_is_damaged_lost_or_replaced_is_named(ledger, folder):
    (first,) = archive.extend(ledger, folder, middle(ledger))
    path = folder / first.file.name
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(KeepingError, match="was changed"):
        archive.verify(folder, AGENCY, ledger)
    path.unlink()
    with pytest.raises(KeepingError, match="cannot be read"):
        archive.verify(folder, AGENCY, ledger)


def test_a_ledger_that_is_another_one_is_refused(ledger, folder):
    archive.extend(ledger, folder, middle(ledger))
    other = MemoryLedger(AGENCY)
    other.append([draft(number) for number in range(1, 15)])
    with pytest.raises(KeepingError, match="another entry 10"):
        archive.extend(other, folder, middle(ledger) + timedelta(days=9))
    cut = MemoryLedger(AGENCY)
    cut.append([draft(0)])
    with pytest.raises(KeepingError, match="ends before entry 10"):
        archive.verify(folder, AGENCY, cut)
    with pytest.raises(KeepingError, match="is the archive of"):
        archive.load(folder, "elsewhere")


def test_a_list_that_is_damaged_is_not_begun_anew(ledger, folder):
    archive.extend(ledger, folder, middle(ledger))
    (folder / archive.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(KeepingError, match="no list of segments"):
        archive.extend(ledger, folder, middle(ledger) + timedelta(days=9))
