"""Every command of the page about neighbours and trackers is typed, against the real program."""

import json
import os
import re
import shutil
import signal
import subprocess
from hashlib import sha256

import pytest

from tests.adapters.fake_http import unused_port
from tests.docs.generate import ROOT
from tests.exchange.reading import alert_of, read_alert, read_eido, write_alert, write_eido
from tests.exchange.test_cap_out import NOTICE
from tests.exchange.test_eido_out import ADDRESS, FIX, FULL
from tests.test_app import Program
from tocsin import config
from tocsin.adapters.neighbour import ways_to
from tocsin.exchange import pidf_out
from tocsin.ways import ways_of

PAGE = (ROOT / "docs" / "howto" / "neighbours.md").read_text(encoding="utf-8")
SECRETS = (
    *("COUNTY_EIDO", "COUNTY_CAP", "COUNTY_LOCATION", "AML_KEY", "OWNTRACKS", "TRACCAR"),
    "GATE_CAMERA",
)
TEXTS = """
[[hook]]
name = "texts"
kind = "json"
secret = "json-secret"
"""
ANA = '[[staff]]\nid = "ana"\n'
UNIT = '[[unit]]\nid = "4A21"\n'
SOS = """curl -fsS "$TOCSIN/hooks/sms/texts" -H 'Authorization: Bearer json-secret' \
-d '{"from": "+15015550110", "text": "SOS in the lot"}'"""
AML_TEXT = """curl -fsS "$TOCSIN/hooks/sms/texts" -H 'Authorization: Bearer json-secret' \
-d '{"from": "+15015550150", "text": "%s"}'"""

if shutil.which("curl") is None:
    pytest.skip("curl is not on this machine", allow_module_level=True)


def shown(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def devices():
    """The lines of the page that say whose devices they are: Ana's, and the ambulance's."""
    return re.findall(r"^(devices = .*)$", PAGE, re.MULTILINE)


class Machine:
    """The program, and a shell on the same machine."""

    def __init__(self, folder, port):
        settings = shown("toml")[0]
        local = re.sub(r"^base_url = .*$", f"port = {port}", settings, flags=re.MULTILINE)
        self.base_url = re.findall(r'^base_url = "(.*?)"', settings, re.MULTILINE)[0]
        self.folder = folder
        self.env = {**os.environ, **{name: f"secret-of-{name}" for name in SECRETS}}
        self.env |= {"TOCSIN": f"http://127.0.0.1:{port}"}
        self.program = Program(folder, local + TEXTS)
        text = self.program.text
        for head, line in zip((ANA, UNIT), devices(), strict=True):
            assert head in text
            text = text.replace(head, f"{head}{line}\n")
        (folder / "agency.toml").write_text(text, encoding="utf-8")

    def start(self):
        before = dict(os.environ)
        os.environ.update(self.env)
        try:
            self.program.start()
        finally:
            os.environ.clear()
            os.environ.update(before)
        self.env |= {"TOKEN": self.token("mo"), "COORDINATOR": self.token("jo")}

    def token(self, person):
        asked = subprocess.run(
            [self.folder / "tocsin", "token", person],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return asked.stdout.strip()

    def types(self, commands):
        done = subprocess.run(
            ["bash", "-euc", commands],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stderr}{done.stdout}"
        return done.stdout

    def get(self, path):
        import httpx

        head = {"authorization": f"Bearer {self.env['TOKEN']}"}
        answer = httpx.get(f"{self.env['TOCSIN']}{path}", headers=head, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def incidents(self):
        return {each["sender"]: each for each in self.get("/api/v1/incidents")}


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neighbours")
    import sys
    from pathlib import Path

    (folder / "tocsin").symlink_to(Path(sys.executable).with_name("tocsin"))
    found = Machine(folder, unused_port())
    (folder / "incident.json").write_bytes(write_eido(FULL))
    (folder / "alert.xml").write_bytes(write_alert(alert_of(NOTICE)))
    (folder / "location.xml").write_text(pidf_out.write(FIX, ADDRESS), encoding="utf-8")
    found.start()
    yield found
    found.program.end(signal.SIGKILL)


def commands(beginning):
    """The one block of the page in which a command begins so."""
    (found,) = [each for each in shown("sh") if beginning in each]
    return found


def test_the_settings_that_are_shown_are_accepted(tmp_path, monkeypatch):
    for name in (*SECRETS, "COUNTY_TOKEN"):
        monkeypatch.setenv(name, "s3cret")
    path = tmp_path / "tocsin.toml"
    hooks, neighbour, packets = shown("toml")
    path.write_text(hooks + neighbour, encoding="utf-8")
    settings = config.load(path)
    assert len(settings.hook) == len(SECRETS)
    path.write_text(hooks + packets, encoding="utf-8")
    mailed = config.load(path)
    assert mailed.timeouts_s["county-records-by-mail"] == mailed.timeouts_s["mail"]
    (name,) = [each.name for each in ways_of(mailed) if each.channel.startswith("mail:")]
    assert name == "county-records-by-mail"
    path.write_text(hooks + packets.replace('kind = "smtp"', 'kind = "apprise"'), encoding="utf-8")
    with pytest.raises(config.SettingsError, match="kind smtp"):
        config.load(path)
    (county,) = settings.neighbour
    assert (county.domain, county.secret) == ("dispatch.county.example", "s3cret")
    assert settings.timeouts_s == {"county": 10.0}
    (way,) = ways_to(settings.neighbour)
    assert way.channel == "neighbour:dispatch.county.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "http://sos.county.example/hooks"),
        ("url", "sos.county.example"),
        ("secret", ""),
        ("domain", ""),
    ],
)
def test_a_neighbour_without_tls_or_secret_is_refused_and_nothing_of_it_is_quoted(
    tmp_path, field, value
):
    given = {"name": "county", "domain": "d.example", "url": "https://x.example", "secret": "s3"}
    rows = [f'{name} = "{each}"' for name, each in (given | {field: value}).items()]
    path = tmp_path / "tocsin.toml"
    path.write_text("\n".join(["[[neighbour]]", *rows]), encoding="utf-8")
    with pytest.raises(config.SettingsError) as caught:
        config.load(path)
    assert "county needs" in str(caught.value)
    assert "s3" not in str(caught.value).replace(str(path), "")
    assert "sos.county" not in str(caught.value)


def test_what_a_neighbour_sends_becomes_an_sos_in_its_name(machine):
    block = commands("@incident.json")
    machine.types(block)
    machine.types(block)  # An update, and the same again.
    found = {who: each for who, each in machine.incidents().items() if who.startswith("neigh")}
    assert len(found) == 3
    eido = next(each for who, each in found.items() if "county-eido" in who)
    assert "She does not answer." in eido["words"][0]["text"]
    assert eido["evidence"]
    assert len(eido["words"]) == 2
    alert = next(each for who, each in found.items() if "county-cap" in who)
    assert "grey van" in alert["words"][0]["text"]
    assert len(alert["words"]) == 1
    assert next(each for who, each in found.items() if "county-location" in who)["evidence"]


def test_a_phones_location_stands_beside_what_she_said(machine):
    machine.types(SOS)
    machine.types(commands("/hooks/documents/aml"))
    (line,) = re.findall(r"^`(A\"ML=1.*)`\.$", PAGE, re.MULTILINE)
    machine.types(AML_TEXT % line.replace('"', '\\"'))
    told = machine.incidents()
    hers = {(one["source"], one["where"]) for one in told["person:ana"]["evidence"]}
    assert ("words", "Station One parking lot") in hers
    assert any(source == "phone" for source, _ in hers)
    assert any(one["source"] == "phone" for one in told["person:kit"]["evidence"])


def test_positions_of_the_devices_that_are_named_are_known(machine):
    machine.types(SOS)
    machine.types(commands("/hooks/positions/owntracks"))
    traccar = commands("/hooks/positions/traccar")
    machine.types(traccar)
    board = machine.get("/api/v1/board")
    assert not [
        one for one in board["alarms"] if one["kind"] in ("device_unknown", "feed_unreadable")
    ]
    assert [one["unit"] for one in board["tracks"] if "4A21" in one["unit"]]
    machine.types(traccar.replace("&timestamp", "&alarm=sos&timestamp"))
    assert "unit:4A21" in machine.incidents()


def test_without_the_secret_nothing_is_taken(machine):
    for block in shown("sh"):
        for command in re.split(r"^(?=curl)", block, flags=re.MULTILINE)[1:]:
            bare = re.sub(r"\$(?!TOCSIN|\()\w+", "wrong", command)
            with pytest.raises(AssertionError, match=r"40[13]"):
                machine.types(bare)


def test_documents_go_out_as_they_are_shown_and_their_digest_is_in_the_timeline(machine):
    machine.types(SOS)
    name = machine.incidents()["person:ana"]["incident"]
    for beginning in ("aid.json", "lookout.xml", "over.xml"):
        machine.types(commands(beginning).replace("I-1", name))
    files = {
        one: (machine.folder / one).read_bytes()
        for one in ("aid.json", "aid.xml", "lookout.xml", "over.xml")
    }
    assert read_eido(files["aid.json"]).fixes
    kinds = {one: read_alert(files[one]).message_type for one in files if one.endswith("xml")}
    assert kinds == {"aid.xml": "Alert", "lookout.xml": "Alert", "over.xml": "Cancel"}
    entries = machine.get(f"/api/v1/incidents/{name}/timeline")["entries"]
    told = " ".join(one["words"] for one in entries)
    for document in files.values():
        assert sha256(document).hexdigest() in told


def test_a_link_shows_one_incident_to_the_police_and_is_taken_back(machine):
    machine.types(SOS)
    name = machine.incidents()["person:ana"]["incident"]
    for beginning in ("link.json", "seen.json"):
        machine.types(commands(f"-o {beginning}").replace("I-1", name))
    link, seen = (
        json.loads((machine.folder / file).read_text()) for file in ("link.json", "seen.json")
    )
    sections = {each["section"]: each["statements"] for each in seen["sections"]}
    assert "SOS in the lot" in {one["text"] for one in sections["scene"]}
    assert "armed" in sections["caution"][0]["text"]
    assert all(one["source"] and one["at"] for said in sections.values() for one in said)
    machine.types(commands("-X DELETE").replace("L-1", link["link"]))
    with pytest.raises(AssertionError, match="401"):
        machine.types(commands("-o seen.json"))
    machine.types(commands("-o reads.json").replace("I-1", name))
    reads = json.loads((machine.folder / "reads.json").read_text())
    assert "Kim Averlorne (police, Tarn County Police)" in {one["reader"] for one in reads}
    log = machine.program.errors.read_text(encoding="utf-8")
    for secret in (link["key"], "Averlorne", "Quellimarsh"):
        assert secret not in log
    # The settings of this page have no mail server: a packet says so, and nothing is queued.
    with pytest.raises(AssertionError, match="409"):
        machine.types(commands("watch/packets").replace("I-1", name))
