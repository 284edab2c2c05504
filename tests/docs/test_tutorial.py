"""Whoever types what the documents say sees what the documents show."""

import pytest

from tests.docs.blocks import ROOT, folder, play, sessions, shows, typed

TUTORIAL = ROOT / "docs" / "tutorial.md"
README = ROOT / "README.md"
RUNNING = ROOT / "docs" / "howto" / "running.md"
KEEPING = ROOT / "docs" / "howto" / "keeping.md"


@pytest.mark.parametrize("page", [TUTORIAL, README], ids=lambda page: page.name)
def test_every_command_of_the_page_does_what_it_shows(page, tmp_path):
    play(page, folder(tmp_path))


def test_every_command_about_running_does_what_it_shows(tmp_path):
    where = folder(tmp_path)
    assert typed(".venv/bin/tocsin demo --headless --ledger town.ledger", where)[0] == 0
    play(RUNNING, where)
    play(KEEPING, where)


def test_the_tutorial_has_the_whole_tour():
    commands = " ".join(one.command for one in sessions(TUTORIAL))
    for word in ("demo --headless", "timeline", "verify", "replay", "check", "who-now"):
        assert word in commands


@pytest.mark.parametrize(
    ("output", "expected", "is_shown"),
    [
        ("one\ntwo\n", ("one", "two"), True),
        ("one\ntwo\n", ("one",), False),
        ("one\ntwo\nthree\n", ("one", "...", "three"), True),
        ("one\nthree\n", ("one", "...", "three"), True),
        ("one\ntwo\nthree\n", ("...", "two", "..."), True),
        ("12 entries verify.\n", ("... entries verify.",), True),
        ("12 entries verify.\n", ("... entries fail.",), False),
        ("anything\n", (), True),
    ],
)
def test_what_is_left_open_may_be_anything(output, expected, is_shown):
    assert shows(output, expected) is is_shown
