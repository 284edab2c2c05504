"""The record of a case as a page for people outside: no script, nothing of other hosts.

The same page is served and, with its style inside, attached to a mail. Neither its
title nor its address says whom it is about.
"""

from collections.abc import Callable
from datetime import datetime
from html import escape
from importlib import resources
from typing import Final

from tocsin.engine.sharing import Section, SharedCase, Told
from tocsin.exchange.statement import Statement
from tocsin.facts.sharing import OutsiderRole

FOR: Final = {
    OutsiderRole.POLICE: "the police",
    OutsiderRole.COURT: "the court",
    OutsiderRole.ADVOCATE: "the advocate",
    OutsiderRole.HOSPITAL: "the hospital",
}

_HEADS: Final = {
    Section.WHOM: "Whom it is about",
    Section.INCIDENT: "The incident",
    Section.SCENE: "The scene",
    Section.CAUTION: "Caution",
    Section.RESPONDENT: "Who must stay away",
    Section.CUSTODY: "Custody",
    Section.ORDER: "Order of the court",
    Section.ORDER_STATUS: "Whether the order holds",
    Section.SERVICE: "Service",
    Section.AREAS: "Stay-away areas",
    Section.VIOLATIONS: "Violations",
    Section.SIGHTINGS: "Sightings",
    Section.MEASURES: "What is done for her",
    Section.RISK: "Risk",
    Section.MAY_KNOW: "Who may be told",
}

_CERTAINTY: Final = (
    "<p><b>Reported</b>: somebody says so. <b>Alleged</b>: it may be so, and nobody has judged it. "
    "<b>Confirmed</b>: its source made sure, or a second person did. "
    "<b>Amended</b>: it was corrected.</p>"
)
_KEEP: Final = (
    "<p>This names somebody who is in danger. Show it to nobody who need not know, and never to "
    "the person who must stay away.</p>"
)


LINKED_STYLE: Final = "".join(
    f'<link rel="stylesheet" href="/static/{sheet}.css">' for sheet in ("base", "shared")
)


def inner_style() -> str:
    """The same style inside the page, for a file that is read far from here."""
    folder = resources.files(__package__).joinpath("static")
    sheets = [folder.joinpath(name).read_text("utf-8") for name in ("base.css", "shared.css")]
    return f"<style>{''.join(sheets)}</style>"


def framed(body: str, style: str = LINKED_STYLE, script: str = "") -> str:
    """A whole page around its body."""
    return (
        '<!doctype html>\n<html lang="en" data-theme="light">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>Record</title>\n{style}{script}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def record_page(
    case: SharedCase, given: str, local: Callable[[datetime], datetime], style: str = LINKED_STYLE
) -> str:
    """The record as a page.

    `given` says to whom it is given, `local` puts a moment on
    the agency's clock.
    """
    head = (
        f"<header><h1>Record for {FOR[case.role]}</h1>"
        f'<p class="meta">From {escape(case.agency)}, as of '
        f"{_moment(local(case.made_at))}.<br>{escape(given)}</p></header>"
    )
    sections = "\n".join(_section(each, local) for each in case.sections)
    foot = f"<footer>{_CERTAINTY}{_KEEP}</footer>"
    return framed(f"<main>\n{head}\n{sections}\n{foot}\n</main>", style)


def _section(told: Told, local: Callable[[datetime], datetime]) -> str:
    rows = "\n".join(_row(each, local) for each in told.statements)
    body = f"<ul>\n{rows}\n</ul>" if rows else '<p class="none">Nothing is on record.</p>'
    return f'<section class="{told.section}"><h2>{_HEADS[told.section]}</h2>\n{body}\n</section>'


def _row(said: Statement, local: Callable[[datetime], datetime]) -> str:
    at = _moment(local(said.at)) if said.at else ""
    words = escape(said.text).replace("\n", "<br>")
    return (
        f'<li class="{said.certainty}"><p class="said">{words}</p>'
        f'<p class="how"><b>{said.certainty}</b> &middot; {at} &middot; '
        f"source: {escape(said.source)}</p></li>"
    )


def _moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%a %Y-%m-%d %H:%M %Z}</time>'


def door_page(problem: str = "") -> str:
    """Where a link is opened: a script moves the key from behind the # into the field.

    Without scripts the key, or the whole link, is pasted there.
    """
    why = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    body = (
        '<main class="door"><h1>A record was shared with you</h1>'
        "<p>When you open it, that you did is put on record, with the name the link was "
        "given to.</p>"
        '<form method="post" action="/shared" autocomplete="off">'
        '<label for="key">Your link, or what stands behind its #</label>'
        '<input id="key" name="key" type="password" required maxlength="400" autocomplete="off">'
        f'<button class="primary" type="submit">Open the record</button>{why}</form></main>'
    )
    return framed(body, script='<script type="module" src="/static/shared.js"></script>')
