"""The control with which a supervisor has this very browser paged as well.

It does nothing without a script, and so is not seen without one.
"""

from collections.abc import Iterable
from typing import Final

from tocsin.engine.service import Service
from tocsin.kernel.ids import PUSH
from tocsin.web.markup import Element, el
from tocsin.web.phone_words import Tongue

MANIFEST: Final = "/static/phone.webmanifest"
SCRIPT: Final = "phone_push.js"
_SAID: Final = (
    "push_on",
    "push_off",
    "push_lost",
    "push_old",
    "push_blocked",
    "push_install",
    "push_failed",
    "push_do_on",
    "push_do_off",
    "push_wait",
)


def is_offered(service: Service) -> bool:
    """Whether this service has a way out by Web Push."""
    return any(each.channel == PUSH for each in service.engine.state.paging.providers)


def control(say: Tongue, *, offered: bool) -> Iterable[Element]:
    """The control; nothing where there is no such way out."""
    if offered:
        yield el(
            "section",
            el("h2", say("push")),
            el("p", id="push-state", role="status"),
            el("p", say("push_says"), class_="muted"),
            el("button", say("push_do_on"), type="button", id="push-do"),
            id="push",
            hidden=True,
            **{each.replace("push", "data", 1): say(each) for each in _SAID},
        )


def scripts(*others: str, offered: bool) -> tuple[str, ...]:
    """What the page loads, with the script of the control where there is one."""
    return (*others, SCRIPT) if offered else others


def head(*, offered: bool) -> Element | None:
    """What lets a phone keep the page among its apps: an iPhone shows notifications of no other."""
    return el("link", rel="manifest", href=MANIFEST) if offered else None
