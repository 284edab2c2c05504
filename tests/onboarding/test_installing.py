"""The first settings file."""

import pytest

from tocsin import config
from tocsin.onboarding.installing import WAYS, install


@pytest.mark.parametrize("ways", [(), *((way,) for way in WAYS), WAYS])
def test_it_is_accepted_once_its_secrets_are_set(ways, tmp_path, monkeypatch):
    found = install(ways)
    for secret in found.secrets:
        monkeypatch.setenv(secret, "s3cret")
    path = tmp_path / "tocsin.toml"
    path.write_text(found.text, encoding="utf-8")
    settings = config.load(path)
    assert [each.kind for each in settings.gateway] == list(ways)


def test_no_secret_stands_in_it():
    assert all(f'"env:{secret}"' in install(WAYS).text for secret in install(WAYS).secrets)


def test_where_it_is_reached_stands_in_it_once_for_links_and_for_what_twilio_signs(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("TWILIO_TOKEN", "s3cret")
    path = tmp_path / "tocsin.toml"
    path.write_text(install(("twilio",), "https://help.town.example").text, encoding="utf-8")
    settings = config.load(path)
    assert settings.url == "https://help.town.example"
    assert settings.hook[0].public_url == "https://help.town.example/hooks/sms/twilio-1"
