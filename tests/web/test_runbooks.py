"""Every alarm has a page that says what to do, and what it says to type exists."""

import re

import pytest

from tests.docs.generate import commands
from tests.web.town import town
from tocsin.facts.system import AlarmKind
from tocsin.paging.stage import RaiseAlarm
from tocsin.tongues.known import RUNBOOKS
from tocsin.web import runbooks

HEADINGS = (
    "What it means",
    "What people on duty see",
    "Do this first",
    "How you know that it is over",
)


SETTINGS = {
    "base_url",
    "drill_days",
    "heartbeat_url",
    "late_h",
    "loopback_from",
    "loopback_to",
    "public_url",
}


@pytest.mark.parametrize("kind", AlarmKind)
def test_every_alarm_has_a_page_with_all_four_parts(kind):
    page = runbooks.PAGES[kind.value].decode()
    assert page.startswith(f"# {kind.value}\n")
    assert tuple(re.findall(r"^## (.*)$", page, re.MULTILINE)) == HEADINGS
    first = page.split(f"## {HEADINGS[2]}")[1]
    assert re.search(r"^1\. \S", first, re.MULTILINE)
    assert all(part.strip() for part in re.split(r"^## .*$", page, flags=re.MULTILINE)[1:])


OTHERS = {"quiet_s", "broker_away", "not_live", "synchronous_standby_names"}
"""Words of our log and of PostgreSQL's settings."""


def texts():
    """Every page, and in every other language what matters first."""
    yield from ((name, page.decode()) for name, page in runbooks.PAGES.items())
    for known in RUNBOOKS.values():
        assert known.keys() == runbooks.PAGES.keys()
        yield from known.items()


def test_every_command_and_every_alarm_that_a_page_names_exists():
    kinds = {kind.value for kind in AlarmKind}
    for name, text in texts():
        for command in re.findall(r"`tocsin ([a-z-]+)", text):
            assert command in commands(), f"{name} names tocsin {command}"
        for word in re.findall(r"`([a-z]+_[a-z_]+)(?::[a-z]+)?`", text):
            is_setting = word in SETTINGS
            assert is_setting or word in kinds | OTHERS, f"{name}: {word}"


def test_every_option_that_a_page_names_exists():
    for name, text in texts():
        for command, rest in re.findall(r"`tocsin ([a-z-]+)([^`]*)`", text):
            known = {option for each in commands()[command].params for option in each.opts}
            for option in re.findall(r"--[a-z-]+", rest):
                assert option in known, f"{name}: tocsin {command} {option}"


async def test_the_board_names_the_page_of_an_alarm_and_the_service_shows_it():
    async with town() as t:
        await t.service.submit(RaiseAlarm(AlarmKind.STAGE_FAILED, "x", "It failed."), "system")
        await t.settled()
        (shown,) = (await t.http.get("/api/v1/alarms", headers=await t.auth("nell"))).json()
        answer = await t.http.get(shown["runbook"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert "That is a bug" in answer.text
        assert answer.content == runbooks.PAGES["stage_failed"]
        assert (await t.http.get("/runbooks/nothing")).status_code == 404
        head = {**await t.auth("nell"), "accept-language": "es"}
        (shown,) = (await t.http.get("/api/v1/alarms", headers=head)).json()
        spanish = (await t.http.get(shown["runbook"])).text
        assert spanish.startswith("# Falló una parte\n\nFalló una parte de Tocsin; es un error")
        assert spanish.endswith(answer.text)
