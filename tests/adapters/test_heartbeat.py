"""The sign of life."""

import asyncio
import logging

import pytest

from tests.adapters.fake_http import fake_http
from tocsin.adapters.heartbeat import Heartbeat


@pytest.fixture
def watcher():
    answers = [(status, "text/plain", b"") for status in (200, 404, 500)]
    with fake_http(*answers) as http:
        yield http


def ping(url):
    async def run():
        heartbeat = Heartbeat(url, timeout_s=0.2)
        heard = await heartbeat.ping("7:abc")
        await heartbeat.close()
        return heard

    return asyncio.run(run())


def test_a_watcher_that_hears_us(watcher, caplog):
    caplog.set_level(logging.DEBUG)
    assert ping(watcher.url + "/s3cret-check")
    assert watcher.seen[0].path == "/s3cret-check"
    assert watcher.seen[0].body == b"7:abc"
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("how", ["refuse", "busy", "hang", "garbage", "absent"])
def test_anything_else_is_not_heard_and_raises_nothing(watcher, how):
    watcher.behave(how)
    assert not ping(watcher.url)


@pytest.mark.parametrize("url", ["", "nonsense", "http://[", "ftp://harlow.example", "http://\n"])
def test_a_wrong_url_raises_nothing(url):
    assert not ping(url)
