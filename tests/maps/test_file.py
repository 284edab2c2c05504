"""The map file: what goes in comes out, all processes share it, and nothing half is ever read."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tocsin.maps import file
from tocsin.maps.file import ALIGNMENT, MapMeta, open_map, write
from tocsin.maps.mistakes import MapUnreadable, Reason
from tocsin.roads.network import FORMAT

META = MapMeta("town.osm.pbf", 12, "ab", (35.0, -93.0, 36.0, -92.0), {"arcs": 3})

ARRAYS: dict[str, Any] = {
    "a.numbers": np.arange(5, dtype=np.int32),
    "a.none": np.empty(0, np.float64),
    "b.points": np.arange(6, dtype=np.float64).reshape(3, 2),
    "b.flags": np.array([True, False, True]),
    "c.small": np.array([7], np.uint8),
}


@pytest.fixture
def path(tmp_path):
    write(tmp_path / "town.map", META, ARRAYS)
    return tmp_path / "town.map"


def reason_of(path, **how):
    with pytest.raises(MapUnreadable) as caught:
        open_map(path, **how)
    assert str(caught.value) == caught.value.detail
    return caught.value.reason


def test_every_array_comes_back_as_it_was(path):
    opened = open_map(path, verify=True)
    assert opened.meta == META
    assert opened.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert opened.arrays[name].dtype == array.dtype
        assert opened.arrays[name].shape == array.shape
        assert (opened.arrays[name] == array).all()


def test_arrays_are_aligned_and_nobody_can_write_to_them(path):
    for array in open_map(path).arrays.values():
        assert array.size == 0 or array.ctypes.data % ALIGNMENT == 0
        assert not array.flags.writeable


def test_arrays_in_any_order_of_bytes_and_memory_are_laid_down(tmp_path):
    odd: dict[str, Any] = {"x": np.arange(6, dtype=">i4").reshape(2, 3).T}
    write(tmp_path / "odd.map", META, odd)
    assert (open_map(tmp_path / "odd.map", verify=True).arrays["x"] == odd["x"]).all()


def test_the_size_told_is_the_size_on_disk(tmp_path):
    assert write(tmp_path / "m", META, ARRAYS) == (tmp_path / "m").stat().st_size


def test_a_map_cut_short_anywhere_is_refused(path, tmp_path):
    whole = path.read_bytes()
    cut = tmp_path / "cut.map"
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        assert reason_of(cut) in {Reason.EMPTY, Reason.NOT_A_MAP, Reason.CUT_SHORT}


def test_a_map_with_something_behind_it_is_refused(path):
    path.write_bytes(path.read_bytes() + b"more")
    assert reason_of(path) is Reason.CUT_SHORT


def test_any_changed_byte_is_found_by_looking_at_all_of_it(path):
    whole = bytearray(path.read_bytes())
    for at in range(0, len(whole), 7):
        changed = whole.copy()
        changed[at] ^= 0xFF
        path.write_bytes(changed)
        with pytest.raises(MapUnreadable):
            open_map(path, verify=True)


def test_a_missing_file_a_folder_and_another_file_are_told_apart(tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear reader, this is not a map of any kind, though long enough to be one.")
    assert reason_of(tmp_path / "nowhere.map") is Reason.MISSING
    assert reason_of(tmp_path) is Reason.NOT_A_MAP
    assert reason_of(other) is Reason.NOT_A_MAP


def test_another_version_asks_for_an_import(path, monkeypatch):
    monkeypatch.setattr(file, "LAYOUT", file.LAYOUT + 1)
    assert reason_of(path) is Reason.OTHER_VERSION


def test_other_arrays_ask_for_an_import_too(path, monkeypatch):
    monkeypatch.setattr(file, "FORMAT", FORMAT + 1)
    assert reason_of(path) is Reason.OTHER_VERSION


def test_whoever_has_the_old_map_open_keeps_it(path):
    old = open_map(path)
    write(path, META, {"a.numbers": np.zeros(5, np.int32)})
    assert old.arrays["a.numbers"].tolist() == [0, 1, 2, 3, 4]
    assert open_map(path).arrays["a.numbers"].tolist() == [0] * 5


def test_a_write_that_fails_leaves_the_old_map_and_no_rubbish(path, monkeypatch):
    def full(handle):
        raise OSError(28, "no space left")

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write(path, META, {"a.numbers": np.zeros(5, np.int32)})
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == [path.name]


READ = """
import sys
from pathlib import Path
from tocsin.maps.file import open_map
opened = open_map(Path(sys.argv[1]))
print(opened.arrays["a.big"][12345], flush=True)
sys.stdin.readline()
shared = private = 0
with open("/proc/self/smaps") as maps:
    ours = False
    for line in maps:
        if "-" in line.split()[0] and not line.startswith(("Shared", "Private")):
            ours = line.rstrip().endswith("town.map")
        elif ours and line.startswith("Private_Dirty:"):
            private += int(line.split()[1])
        elif ours and line.startswith("Rss:"):
            shared += int(line.split()[1])
print(shared > 0, private)
"""


def test_two_processes_read_one_copy(path):
    write(path, META, {"a.big": np.arange(100_000)})
    command = [sys.executable, "-c", READ, str(path)]
    pipe = subprocess.PIPE
    both: Any = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    assert [one.stdout.readline().strip() for one in both] == ["12345"] * 2
    assert [one.communicate("\n", timeout=30)[0].strip() for one in both] == ["True 0"] * 2


@pytest.mark.parametrize(
    ("place", "inside"), [((35.5, -92.5), True), ((34.9, -92.5), False), ((35.5, -91.9), False)]
)
def test_a_map_knows_what_it_covers(place, inside):
    assert META.covers(*place) == inside
