"""What one person is shown of one incident on a phone, and the frame of every page there."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from tocsin.web.markup import Child, Element, el
from tocsin.web.pages import phone_file
from tocsin.web.phone_moves import Calls, Move
from tocsin.web.phone_words import Tongue
from tocsin.web.problems import Said
from tocsin.web.shown import AgencyShown, Guarded, IncidentShown, PlaceShown


class Seen(NamedTuple):
    """Everything that one person is shown of one incident at one moment."""

    say: Tongue
    person: str
    shown: IncidentShown
    guarded: Guarded | None
    moves: Mapping[str, Move]
    calls: Calls
    agency: AgencyShown
    places: tuple[PlaceShown, ...]
    open_count: int
    now: datetime
    position: int
    local: Callable[[datetime], datetime]
    not_live_since: datetime | None = None
    problem: Said | None = None
    has_push: bool = False

    @property
    def path(self) -> str:
        """Where this page is."""
        return f"/phone/{self.shown.incident}"

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """A moment on the agency's wall clock, with its day when it is not today's."""
        local, today = self.local(at), self.local(self.now).date()
        day = "" if local.date() == today else f"{local:%m-%d} "
        return day + (f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}")

    def why_not(self, said: Said) -> str:
        """A refusal in the words of whoever reads it."""
        return self.say.refusal(said.reason, said.detail, units=", ".join(self.shown.units))


def framed(say: Tongue, *body: Child, scripts: Iterable[str] = (), head: Child = None) -> Element:
    """A whole page around its body; its title says nothing."""
    return el(
        "html",
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("meta", name="color-scheme", content="dark light"),
            el("meta", name="robots", content="noindex, nofollow"),
            el("title", "Tocsin"),
            [el("script", src=phone_file(each), defer=True) for each in scripts],
            el("link", rel="stylesheet", href=phone_file("phone.css")),
            el("link", rel="icon", href=phone_file("tocsin.svg")),
            head,
        ),
        el("body", *body),
        lang=say.language,
    )


def problem_box(seen: Seen) -> Child:
    """Why something was not done, where something was tried."""
    if seen.problem is None:
        return None
    said = seen.why_not(seen.problem)
    return el("p", el("strong", f"{seen.say('problem')}: "), said, class_="bad box", role="alert")


def sign_out(say: Tongue) -> Element:
    """The button that ends the session."""
    return el(
        "form",
        el("button", say("sign_out"), class_="quiet"),
        method="post",
        action="/p/out",
    )
