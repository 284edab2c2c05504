"""Every word of the code is explained, and the reference is what the code says now."""

import re

import pytest

from tests.docs import openapi
from tests.docs.generate import FOLDER, PAGES, ROOT, commands, refusals
from tocsin.facts.agency import Role
from tocsin.facts.codec import KINDS
from tocsin.facts.incidents import Disposition
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.facts.system import AlarmKind
from tocsin.paging.state import MessageStatus
from tocsin.response.unit import Status

GLOSSARY = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
RUNNING = (ROOT / "docs" / "howto" / "running.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

WORDS = (AlarmKind, Disposition, Status, Role, Purpose, Answer, MessageStatus)


def reference(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_code_says_now(name):
    assert reference(name) == PAGES[name](), f"docs/reference/{name}.md is stale: run make docs"


def test_the_openapi_file_is_what_the_service_says_now():
    said = (FOLDER / "openapi.json").read_text(encoding="utf-8")
    assert said == openapi.document(), "docs/reference/openapi.json is stale: run make docs"


def test_no_page_of_the_reference_is_left_over():
    assert {file.stem for file in FOLDER.glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_is_in_the_reference_and_in_the_glossary(kind):
    assert f"### {kind}\n" in reference("facts")
    assert f"`{kind}`" in GLOSSARY


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_is_in_the_reference_and_explained_in_the_glossary(words):
    rows = set(re.findall(r"^\| `(\w+)` \|", GLOSSARY, re.MULTILINE))
    for word in words:
        assert f"`{word.value}`" in reference("words")
        assert word.value in rows, f"docs/GLOSSARY.md has no line for {words.__name__} {word.value}"


def test_the_glossary_has_no_line_for_what_is_gone():
    known = {word.value for words in WORDS for word in words}
    assert set(re.findall(r"^\| `(\w+)` \|", GLOSSARY, re.MULTILINE)) <= known
    named = re.findall(r"^\| [\w ]+ \| (`[A-Z].*) \|$", GLOSSARY, re.MULTILINE)
    assert {name for row in named for name in re.findall(r"`(\w+)`", row)} == set(KINDS)


def test_every_refusal_is_in_the_reference():
    for reasons in refusals():
        for reason in reasons:
            assert f"| `{reason.value}` |" in reference("refusals")


@pytest.mark.parametrize("kind", AlarmKind)
def test_what_to_do_about_every_alarm_is_said(kind):
    assert f"\n### {kind.value}\n" in RUNNING


def test_every_command_is_in_the_readme():
    for name in commands():
        assert re.search(rf"^\| `{name}[ `]", README, re.MULTILINE), f"README.md lacks {name}"
