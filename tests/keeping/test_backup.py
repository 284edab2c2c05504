"""A backup is whole, holds no key file, and is proven before it counts."""

import apsw
import msgspec
import pytest

from tests.keeping.kept import KEK, KeptTown
from tocsin.keeping import backup, manifest, segments
from tocsin.keeping.files import KeepingError
from tocsin.ledger.ledger import LedgerUnavailable
from tocsin.ledger.tracks import TrackStore


@pytest.fixture
def kept(tmp_path):
    return KeptTown(tmp_path, "# the agency\n")


def test_it_names_its_head_and_every_file(kept):
    taken = kept.back_up(settings='ledger = "town.ledger"\n')
    told = manifest.load(taken.folder)
    assert (told.position, told.hash) == kept.ledger.head()
    assert told.agency == kept.ledger.agency
    assert told.taken_at == kept.now
    here = {path.name for path in taken.folder.iterdir()} - {manifest.FILE}
    assert {each.name for each in told.every_file()} == here
    assert {"agency.toml", "tocsin.toml", "keys-1.json"} <= here
    assert taken.keys_count == len(kept.ledger.keys())


def test_the_key_file_is_not_in_it_and_nothing_personal_is_in_clear(kept):
    taken = kept.back_up()
    found = b"".join(path.read_bytes() for path in taken.folder.glob("*"))
    assert KEK not in found
    told = taken.manifest
    entries = segments.read_all(taken.folder, told.agency, told.segments)
    bodies = b"".join(each.body for each in entries)
    assert b'"s":"person:ana"' in bodies
    assert b"knife" not in bodies


def test_everything_in_it_is_for_its_owner_alone(kept):
    taken = kept.back_up()
    assert taken.folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in taken.folder.iterdir())


def test_what_is_appended_meanwhile_belongs_to_the_next_one(kept, monkeypatch):
    position = kept.ledger.head()[0]
    read = kept.ledger.read

    def read_while_it_grows(after=0, limit=None):
        for number, entry in enumerate(read(after, limit)):
            if number == 3:
                kept.town.rex.texts("help")
            yield entry

    monkeypatch.setattr(kept.ledger, "read", read_while_it_grows)
    taken = kept.back_up()
    assert kept.ledger.head()[0] > taken.manifest.position >= position
    backup.verify(taken.folder, taken.manifest)


def test_a_ledger_that_does_not_verify_gives_no_backup_and_says_why(kept):
    entries = kept.ledger._entries
    entries[4] = msgspec.structs.replace(entries[4], actor="somebody else")
    with pytest.raises(KeepingError, match="broken at entry 5"):
        kept.back_up()
    assert list(kept.folder.iterdir()) == []


def test_a_disk_that_takes_nothing_leaves_no_half_backup(kept, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "save", full)
    with pytest.raises(KeepingError, match="No space left"):
        kept.back_up()
    assert list(kept.folder.iterdir()) == []


def test_a_ledger_that_cannot_be_read_is_said(kept, monkeypatch):
    def broken(*_, **__):
        raise LedgerUnavailable("The ledger cannot be read: disk I/O error")

    monkeypatch.setattr(kept.ledger, "read", broken)
    with pytest.raises(LedgerUnavailable):
        kept.back_up()
    assert list(kept.folder.iterdir()) == []


def test_the_oldest_beyond_those_kept_are_removed(kept):
    folders = [kept.back_up(keep=2).folder for _ in range(4)]
    assert backup.backups_in(kept.folder) == folders[2:]


def test_what_was_left_by_a_crash_is_no_backup_and_goes(kept):
    left = kept.folder / "2026-01-01T000000Z.new"
    left.mkdir(parents=True)
    taken = kept.back_up()
    assert backup.backups_in(kept.folder) == [taken.folder]
    assert not left.exists()


def test_tracks_are_copied_while_they_are_written(kept, tmp_path):
    path = tmp_path / "town.ledger.tracks"
    store = TrackStore(path)
    store._db.execute("INSERT INTO track VALUES ('P1', 1.0, 2.0, 3.0, NULL, NULL, NULL)")
    taken = kept.back_up(tracks=path)
    copy = apsw.Connection(str(taken.folder / backup.TRACKS), flags=apsw.SQLITE_OPEN_READONLY)
    assert copy.execute("SELECT unit FROM track").fetchall() == [("P1",)]
    assert copy.execute("PRAGMA journal_mode").get == "delete"
    copy.close()
    store.close()


def test_a_manifest_that_somebody_wrote_without_the_key_file_is_told_apart(kept):
    taken = kept.back_up()
    manifest.check_seal(taken.folder, taken.manifest, KEK)
    forged = msgspec.structs.replace(taken.manifest, position=1)
    with pytest.raises(KeepingError, match="manifest was changed"):
        manifest.check_seal(taken.folder, forged, KEK)
