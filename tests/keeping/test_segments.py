"""A segment verifies by itself, and says so when it does not."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.ledger_contract import AGENCY, draft
from tocsin.facts.envelope import Draft
from tocsin.keeping import segments
from tocsin.keeping.files import KeepingError
from tocsin.ledger import chain
from tocsin.ledger.memory import MemoryLedger


@pytest.fixture
def ledger():
    found = MemoryLedger(AGENCY)
    found.append([draft(number) for number in range(25)])
    return found


def written(ledger, folder, size=10):
    return list(segments.write_all(folder, AGENCY, ledger.read(), size=size))


def test_what_is_read_is_what_was_written_and_each_follows_the_one_before(ledger, tmp_path):
    parts = written(ledger, tmp_path)
    assert [(each.after, each.last) for each in parts] == [(0, 10), (10, 20), (20, 25)]
    assert list(segments.read_all(tmp_path, AGENCY, parts)) == list(ledger.read())
    assert (parts[-1].last, parts[-1].last_hash) == ledger.head()


def test_each_verifies_by_itself(ledger, tmp_path):
    for each in written(ledger, tmp_path):
        path = tmp_path / each.file.name
        found = chain.verify(segments.read(path, AGENCY), AGENCY, segments.head_before(path))
        assert isinstance(found, chain.Verified)
        assert found.head_hash == each.last_hash


def test_the_same_entries_give_the_same_bytes(ledger, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    assert written(ledger, folders[0]) == written(ledger, folders[1])


@settings(max_examples=30)
@given(body=st.binary(max_size=40), kind=st.text(st.characters(codec="utf-8"), max_size=9))
def test_any_body_and_any_text_come_back(body, kind):
    plain = draft(1)
    whole = Draft(plain.recorded_at, kind, kind, 1, kind, 0, body)
    entry = chain.seal(AGENCY, whole, 1, chain.GENESIS[1])
    line = segments._line(segments._row(entry))
    assert segments._envelope(line, entry.previous_hash, Path("x")) == entry
    assert line.count(b"\n") == 1


def test_a_changed_entry_is_named(ledger, tmp_path):
    (part,) = written(ledger, tmp_path, size=100)
    path = tmp_path / part.file.name
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    lines[7] = lines[7].replace(b'"actor"', b'"other"').replace(b",1,", b",2,", 1)
    path.write_bytes(gzip.compress(b"".join(lines)))
    found = chain.verify(segments.read(path, AGENCY), AGENCY)
    assert isinstance(found, chain.Broken)
    assert found.position == 7


@pytest.mark.parametrize("harm", ["cut", "line lost", "flipped", "other agency", "no entry"])
def test_damage_is_said_in_a_sentence(ledger, tmp_path, harm):
    (part,) = written(ledger, tmp_path, size=100)
    path = tmp_path / part.file.name
    whole = path.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    agency = AGENCY
    match harm:
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "line lost":
            path.write_bytes(gzip.compress(b"".join(lines[:-2])))
        case "flipped":
            path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
        case "other agency":
            agency = "elsewhere"
        case "no entry":
            path.write_bytes(gzip.compress(b"".join([lines[0], b"[1,2]\n", *lines[1:]])))
    with pytest.raises(KeepingError, match=r"[.]$"):
        list(segments.read(path, agency))


def test_nothing_is_written_of_nothing(tmp_path):
    assert written(MemoryLedger(AGENCY), tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_segment_is_readable_by_its_owner_alone(ledger, tmp_path):
    for each in written(ledger, tmp_path):
        assert (tmp_path / each.file.name).stat().st_mode & 0o777 == 0o600
