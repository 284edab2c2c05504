"""Settings: what they say of themselves."""

import pytest

from tocsin.config import Settings


@pytest.mark.parametrize(
    ("host", "where"), [("127.0.0.1", "127.0.0.1:8123"), ("::1", "[::1]:8123")]
)
def test_where_it_listens_is_said_and_not_what_others_call_it(host, where):
    settings = Settings(host=host, port=8123, base_url="https://alarm.example/")
    assert settings.listens_on == where
    assert settings.url == "https://alarm.example"
    assert Settings(host=host, port=8123).url == f"http://{where}"
