"""A small file system of its own, filled for real, and the released program whose ledger lies there."""

import json
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

from tests.app.killing import LEDGER, Record
from tests.app.real_program import ASK, RealProgram, wait_for
from tocsin.ledger.kek import kek_path_of

SIZE_MIB = 6
WORDS = "SOS he is here"


class NoSmallDisk(Exception):  # noqa: N818
    """No file system can be mounted here; why."""


@contextmanager
def small_disk(folder, only=""):
    """A file system at `folder`, ext4 on a loop device or else in memory; which it is."""
    folder.mkdir()
    kinds = (only,) if only else tuple(_KINDS)
    kind = next((each for each in kinds if _KINDS[each](folder)), "")
    if not kind:
        raise NoSmallDisk("no file system can be mounted here (root, mount and mkfs are needed)")
    try:
        yield kind
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _ext4(folder):
    image = folder.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(SIZE_MIB << 20)
    made = _ran("mkfs.ext4", "-q", "-F", "-b", "4096", str(image))
    return made and _ran("mount", "-o", "loop", str(image), str(folder))


def _tmpfs(folder):
    return _ran("mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder))


_KINDS = {"ext4": _ext4, "tmpfs": _tmpfs}


def _ran(*command):
    found = shutil.which(command[0]) is not None
    return found and not subprocess.run(command, capture_output=True, check=False).returncode


class Starved(RealProgram):
    """The released program with its ledger on a small file system, whose room can be taken."""

    def __init__(self, folder, disk, provider, heartbeat=""):
        self.disk, self.ledger = disk, disk / LEDGER
        self._ballast = disk / "ballast"
        more = f'heartbeat_url = "{heartbeat}"\n' if heartbeat else ""
        super().__init__(folder, self.ledger, {"texts": provider}, more=more)

    def fill(self):
        """Take all the room there is, to the last octet."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(b"x" * 65536)
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(b"x")

    def make_room(self):
        self._ballast.unlink()

    def token(self, person):
        """A token with which this person reads the board."""
        admin = Path(f"{self.ledger}.admin").read_text().strip()
        return self.asked("POST", "/api/v1/tokens", admin, {"person": person})["token"]

    def alarms(self, token):
        """The alarms on the board, by kind."""
        return {each["kind"] for each in self.asked("GET", "/api/v1/board", token)["alarms"]}

    def asked(self, method, path, token, body=None):
        data = json.dumps(body).encode() if body is not None else None
        ask = Request(f"http://127.0.0.1:{self.port}{path}", data, method=method)
        ask.add_header("Authorization", f"Bearer {token}")
        ask.add_header("Content-Type", "application/json")
        try:
            return json.load(ASK(ask, timeout=10))
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:300]!r}") from error

    def texts_until_refused(self, number, most=2_000):
        """Text until one is not acknowledged; those that were, and the words of the one."""
        accepted: list[str] = []
        for turn in range(most):
            words = f"{WORDS} {turn} " + "and nobody comes " * 20
            signal = self.text(number, words)
            if not signal:
                return accepted, words
            accepted.append(signal)
        raise AssertionError("the disk never was full")


def starve(program, provider):
    """Fill the disk under it; what was acknowledged, once it says that it is in need.

    It pages from memory meanwhile, and neither `ok` nor the board hides it.
    """
    token = program.token("lee")
    ana = program.numbers["ana"]
    accepted = [program.text(ana, f"{WORDS} first")]
    assert all(accepted)
    assert "ledger_unavailable" not in program.alarms(token)
    program.fill()
    more, words = program.texts_until_refused(ana)
    accepted += more
    wait_for(lambda: _is_paged(provider, words), "what is not on disk is paged all the same")
    assert program.answers()["ok"] is False
    assert "ledger_unavailable" in program.alarms(token)
    # Nor is anything else acknowledged, and what comes now is paged as well.
    assert program.text(ana, f"{WORDS} on a full disk") == ""
    wait_for(lambda: _is_paged(provider, "on a full disk"), "more of it is paged")
    return accepted, token


def _is_paged(provider, words):
    """Whether somebody was told these words, or as many of them as go into a text."""
    start = " ".join(words.split()[:5])
    return any(start in each.text for each in provider.got)


def recover(program, token):
    """Make room: it recovers by itself, and takes texts again. The text that it took; seconds."""
    program.make_room()
    began = time.monotonic()
    wait_for(lambda: program.answers()["ok"], "it recovers by itself")
    took_s = time.monotonic() - began
    assert program.answers()["not_durable_facts"] == 0
    assert "ledger_unavailable" not in program.alarms(token)
    taken = program.text(program.numbers["ana"], f"{WORDS} again")
    assert taken
    return taken, took_s


def whole(program, accepted):
    """It is dead: all that was acknowledged is an open SOS, and the chain verifies."""
    record = Record(str(program.ledger), kek_path_of(program.ledger))
    record.catch_up()
    assert record.lost(accepted) == []
    assert record.quiet() == []
    return record
