"""Settings to gateways, and what is wrong with settings of a way out."""

import pytest

from tocsin import config
from tocsin.adapters.smpp import SmppGateway
from tocsin.config import SettingsError
from tocsin.engine.gateway import Proof
from tocsin.ways import gateway_of

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
