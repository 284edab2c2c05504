"""The program's disk filled for real: `python -m bench.full_disk [kind ...]`, as root.

The ledger lies on a file system of a few megabytes: ext4 on a loop device, and one in
memory. Another file takes the last octet of it under texts. The program must acknowledge
nothing that is not on disk, page from memory, say so on the board and by `/healthz`, and
leave the outside watcher without its sign of life; when room is made it must recover by
itself. Then the same once more, but it is killed (-9) on the full disk and started there.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.adapters.fake_http import FakeHttp, fake_http
from tests.app.full_disk import NoSmallDisk, Starved, recover, small_disk, starve, whole
from tests.app.real_program import Provider, wait_for
from tocsin.kernel.limits import AUDIT_EVERY_S, HEARTBEAT_EVERY_S

KINDS = ("ext4", "tmpfs")
DONE = (200, "text/plain", b"")


def run(kind: str, folder: Path, watcher: FakeHttp) -> None:
    provider = Provider()
    with small_disk(folder / "disk", kind):
        program = Starved(folder / "town", folder / "disk", provider, heartbeat=watcher.url)
        try:
            program.start()
            wait_for(program.answers, "it answers")
            wait_for(lambda: watcher.seen, "the watcher hears of it")
            accepted, token = starve(program, provider)
            heard = len(watcher.seen)
            time.sleep(HEARTBEAT_EVERY_S + AUDIT_EVERY_S)
            assert len(watcher.seen) == heard, "the watcher heard of a ledger that takes nothing"
            waiting = program.answers()["not_durable_facts"]
            taken, back_s = recover(program, token)
            accepted.append(taken)
            beat_s = wait_for(lambda: len(watcher.seen) > heard, "the watcher hears again")
            more, token = starve(program, provider)
            program.kill()
            accepted += more
            whole(program, accepted)
            program.start()
            start_s = wait_for(program.answers, "it starts on the full disk")
            before = len(provider.got)
            assert program.text(program.numbers["ana"], "SOS after the start") == ""
            wait_for(lambda: len(provider.got) > before, "it pages")
            taken, again_s = recover(program, token)
            program.kill()
            record = whole(program, [*accepted, taken])
            record.verify_whole()
        finally:
            program.end()
            provider.close()
    print(
        f"{kind}, load {os.getloadavg()[0]:.1f}: {len(accepted) + 1} texts acknowledged, 0 lost; "
        f"{waiting} facts waited in memory for {HEARTBEAT_EVERY_S + AUDIT_EVERY_S} s, the watcher "
        f"heard nothing; all on record {back_s:.2f} s after room was made, the watcher hears "
        f"{beat_s:.0f} s later. Killed on the full disk: it answers again after {start_s:.1f} s, "
        f"pages, and is whole {again_s:.2f} s after room was made."
    )


def main() -> None:
    for kind in sys.argv[1:] or KINDS:
        with (
            tempfile.TemporaryDirectory() as folder,
            fake_http(DONE, DONE, DONE) as watcher,
        ):
            try:
                run(kind, Path(folder), watcher)
            except NoSmallDisk as why:
                print(f"{kind}: not measured: {why}.")


if __name__ == "__main__":
    main()
