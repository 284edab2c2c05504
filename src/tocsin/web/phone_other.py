"""The other pages of a phone: closing, the list of what is open, the door, and why not."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tocsin.facts.incidents import Disposition
from tocsin.web import phone_push
from tocsin.web.markup import Element, el
from tocsin.web.phone_seen import Seen, framed, problem_box, sign_out
from tocsin.web.phone_words import Tongue
from tocsin.web.problems import Said


def close_page(seen: Seen) -> Element:
    """Closing asks how it ended, and says why it cannot be closed yet."""
    say, move = seen.say, seen.moves.get("close")
    refused = move.refused if move else Said("incident_closed", "It is closed.")
    why = seen.why_not(refused) if refused else ""
    form = el(
        "form",
        el("fieldset", el("legend", say("close_how")), [_ending(say, one) for one in Disposition]),
        el("label", say("close_note"), for_="note"),
        el("textarea", id="note", name="note", rows="3", maxlength="4000"),
        el("button", say("close_do"), class_="danger", disabled=refused is not None),
        method="post",
        action=f"{seen.path}/close",
        class_="acts",
    )
    body = el(
        "main",
        problem_box(seen),
        el("h1", say("close", incident=seen.shown.incident), el("small", f" {seen.shown.who}")),
        why and el("p", el("b", f"{say('close_not')} "), why, class_="box", role="alert"),
        form,
        el("a", say("back", incident=seen.shown.incident), href=seen.path, class_="button quiet"),
    )
    return framed(say, body)


def _ending(say: Tongue, one: Disposition) -> Element:
    choice = el("input", type="radio", name="disposition", value=str(one), required=True)
    return el("label", choice, f" {say.word('disposition', str(one))}", class_="choice")


class Row(NamedTuple):
    """One open incident in the list."""

    incident: str
    kind: str
    who: str
    since: str
    commander: str
    is_mine: bool


def list_page(say: Tongue, rows: Iterable[Row], as_of: str, *, offered: bool = False) -> Element:
    """Everything that is open."""
    found = list(rows)
    body = el(
        "main",
        el(
            "div",
            el("p", say("as_of", time=as_of)),
            el("a", say("reload"), href="/phone?all=1", class_="button"),
            class_="live",
        ),
        el("h1", say("list")),
        el("ul", list(_rows(say, found)), class_="list") if found else el("p", say("list_none")),
        *phone_push.control(say, offered=offered),
        el("footer", sign_out(say)),
    )
    scripts = phone_push.scripts(offered=offered)
    return framed(say, body, scripts=scripts, head=phone_push.head(offered=offered))


def _rows(say: Tongue, rows: Iterable[Row]) -> Iterator[Element]:
    for one in rows:
        state = say("other", name=one.commander) if one.commander else say("nobody")
        yield el(
            "li",
            el(
                "a",
                el("b", f"{say.word('kind', one.kind)} {one.who} "),
                el("small", one.incident),
                el("span", f"{say('since', time=one.since)}: {state}"),
                one.is_mine and el("span", say("wanted")),
                href=f"/phone/{one.incident}",
                class_="button",
            ),
        )


# The door.


def door_page(say: Tongue, problem: str = "", *, first: bool = False) -> Element:
    """Where a link leads, and where its key is typed without a script.

    Nothing is spent by looking at it. `first`: a browser without a script goes on by
    itself, in case it is signed in already: only then its cookie is sent.
    """
    onward = el("noscript", el("meta", http_equiv="refresh", content="0; url=/phone"))
    body = el(
        "main",
        el("h1", say("door")),
        problem and el("p", problem, class_="bad box", role="alert"),
        el(
            "form",
            el("label", say("door_key"), for_="key"),
            el("p", say("door_says"), id="says", class_="muted"),
            el(
                "input",
                id="key",
                name="key",
                required=True,
                maxlength="200",
                autocomplete="off",
                autocapitalize="none",
                spellcheck="false",
                aria_describedby="says",
            ),
            el("button", say("door_open"), class_="primary"),
            method="post",
            action="/p",
            id="door",
            data_wait=say("wait"),
            class_="acts",
        ),
        el("p", say("door_reply")),
        el("p", say("door_record"), class_="muted"),
    )
    scripts = ("phone_key.js",) if first else ()
    return framed(say, body, scripts=scripts, head=onward if first else None)


def problem_page(say: Tongue, said: Said) -> Element:
    """Why there is nothing else here."""
    body = el(
        "main",
        el("h1", say("problem")),
        el("p", say.refusal(said.reason, said.detail, units=""), class_="bad box", role="alert"),
        el("a", say("list"), href="/phone", class_="button"),
    )
    return framed(say, body)
