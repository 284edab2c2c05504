"""A process that has loaded the program and waits: each start of it is a fork, and quick.

What runs is the released program in a process of its own; only loading Python, which takes
most of a start, was done before. One start can be another version of the program: `first` is
Python that is run before it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from tests.app.real_program import environment

WAITING = """
import json, os, signal, sys
import numba, psycopg, scipy.sparse.csgraph, scipy.spatial
from tocsin.app import serving, wiring
from tocsin.cli import main, program
from tocsin.ledger import postgres_seat
from tocsin.roads import kept
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for line in sys.stdin:
    folder, first = json.loads(line)
    if not (pid := os.fork()):
        os.chdir(folder)
        log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for each in (1, 2):
            os.dup2(log, each)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.argv = ["tocsin", "serve"]
        exec(first)
        main()
        os._exit(0)
    print(pid, flush=True)
"""


class Shoot:
    """One start of the program, as far as `subprocess.Popen` is asked of it."""

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        """None while it lives; what it ended with is not known."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return None
        return 0

    def wait(self, timeout=30.0):
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("tocsin serve", timeout)
            time.sleep(0.005)
        return 0

    def send_signal(self, number):
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)


class Stem:
    """Starts programs out of one that is loaded. Its shoots end with it."""

    def __init__(self):
        self._waiting = subprocess.Popen(
            [sys.executable, "-c", WAITING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert self._waiting.stdout is not None
        assert self._waiting.stdout.readline() == "ready\n"

    def start(self, folder, first=""):
        """`tocsin serve` in this folder, `first` having run in its process."""
        assert self._waiting.stdin is not None
        assert self._waiting.stdout is not None
        print(json.dumps([str(folder), first]), file=self._waiting.stdin, flush=True)
        return Shoot(int(self._waiting.stdout.readline()))

    def close(self):
        self._waiting.communicate()
