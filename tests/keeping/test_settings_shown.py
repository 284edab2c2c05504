"""No secret of the settings lies beside a backup."""

import tomllib
from typing import get_args

import msgspec
import pytest

from tests.docs.generate import ROOT
from tocsin import config
from tocsin.keeping.settings_shown import PLAIN, without_secrets

HOWTO = (ROOT / "docs/howto/real-gateways.md").read_text(encoding="utf-8")


def test_every_secret_becomes_a_name_of_the_environment():
    raw = {
        "heartbeat_url": "https://watch.example.org/secret-id",
        "ledger": "postgresql://user:hidden@db/tocsin",
        "gateway": [{"name": "k-1", "kind": "kannel", "password": "hidden", "port": 5}],
        "hook": [{"name": "texts", "kind": "json", "secret": "hidden"}],
        "map": {"file": "town.map"},
    }
    shown = tomllib.loads(without_secrets(raw))
    assert shown["gateway"][0]["password"] == "env:TOCSIN_GATEWAY_K_1_PASSWORD"
    assert shown["hook"][0]["secret"] == "env:TOCSIN_HOOK_TEXTS_SECRET"
    assert shown["heartbeat_url"].startswith("env:")
    assert shown["ledger"].startswith("env:")
    assert shown["map"] == raw["map"]
    assert shown["gateway"][0]["port"] == 5
    assert "hidden" not in str(shown)


def test_what_is_taken_from_the_environment_already_stays():
    shown = tomllib.loads(without_secrets({"hook": [{"name": "x", "secret": "env:MINE"}]}))
    assert shown["hook"][0]["secret"] == "env:MINE"


def test_the_file_of_the_how_to_comes_out_as_settings(tmp_path, monkeypatch):
    text = HOWTO.split("```toml\n# tocsin.toml")[1].split("```")[0]
    shown = without_secrets(tomllib.loads(text))
    for word in shown.split('"'):
        if word.startswith("env:"):
            value = "https://watch.example.org/x" if "URL" in word else "s3cret"
            monkeypatch.setenv(word.removeprefix("env:"), value)
    path = tmp_path / "tocsin.toml"
    path.write_text(shown, encoding="utf-8")
    assert config.load(path).gateway


def structs():
    kinds = [each for each in vars(config).values() if isinstance(each, type)]
    return [each for each in kinds if issubclass(each, msgspec.Struct)]


@pytest.mark.parametrize("struct", structs())
def test_a_setting_named_like_a_secret_is_never_taken_for_plain(struct):
    secret = ("password", "secret", "token", "sid", "key", "url")
    for field in msgspec.structs.fields(struct):
        is_public = field.name in ("base_url", "public_url")
        if any(word in field.name for word in secret) and not is_public:
            assert field.name not in PLAIN or str not in (field.type, *get_args(field.type))
