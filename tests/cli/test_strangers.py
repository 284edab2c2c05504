"""Strangers' incidents after a flood: listed for somebody to judge, and closed as they judged."""

import pytest
from typer.testing import CliRunner

from tocsin.cli import strangers
from tocsin.cli.program import cli

PAGE = [
    {"incident": "I-1", "texts": 1, "first": "hello\n\x1b[2Jthere", "latest": "", "stays": ""},
    {"incident": "I-2", "texts": 2, "first": "a", "latest": "b", "stays": "Somebody took it."},
]


@pytest.fixture
def asked(monkeypatch):
    """What the service was asked; it answers with two strangers, and closes all but I-3."""
    calls = []

    def ask(_settings, method, path, body, token_file):
        calls.append((method, path, body, str(token_file)))
        if method == "GET":
            return PAGE if path.endswith("after=") else []
        names = [one["incident"] for one in body["incidents"]]
        left = [{"incident": n, "detail": "More was said."} for n in names if n == "I-3"]
        return {"closed": [n for n in names if n != "I-3"], "open": left}

    monkeypatch.setattr(strangers, "ask", ask)
    return calls


def run(*arguments):
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def closes(file):
    more = ("--reason", "a dialler", "--disposition", "false_alarm", "--token-file", "t")
    return run("close-strangers", file, *more)


def test_each_is_a_line_that_steers_no_terminal_and_who_stays_open_is_marked(asked, monkeypatch):
    monkeypatch.setattr(strangers, "STRANGERS_LISTED_MAX", 2)
    result = run("strangers", "--token-file", "lee.token")
    assert result.output.splitlines() == [
        "I-1\t1\thello ?[2Jthere",
        "# Somebody took it. I-2\t2\ta\tb",
    ]
    assert [call[1] for call in asked] == [
        "/api/v1/strangers?after=",
        "/api/v1/strangers?after=I-2",
    ]
    assert asked[0][3] == "lee.token"


def test_what_is_left_in_the_file_is_closed_in_parts_and_what_stays_open_is_said(
    asked, monkeypatch, tmp_path
):
    monkeypatch.setattr(strangers, "STRANGERS_LISTED_MAX", 2)
    file = tmp_path / "strangers.txt"
    file.write_text("I-1\t1\thello\n# Somebody took it. I-2\t2\n\nI-3\t4\tx\ty\nI-4\t1\n", "utf-8")
    result = closes(file)
    assert [[one["incident"] for one in call[2]["incidents"]] for call in asked] == [
        ["I-1", "I-3"],
        ["I-4"],
    ]
    assert asked[0][2]["incidents"][1]["texts"] == 4
    assert result.output.splitlines() == [
        "I-3 stays open: More was said.",
        "2 closed, 1 stay open.",
    ]


@pytest.mark.parametrize("text", ["", "# I-1\t1\n", "I-1\t1\nI-2\n", "I-1\tmany\n"])
def test_a_file_of_something_else_closes_nothing(asked, tmp_path, text):
    file = tmp_path / "strangers.txt"
    file.write_text(text, "utf-8")
    assert closes(file).exit_code == 2
    assert closes(tmp_path / "none").exit_code == 2
    assert not asked
