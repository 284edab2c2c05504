"""Lines that cannot be read are all found, and the rest is read without them."""

import pytest

from tests.agency.small import SMALL, swapped
from tocsin.agency.load import read
from tocsin.agency.source import LOST, lines_of, read_source


def test_every_path_has_its_line():
    text = """\
# a comment
[agency]
id = "x"
a.b = 3
"quoted key" = 1
rows = [
  # a comment between
  { a = 1, b = { c = 2 } },
  {
    a = 1 },
]
[[policy]]
[[policy.step]]
targets = ["x",
  "y"]
[[policy.step]]
[[policy]]
[[policy.step]]
wait_s = 1
[one.two]
z = 1
"""
    lines = lines_of(text)
    assert lines["agency",] == 2
    assert lines["agency", "a", "b"] == 4
    assert lines["agency", "quoted key"] == 5
    assert lines["agency", "rows", 0, "b", "c"] == 8
    assert lines["agency", "rows", 1] == 9
    assert lines["policy", 0, "step", 0, "targets", 1] == 15
    assert lines["policy", 0, "step", 1] == 16
    assert lines["policy", 1, "step", 0, "wait_s"] == 19
    assert lines["one", "two", "z"] == 21


@pytest.mark.parametrize(
    ("text", "lines", "data"),
    [
        ("a = 1\nb = \nc = 3", [2], {"a": 1, "c": 3}),
        ('a = "open\nb = 2\nc = = 3\nd = 4', [1, 3], {"b": 2, "d": 4}),
        ("a = [1,\n2\nb = 3", [1], {"b": 3}),
        ("a = [1,\n2,\nb = 3", [1], {"b": 3}),
        ("[[p]]\na = [1\n[[p]]\nb = 2", [2], {"p": [{}, {"b": 2}]}),
        ("[[p]]\na = [1,\n\n[[p]]\nb = 2", [2], {"p": [{}, {"b": 2}]}),
        ('a = [1 # ]\nb = "]"\nc = 3', [1], {"b": "]", "c": 3}),
        ("a = {b = 1\nc = 2", [1], {"c": 2}),
        ("a = 1\na = [\n2\n]\nb = 3", [2], {"a": 1, "b": 3}),
        ("a = 1 b = 2\nc = 3", [1], {"c": 3}),
        ("[[p]\na = 1\n[[p]]\na = 2", [1], {"p": [{"a": 1}, {"a": 2}]}),
        ("a = 1\n[[a]\nb = 2\n[c]\nd = 3", [2], {"a": 1, LOST: [{"b": 2}], "c": {"d": 3}}),
        ("a b\n= 3\nd = 4", [1, 2], {"d": 4}),
        ("a = 2031-13-45\nb = 2", [1], {"b": 2}),
        ('a = "\\q"\nb = 2', [1], {"b": 2}),
        ("a = 010\nb = 2", [1], {"b": 2}),
        ("a = True\nb = 2", [1], {"b": 2}),
        ('a = "x\x00"\nb = 2', [1], {"b": 2}),
    ],
)
def test_every_bad_line_is_found_and_left_out(text, lines, data):
    source = read_source(text)
    assert [mistake.line for mistake in source.broken] == lines
    assert source.data == data


def test_a_text_that_is_never_closed_is_reported_where_it_opens():
    source = read_source('a = 1\nb = """open\nc = 3\n')
    assert [mistake.line for mistake in source.broken] == [2]


def test_a_table_twice_is_one_mistake():
    text = swapped('[[place]]\nid = "yard"', '[agency]\nname = "again"\n\n[[place]]\nid = "yard"')
    (mistake,) = read(text)[1]
    assert mistake.wrong == "this table stands here twice."


@pytest.mark.parametrize("line", range(1, SMALL.count("\n") + 1))
@pytest.mark.parametrize("broken", ["= =", 'x = "', "[[", "key value"])
def test_one_bad_line_anywhere_is_one_mistake(line, broken):
    """What a bad line hides is not called missing, and what it holds not wrong."""
    lines = SMALL.split("\n")
    agency, mistakes = read("\n".join([*lines[: line - 1], broken, *lines[line - 1 :]]))
    assert agency is None
    inside_a_list = lines[line - 1].startswith(("  {", "]")) and "person" in "".join(
        lines[line - 2 : line]
    )
    if not inside_a_list:
        assert [mistake.line for mistake in mistakes] == [line]
    assert mistakes


def test_syntax_and_sense_are_reported_together():
    text = swapped("wait_s = 30", "wait_s = 2")
    text = swapped('home = "base"', "home = base", text)
    mistakes = read(text)[1]
    assert [mistake.wrong for mistake in mistakes] == [
        "the value cannot be read.",
        "this is out of bounds.",
    ]


def test_after_a_hundred_bad_lines_it_gives_up():
    source = read_source("= =\n" * 150 + "a = 1")
    assert [mistake.line for mistake in source.broken] == list(range(1, 101))
    assert source.data == {}


def test_windows_files_are_read():
    assert read("\ufeff" + SMALL.replace("\n", "\r\n"))[1] == ()


def test_a_damaged_or_endless_text_is_one_mistake():
    for text in ("a = '\udcff'", "x" * 4_000_001, "a = " + "[" * 5_000, "a = " + "9" * 5_000):
        assert len(read_source(text).broken) == 1
