"""What the how-tos give to copy is accepted, and every key is explained."""

import re
import subprocess
from collections import defaultdict

import msgspec
import pytest

from tests.adapters.kannel_server import ESCAPES, require_kannel
from tests.docs.generate import ROOT
from tocsin import config
from tocsin.agency.load import read
from tocsin.agency.row import Row
from tocsin.ways import gateway_of

AGENCY = (ROOT / "docs" / "howto" / "agency-file.md").read_text(encoding="utf-8")
GATEWAYS = (ROOT / "docs" / "howto" / "real-gateways.md").read_text(encoding="utf-8")
NEIGHBOURS = (ROOT / "docs" / "howto" / "neighbours.md").read_text(encoding="utf-8")
POSITIONS = (ROOT / "docs" / "howto" / "positions.md").read_text(encoding="utf-8")
HARLOW = (ROOT / "src" / "tocsin" / "sim" / "demo" / "harlow.toml").read_text(encoding="utf-8")


def documented():
    """For each table of the agency file, the keys that the page explains."""
    found = {}
    for section in re.split(r"^#+ ", AGENCY, flags=re.MULTILINE):
        if head := re.match(r"`\[+([\w.]+)\]+`", section):
            found[head[1]] = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    return found


def accepted(monkeypatch):
    """For each table of the agency file, the keys that the loader asks for."""
    found: dict[str, set[str]] = defaultdict(set)
    close = Row.close

    def closing(row, *args, **kwargs):
        table = ".".join(part for part in row.path if isinstance(part, str))
        found[table] |= row._asked
        return close(row, *args, **kwargs)

    monkeypatch.setattr(Row, "close", closing)
    agency, mistakes = read(HARLOW)
    assert agency is not None, mistakes
    return dict(found)


def test_every_key_of_the_agency_file_is_explained_and_no_other(monkeypatch):
    asked = accepted(monkeypatch)
    tables = asked.pop("")
    assert documented() == asked
    assert {name for name in asked if "." not in name} == tables


@pytest.fixture
def settings(tmp_path, monkeypatch):
    (text,) = re.findall(
        r"^```toml\n(# tocsin\.toml\n.*?)^```$", GATEWAYS, re.MULTILINE | re.DOTALL
    )
    for name in re.findall(r'"env:(\w+)"', text):
        monkeypatch.setenv(name, "https://watch.example.org/x" if "URL" in name else "s3cret")
    path = tmp_path / "tocsin.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


async def test_the_settings_in_the_how_to_are_accepted(settings):
    ways = [gateway_of(each, settings) for each in settings.gateway]
    assert [way.channel for way in ways] == ["sms", "sms", "sms", "email", "apprise", "push"]
    assert [way.has_receipts for way in ways] == [True, True, True, False, False, True]
    for way in ways:
        await way.close()


@pytest.mark.parametrize("page", ["README.md", "docs/howto/real-gateways.md"])
def test_every_settings_file_that_is_shown_is_accepted(page, tmp_path, monkeypatch):
    path = tmp_path / "tocsin.toml"
    shown = re.findall(
        r"^```toml\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert shown
    for text in shown:
        for name in re.findall(r'"env:(\w+)"', text):
            monkeypatch.setenv(name, "s3cret")
        path.write_text(text, encoding="utf-8")
        assert config.load(path).gateway


def test_it_shows_every_kind_of_gateway_and_hook(settings):
    kinds = {field.name: field.type for field in msgspec.structs.fields(config.HookSource)}
    others = set(re.findall(r'^kind = "(\w+)"', NEIGHBOURS + POSITIONS, re.MULTILINE))
    others.discard("smtp")  # A gateway, by which packets are mailed.
    assert {hook.kind for hook in settings.hook} | others == set(kinds["kind"].__args__)
    assert {each.kind for each in settings.gateway} == set(config._NEEDED)


def test_kannel_is_told_to_give_everything_that_is_read(settings):
    hook = next(each for each in settings.hook if each.kind == "kannel")
    (url,) = re.findall(r'^get-url = "(.*)"$', GATEWAYS, re.MULTILINE)
    where = f"127.0.0.1:{settings.port}/hooks/sms/{hook.name}"
    assert url == f"http://{hook.username}:HOOK-SECRET@{where}?{ESCAPES}"


def test_kannel_accepts_the_configuration(tmp_path):
    program = require_kannel()["test_cfg"]
    (text,) = re.findall(r"^```\n(group = core\n.*?)^```$", GATEWAYS, re.MULTILINE | re.DOTALL)
    network = "\ngroup = smsc\nsmsc = fake\nsmsc-id = FAKE\nhost = 127.0.0.1\nport = 20000\n"
    path = tmp_path / "kannel.conf"
    path.write_text(text + network, encoding="utf-8")
    done = subprocess.run([program, path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
