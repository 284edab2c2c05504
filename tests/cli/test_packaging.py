"""What is in packaging/ names commands and options that exist, and systemd accepts it."""

import json
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.docs.generate import ROOT, commands

SYSTEMD = ROOT / "packaging/systemd"
CONTAINER = ROOT / "packaging/container/Containerfile"
UNITS = sorted(SYSTEMD.glob("*.service")) + sorted(SYSTEMD.glob("*.timer"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSURE_MAX = 2.0
"""systemd's own measure of what a service could do that it need not: 10 is everything."""


def read(unit):
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


def checked(words):
    """A command of the program with its options, all of which must exist."""
    name, *rest = words
    known = {option for each in commands()[name].params for option in each.opts}
    for word in rest:
        assert not word.startswith("--") or word in known, word
    return name


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_unit_runs_exists(unit):
    program, *words = read(unit)["Service"]["ExecStart"].split()
    assert program.endswith("/bin/tocsin")
    assert checked(words) in {"serve", "backup", "drill"}


def test_every_timer_has_its_service():
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert timers
    assert all(timer.with_suffix(".service") in SERVICES for timer in timers)


def test_the_service_is_restarted_for_ever_and_watched():
    unit = read(SYSTEMD / "tocsin@.service")
    service = unit["Service"]
    assert service["Restart"] == "always"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 20


def analyze(*arguments):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not here: the units are not verified.")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_systemd_accepts_the_units(tmp_path):
    program = Path(sys.executable).with_name("tocsin")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/tocsin/bin/tocsin", str(program))
        # Who runs it is made by the sysusers file, which is not installed here.
        text = re.sub(r"^(User|Group)=tocsin$", r"\1=root", text, flags=re.MULTILINE)
        (tmp_path / unit.name.replace("@", "@town")).write_text(text, encoding="utf-8")
    done = analyze("verify", "--man=no", *sorted(map(str, tmp_path.iterdir())))
    ours = [line for line in done.stderr.splitlines() if "tocsin" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_may_do_little(unit):
    done = analyze("security", "--offline=true", "--no-pager", str(unit))
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout + done.stderr)
    if found is None:
        pytest.skip("This systemd-analyze knows no offline check: the hardening is not measured.")
    assert float(found[1]) <= EXPOSURE_MAX


def test_the_container_runs_a_command_that_exists_as_nobody_special():
    text = CONTAINER.read_text(encoding="utf-8")
    final = text.rpartition("\nFROM ")[2]
    assert json.loads(re.findall(r"^ENTRYPOINT (.*)$", final, re.MULTILINE)[0]) == ["tocsin"]
    command = json.loads(re.findall(r"^CMD (.*)$", final, re.MULTILINE)[0])
    assert checked(command) == "serve"
    assert re.search(r"^USER [1-9]\d*$", final, re.MULTILINE)
    assert "/healthz" in final
    assert "--require-hashes" in text
    for copied in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
        assert all((ROOT / each).exists() for each in copied.split())


def test_the_health_check_of_the_container_is_a_program():
    text = CONTAINER.read_text(encoding="utf-8").replace("\\\n", " ")
    (check,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*\])$", text, re.MULTILINE)
    compile(json.loads(check)[2], "HEALTHCHECK", "exec")
