"""Settings to gateways, and what is wrong with settings of a way out."""

import pytest

from tocsin import config
from tocsin.adapters.push import PushGateway
from tocsin.adapters.smpp import SmppGateway
from tocsin.config import SettingsError
from tocsin.engine.gateway import Proof
from tocsin.ways import gateway_of, push_keys, push_offer

KANNEL = 'url = "http://127.0.0.1:1/x"\nusername = "u"\npassword = "p"\nsender = "5550100"\n'
TWILIO = 'account_sid = "AC0"\ntoken = "t"\nsender = "MG0"\n'
SMPP = 'host = "127.0.0.1"\nusername = "u"\npassword = "p"\nsender = "+15015550101"\n'
OURS = 'loopback_to = "+15015550100"\n'


def settings(tmp_path, kind, *lines):
    path = tmp_path / "tocsin.toml"
    text = f'[[gateway]]\nname = "one"\nkind = "{kind}"\n{"".join(lines)}'
    path.write_text(text, encoding="utf-8")
    return config.load(path)


async def made(tmp_path, kind, *lines):
    chosen = settings(tmp_path, kind, *lines)
    gateway = gateway_of(chosen.gateway[0], chosen)
    await gateway.close()
    return gateway


async def test_a_carriers_link_is_made_of_its_settings(tmp_path):
    gateway = await made(tmp_path, "smpp", SMPP, 'long = "sar"\n')
    assert isinstance(gateway, SmppGateway)
    assert (gateway.name, gateway.channel, gateway.has_receipts) == ("one", "sms", True)
    assert gateway._where.port == 2775


@pytest.mark.parametrize(
    ("kind", "lines", "proof"),
    [
        ("smpp", [SMPP], None),
        ("smpp", [SMPP, OURS], Proof("+15015550100", "+15015550101", 30)),
        (
            "kannel",
            [KANNEL, OURS, "loopback_every_days = 7\n"],
            Proof("+15015550100", "5550100", 7),
        ),
        (
            "twilio",
            [TWILIO, OURS, 'loopback_from = "+15015550199"\n'],
            Proof("+15015550100", "+15015550199", 30),
        ),
    ],
)
async def test_every_way_for_texts_can_be_proven_by_loopback(tmp_path, kind, lines, proof):
    gateway = await made(tmp_path, kind, *lines)
    assert getattr(gateway, "proof", None) == proof


@pytest.mark.parametrize(
    ("kind", "lines", "said"),
    [
        ("smpp", ['host = "127.0.0.1"\n'], "needs username, password, sender"),
        ("twilio", [TWILIO, OURS], "needs loopback_from"),
        ("apprise", [OURS], "is for text messages"),
        ("smpp", [SMPP, "loopback_every_days = -1\n"], "0 or more"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, kind, lines, said):
    with pytest.raises(SettingsError, match=said):
        settings(tmp_path, kind, *lines)


@pytest.mark.parametrize(
    ("sender", "contact"),
    [
        ("sos@harlow.example", "mailto:sos@harlow.example"),
        ("https://sos.harlow.example", "https://sos.harlow.example"),
    ],
)
async def test_push_services_are_told_whom_to_ask(tmp_path, sender, contact):
    gateway = await made(tmp_path, "push", f'sender = "{sender}"\ntitle = "Harlow"\n')
    assert isinstance(gateway, PushGateway)
    assert (gateway.name, gateway.channel, gateway.has_receipts) == ("one", "push", True)
    assert (gateway._contact, gateway._title) == (contact, "Harlow")
    assert (tmp_path / "tocsin.ledger.vapid").stat().st_mode & 0o777 == 0o600


def test_push_needs_somebody_whom_push_services_can_ask(tmp_path):
    chosen = settings(tmp_path, "push", 'sender = "nobody"\n')
    with pytest.raises(SettingsError, match=r"one: sender must be an e-mail address"):
        gateway_of(chosen.gateway[0], chosen)


def test_what_browsers_subscribe_for_is_what_signs(tmp_path):
    assert push_offer(settings(tmp_path, "apprise")) is None
    chosen = settings(tmp_path, "push", 'sender = "a@b.example"\nown_services = ["push.lan"]\n')
    offer = push_offer(chosen)
    assert (offer.key, offer.receipts) == (push_keys(chosen).public, push_keys(chosen).receipts)
    assert (offer.provider, offer.own) == ("one", ("push.lan",))


def test_a_key_file_that_others_may_read_stops_the_start(tmp_path):
    chosen = settings(tmp_path, "push", 'sender = "a@b.example"\n')
    push_keys(chosen)
    (tmp_path / "tocsin.ledger.vapid").chmod(0o644)
    with pytest.raises(SettingsError, match="0600"):
        gateway_of(chosen.gateway[0], chosen)
