"""What comes back is the same, or nothing comes back; and who was erased stays erased."""

import msgspec
import pytest

from tests.keeping.kept import KEK, KeptTown
from tocsin.agency.stage import ErasePerson
from tocsin.engine import replay
from tocsin.facts.codec import Codec
from tocsin.keeping import backup, erasures, manifest
from tocsin.keeping.files import KeepingError
from tocsin.keeping.restore import refill, restore
from tocsin.kernel.private import Private
from tocsin.ledger.kek import kek_path_of, load_kek
from tocsin.ledger.memory import MemoryLedger
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import Vault


@pytest.fixture
def kept(tmp_path):
    return KeptTown(tmp_path, "# the agency\n")


def texts_in(path, kek=KEK):
    """Every personal text that opens in a restored ledger, as one text."""
    ledger = SqliteLedger(path, read_only=True)
    codec = Codec(Vault(ledger, kek, bytes))
    facts = [codec.decode(each) for each in ledger.read()]
    ledger.close()
    values = [value for fact in facts for value in msgspec.structs.astuple(fact)]
    return " ".join(value.text or "" for value in values if isinstance(value, Private))


def test_the_restored_ledger_is_the_same_entry_for_entry_and_reads_the_same(kept, tmp_path):
    taken = kept.back_up(settings='ledger = "town.ledger"\n')
    found = restore(taken.folder, tmp_path / "new", kept.now, kek=KEK)
    assert found.head == kept.ledger.head()
    ledger = SqliteLedger(found.ledger, kept.ledger.agency)
    assert list(ledger.read()) == list(kept.ledger.read())
    assert ledger.keys() == kept.ledger.keys()
    state, _ = replay.load(ledger, Codec(Vault(ledger, KEK, bytes)))
    assert replay.digest_of(state) == replay.digest_of(kept.town.state)
    assert load_kek(kek_path_of(found.ledger)) == KEK
    assert "knife" in texts_in(found.ledger)
    assert found.ledger.with_name("agency.toml").read_text() == "# the agency\n"
    ledger.close()


def test_any_ledger_can_be_filled(kept):
    taken = kept.back_up()
    other = MemoryLedger(kept.ledger.agency)
    keys = manifest.load_keys(taken.folder, taken.manifest)
    assert refill(other, taken.folder, taken.manifest, keys) == kept.ledger.head()
    assert other.keys() == kept.ledger.keys()
    with pytest.raises(KeepingError, match="has entries already"):
        refill(other, taken.folder, taken.manifest, keys)


def test_it_goes_into_an_empty_place_only(kept, tmp_path):
    taken = kept.back_up()
    place = tmp_path / "new"
    place.mkdir()
    restore(taken.folder, place, kept.now)
    with pytest.raises(KeepingError, match="is not empty"):
        restore(taken.folder, place, kept.now)


@pytest.mark.parametrize("harm", ["segment", "keys-1.json", "manifest.json", "agency.toml"])
def test_what_does_not_verify_is_refused_and_leaves_nothing(kept, tmp_path, harm):
    taken = kept.back_up()
    name = taken.manifest.segments[0].file.name if harm == "segment" else harm
    path = taken.folder / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-10] + bytes([whole[-10] ^ 1]) + whole[-9:])
    with pytest.raises(KeepingError, match=r"[.]$"):
        restore(taken.folder, tmp_path / "new", kept.now, kek=KEK)
    assert not list(tmp_path.glob("new*"))


def test_a_missing_file_is_refused(kept, tmp_path):
    taken = kept.back_up()
    (taken.folder / "keys-1.json").unlink()
    with pytest.raises(KeepingError, match="cannot be read"):
        restore(taken.folder, tmp_path / "new", kept.now)


def test_the_wrong_key_file_is_refused(kept, tmp_path):
    taken = kept.back_up()
    with pytest.raises(KeepingError, match="opens none or not all"):
        restore(taken.folder, tmp_path / "new", kept.now, kek=b"x" * 32)


def test_a_backup_that_is_not_of_the_witnessed_chain_is_refused(kept, tmp_path):
    taken = kept.back_up()
    position, digest = kept.ledger.head()
    restore(taken.folder, tmp_path / "new", kept.now, witness=(position, digest))
    for witness in ((position, "f" * 64), (position + 1, digest)):
        with pytest.raises(KeepingError, match="witnessed"):
            restore(taken.folder, tmp_path / "other", kept.now, witness=witness)


def test_a_name_that_leads_out_of_the_backup_is_refused(kept, tmp_path):
    taken = kept.back_up()
    files = tuple(
        msgspec.structs.replace(each, name="../agency.toml") if "agency" in each.name else each
        for each in taken.manifest.files
    )
    manifest.save(taken.folder, msgspec.structs.replace(taken.manifest, files=files))
    with pytest.raises(KeepingError, match="outside of it"):
        restore(taken.folder, tmp_path / "new", kept.now)


# --- Erasing -----------------------------------------------------------------------


def test_who_was_erased_since_stays_erased_when_an_older_backup_is_restored(kept, tmp_path):
    old = kept.back_up()
    assert "knife" in texts_in(restore(old.folder, tmp_path / "before", kept.now).ledger)
    kept.erase("person:ana")
    before = (old.folder / manifest.FILE).read_bytes(), (old.folder / "keys-1.json").read_bytes()
    kept.back_up()
    # A copy of the old backup as it was, brought back from somewhere else.
    (old.folder / manifest.FILE).write_bytes(before[0])
    (old.folder / "keys-1.json").write_bytes(before[1])
    found = restore(old.folder, tmp_path / "after", kept.now)
    assert "person:ana" in found.erased
    assert "knife" not in texts_in(found.ledger)
    ledger = SqliteLedger(found.ledger, read_only=True)
    assert ledger.get_key("person:ana") is None
    last = list(ledger.read(after=old.manifest.position))
    assert [each.kind for each in last] == ["PersonErased"]
    ledger.close()


def test_a_newer_list_of_erasures_from_elsewhere_is_obeyed(kept, tmp_path):
    old = kept.back_up()
    since = erasures.Erasure("person:ana", old.manifest.position + 9)
    found = restore(old.folder, tmp_path / "new", kept.now, lists=[{"person:ana": since}])
    assert found.erased == ("person:ana",)
    assert found.head[0] == old.manifest.position + 1


def test_the_next_backup_takes_the_key_out_of_all_older_ones(kept, tmp_path):
    old = [kept.back_up(), kept.back_up()]
    kept.erase("person:ana")
    newest = kept.back_up()
    assert newest.keys_removed >= 2
    for each in old:
        told = manifest.load(each.folder)
        # She is still in the agency and written about, so she has a new key: the old one is gone.
        assert "person:ana" not in manifest.load_keys(each.folder, told)
        assert [path.name for path in each.folder.glob("keys*")] == ["keys-2.json"]
        manifest.check_seal(each.folder, told, KEK)
        found = restore(each.folder, tmp_path / each.folder.name, kept.now, kek=KEK)
        assert "knife" not in texts_in(found.ledger)


def test_an_interrupted_removal_leaves_a_whole_backup_and_is_ended_by_the_next(
    kept, tmp_path, monkeypatch
):
    old = kept.back_up()
    kept.erase("person:ana")

    def crash(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(manifest, "wipe", crash)
        with pytest.raises(KeepingError):
            kept.back_up()
    restore(old.folder, tmp_path / "new", kept.now, kek=KEK)
    kept.back_up()
    assert [path.name for path in old.folder.glob("keys*")] == ["keys-2.json"]


def test_who_came_back_after_being_erased_keeps_the_new_key(kept, tmp_path):
    kept.erase("person:ana")
    kept.town.reloads(kept.town.agency)
    kept.town.ana.texts("a new word: lantern")
    taken = kept.back_up()
    found = restore(taken.folder, tmp_path / "new", kept.now, kek=KEK)
    assert "person:ana" not in found.erased
    said = texts_in(found.ledger)
    assert "lantern" in said
    assert "knife" not in said


def test_an_erasure_that_was_interrupted_before_the_key_was_destroyed_is_ended(kept, tmp_path):
    kept.town.submit(ErasePerson("person:ana", "jo"), "jo")
    assert kept.ledger.get_key("person:ana")
    taken = backup.take(kept.source(), kept.folder, kept.now, "0.1", 9)
    found = restore(taken.folder, tmp_path / "new", kept.now, kek=KEK)
    assert "person:ana" in found.erased
    assert "knife" not in texts_in(found.ledger)


def test_a_damaged_list_of_erasures_stops_the_restore(kept, tmp_path):
    taken = kept.back_up()
    (kept.folder / erasures.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(KeepingError, match="no list of erasures"):
        restore(taken.folder, tmp_path / "new", kept.now)
