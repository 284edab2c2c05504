"""A way out set up in the browser: tried by a live text, saved whole or not at all."""

import asyncio
import logging
import stat
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.adapters.fake_http import fake_http
from tests.adapters.fake_smsc import fake_smsc
from tests.adapters.fake_smtp import fake_smtp
from tests.adapters.test_kannel_gateway import ACCEPT, BUSY, FORBIDDEN
from tests.web.test_administration import ADMINISTRATOR
from tests.web.town import LEE, NELL, basic, town
from tocsin import config
from tocsin.app.serving import hook_of
from tocsin.app.setting_up import SettingUp

SECRETS = ("s3cretword", "h00kh00kh00kh00k")
SETTINGS = """# This installation.
agency_file = "agency.toml"

[backup]
folder = "kept"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tocsin.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture
def kannel():
    with fake_http(ACCEPT, FORBIDDEN, BUSY) as http:
        yield http


def by_kannel(http, name="kannel-9", **changes):
    fields = {
        "url": f"{http.url}/cgi-bin/sendsms",
        "username": "dispatch",
        "password": SECRETS[0],
        "sender": "5550100",
        "hook_secret": SECRETS[1],
    }
    return {"kind": "kannel", "name": name, "fields": {**fields, **changes}}


class Desk:
    """An administrator at the page."""

    def __init__(self, t, head, setting):
        self.t = t
        self.head = head
        self.setting = setting
        self.said = ""

    async def asks(self, path, body=None):
        how = "GET" if body is None else "POST"
        answer = await self.t.http.request(
            how, f"/api/v1/setup{path}", json=body, headers=self.head
        )
        self.said += answer.text
        return answer

    async def tries(self, candidate, contact=0):
        body = {"candidate": candidate, "contact": contact}
        return (await self.asks("/trials", body)).json()

    async def sees(self, trial):
        return (await self.asks(f"/trials/{trial}")).json()

    def told(self):
        """All that stands in the ledger or was answered."""
        return self.said + "".join(repr(each) for each in self.t.ledger.read())


@asynccontextmanager
async def desk(file, person="nell"):
    kept = []

    def setting(service):
        kept.append(SettingUp(config.load(file), service))
        return kept[0]

    async with town(setting=setting) as t:
        kept[0].take_hook = lambda hook: t.web.hooks.add(hook_of(hook))
        yield Desk(t, await t.auth(person), kept[0])
        kept[0].close()


async def test_a_live_text_goes_to_her_own_phone_before_anything_is_saved(file, kannel):
    async with desk(file) as d:
        shown = await d.tries(by_kannel(kannel))
        assert (shown["status"], shown["words"]) == ("handed_over", "")
        (seen,) = kannel.seen
        assert seen.headers["x-kannel-to"] == NELL
        assert "x-kannel-dlr-url" not in seen.headers
        word = seen.body.decode().split("Type ")[1].split()[0]
        assert word not in d.said
        d.t.clock.at += timedelta(seconds=9)
        typed = (await d.asks(f"/trials/{shown['trial']}/typed", {"words": word})).json()
        assert (typed["status"], typed["by"], typed["took_s"]) == ("arrived", "typed", 9.0)
        assert file.read_text(encoding="utf-8") == SETTINGS
        assert d.t.ways["sms"].sent == []
        asked = d.t.facts("TrialAsked")[-1]
        assert (asked.person, asked.where) == ("nell", f"127.0.0.1:{kannel.port}")


async def test_her_answer_by_text_is_seen_on_the_page(file, kannel):
    async with desk(file) as d:
        shown = await d.tries(by_kannel(kannel))
        word = kannel.seen[0].body.decode().split("Type ")[1].split()[0]
        await d.t.text(NELL, word)
        assert (await d.sees(shown["trial"]))["by"] == "text"
        assert d.t.facts("SosRaised") == []


@pytest.mark.parametrize(
    ("how", "reason"), [("refuse", "HTTP 403"), ("absent", "connect"), ("garbage", "")]
)
async def test_a_refusal_is_told_in_our_words_and_no_secret_is_told_anywhere(
    file, kannel, how, reason, caplog
):
    caplog.set_level(logging.DEBUG)
    kannel.behave(how)
    async with desk(file) as d:
        shown = await d.tries(by_kannel(kannel))
        assert shown["status"] == "refused"
        assert reason.casefold() in shown["reason"].casefold()
        await d.asks("/draft", by_kannel(kannel))
        await d.asks("/save", by_kannel(kannel))
        told = d.told() + "".join(record.getMessage() for record in caplog.records)
        assert not [secret for secret in SECRETS if secret in told]
        assert NELL not in d.said


async def test_nobody_but_an_administrator_sets_anything_up(file, kannel):
    candidate = by_kannel(kannel)
    doors = {
        "": None,
        "/draft": candidate,
        "/trials": {"candidate": candidate},
        "/trials/in": {},
        "/trials/x": None,
        "/trials/x/typed": {"words": "x"},
        "/save": candidate,
    }
    async with desk(file) as d:
        for person in ("lee", "jo", "mo", "kit"):
            d.head = await d.t.auth(person)
            for path, body in doors.items():
                assert (await d.asks(path, body)).status_code == 403, (person, path)
        assert kannel.seen == []
        assert d.t.facts("TrialAsked") == []
        assert file.read_text(encoding="utf-8") == SETTINGS


async def test_the_administrator_of_the_machine_has_no_phone_to_try_it_with(file, kannel):
    async with desk(file) as d:
        d.head = ADMINISTRATOR
        assert (await d.asks("")).json()["contacts"] == []
        refused = await d.asks("/trials", {"candidate": by_kannel(kannel)})
        assert (refused.status_code, refused.json()["reason"]) == (409, "no_contact")
        assert kannel.seen == []


async def test_a_trial_is_seen_by_who_makes_it_alone(file, kannel):
    async with desk(file) as d:
        shown = await d.tries(by_kannel(kannel))
        d.head = ADMINISTRATOR
        assert (await d.asks(f"/trials/{shown['trial']}")).status_code == 404
        typed = await d.asks(f"/trials/{shown['trial']}/typed", {"words": "T4K7"})
        assert typed.status_code == 404


async def test_a_text_to_the_line_is_waited_for_and_pages_nobody(file):
    async with desk(file) as d:
        shown = (await d.asks("/trials/in", {})).json()
        assert (shown["direction"], shown["status"]) == ("in", "asked")
        await d.t.text(NELL, shown["words"].casefold())
        assert (await d.sees(shown["trial"]))["status"] == "arrived"
        assert d.t.facts("SosRaised") == d.t.facts("PageRequested") == []


async def test_mail_is_tried_by_mail(file):
    with fake_smtp() as smtp:
        async with desk(file) as d:
            fields = {"host": "127.0.0.1", "port": str(smtp.port), "security": "none"}
            fields["sender"] = "sos@harlow.example"
            candidate = {"kind": "smtp", "name": "mail-9", "fields": fields}
            wrong = await d.asks("/trials", {"candidate": candidate, "contact": 0})
            assert wrong.json()["reason"] == "no_contact"
            shown = await d.tries(candidate, contact=1)
            assert shown["status"] == "handed_over", shown
            assert smtp.envelopes == [("sos@harlow.example", ["nell@harlow.example"])]


async def test_by_a_carriers_link_a_receipt_says_that_it_arrived_and_an_sos_is_an_sos(file):
    with fake_smsc() as smsc:
        async with desk(file) as d:
            fields = {"host": "127.0.0.1", "port": str(smsc.port), "username": "harlow"}
            fields |= {"password": SECRETS[0], "sender": "+15015550100"}
            shown = await d.tries({"kind": "smpp", "name": "carrier-9", "fields": fields})
            assert shown["status"] == "handed_over", shown
            assert await asyncio.to_thread(smsc.texts, LEE, "SOS he is here") == 0
            assert await asyncio.to_thread(smsc.reports, "m1") == 0
            await d.t.settled()
            assert (await d.sees(shown["trial"]))["by"] == "receipt"
            assert [each.sender for each in d.t.facts("SosRaised")] == ["person:lee"]
            # A carrier may give one account one link, so that of the last trial is let go.
            candidate = {"kind": "smpp", "name": "carrier-9", "fields": fields}
            assert (await d.tries(candidate))["status"] == "handed_over"
            await d.t.settled()
            assert len(smsc.binds) == 2
            assert (await d.asks("/save", candidate)).status_code == 200
            other = {**candidate, "name": "carrier-8"}
            faults = (await d.asks("/draft", other)).json()["faults"]
            assert [each["field"] for each in faults] == ["username"]


async def test_nothing_is_asked_where_clouds_tell_their_machines_secrets(file, kannel):
    async with desk(file) as d:
        shown = await d.tries(by_kannel(kannel, url="http://169.254.169.254/latest"))
        assert (shown["status"], kannel.seen) == ("refused", [])
        assert "nothing that takes texts" in shown["reason"]


async def test_it_is_saved_whole_with_secrets_apart_and_used_from_then_on(file, kannel):
    async with desk(file) as d:
        draft = (await d.asks("/draft", by_kannel(kannel))).json()
        assert draft["faults"] == []
        saved = (await d.asks("/save", by_kannel(kannel))).json()
        assert saved == {"file": "tocsin.toml", "backup": "tocsin.toml.before-kannel-9"}
        text = file.read_text(encoding="utf-8")
        assert text == f"{SETTINGS}\n{draft['toml']}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert (file.parent / saved["backup"]).read_text(encoding="utf-8") == SETTINGS
        kept = sorted((file.parent / "secrets").iterdir())
        assert [each.name for each in kept] == ["kannel-9.hook_secret", "kannel-9.password"]
        assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
        settings = config.load(file)
        assert settings.gateway[0].password == SECRETS[0]
        assert settings.hook[0].secret == SECRETS[1]
        added = d.t.facts("GatewayAdded")[-1]
        assert (added.provider, added.hook, added.by) == ("kannel-9", True, "nell")
        assert [each.name for each in d.t.facts("ProvidersSet")[-1].providers][-1] == "kannel-9"
        head = basic("tocsin", SECRETS[1])
        query = {"from": NELL, "to": "5550100", "text": "SOS", "id": "k-1"}
        answer = await d.t.http.get("/hooks/sms/kannel-9", params=query, headers=head)
        assert answer.status_code == 200
        assert not [secret for secret in SECRETS if secret in d.told()]
        again = await d.asks("/save", by_kannel(kannel))
        assert again.json()["reason"] == "fields_wrong"


def left(folder: Path) -> dict[str, str]:
    found = (each for each in folder.rglob("*") if each.is_file())
    return {each.name: each.read_text(encoding="utf-8") for each in found}


async def test_what_is_not_on_record_is_not_saved(file, kannel):
    async with desk(file) as d:
        d.t.disk.is_full = True
        answer = await d.asks("/save", by_kannel(kannel))
        assert answer.status_code == 503
        assert left(file.parent) == {"tocsin.toml": SETTINGS}
        d.t.disk.is_full = False


@pytest.mark.parametrize(
    "text",
    [
        "this is = not TOML [",
        SETTINGS + '[[hook]]\nname = "kannel-9"\nkind = "json"\nsecret = "x"\n',
    ],
)
async def test_with_a_file_that_does_not_read_whole_nothing_is_saved(file, kannel, text):
    async with desk(file) as d:
        file.write_text(text, encoding="utf-8")
        answer = await d.asks("/save", by_kannel(kannel))
        assert (answer.status_code, answer.json()["reason"]) == (409, "settings_not_written")
        assert left(file.parent) == {"tocsin.toml": text}
        assert d.t.facts("GatewayAdded") == []


async def test_a_secrets_file_that_is_there_is_never_overwritten(file, kannel):
    async with desk(file) as d:
        there = file.parent / "secrets" / "kannel-9.password"
        there.parent.mkdir()
        there.write_text("older", encoding="utf-8")
        answer = await d.asks("/save", by_kannel(kannel))
        assert answer.status_code == 409
        assert left(file.parent) == {"tocsin.toml": SETTINGS, "kannel-9.password": "older"}


async def test_where_the_file_is_a_link_it_is_offered_and_not_written(file, kannel):
    real = file.rename(file.with_name("real.toml"))
    file.symlink_to(real)
    async with desk(file) as d:
        assert (await d.asks("")).json()["why_not"] == "The settings file is a link to another."
        d.head |= {"accept-language": "es"}
        assert "es un enlace a otro" in (await d.asks("")).json()["why_not"]
        answer = await d.asks("/save", by_kannel(kannel))
        assert answer.json()["reason"] == "settings_not_written"
        assert real.read_text(encoding="utf-8") == SETTINGS


async def test_in_the_demo_nothing_is_set_up():
    async with town() as t:
        answer = await t.http.get("/api/v1/setup", headers=await t.auth("nell"))
        assert (answer.status_code, answer.json()["reason"]) == (409, "nothing_to_set_up")
