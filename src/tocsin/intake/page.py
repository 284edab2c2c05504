"""What somebody says on their own page: an SOS by its button, or what they would text.

Who it is was asked at the door and stands in the path, so no number is needed. The button's
body is read piece by piece: one that cannot be read costs that piece, never the SOS.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from tocsin.exchange.fix import Fix
from tocsin.intake.message import TextMessage
from tocsin.intake.raw import RawRequest
from tocsin.intake.written import words_and_places
from tocsin.kernel.limits_phone import PAGE_LATE_S, PAGE_WAITED_S_MAX, PAGE_WORDS_CHARACTERS_MAX

GATEWAY: Final = "page"
"""The gateway of what people say on their own page."""

SENDER: Final = "page"
"""What a sender begins with who was known at the door: `page:PERSON`."""

Way = Literal["sos", "say"]


def of_page(way: Way, person: str, body: bytes, now: datetime) -> RawRequest:
    """The request as it is made durable; `now` is when it came, in the place of a query."""
    return RawRequest(
        GATEWAY, "page", "POST", f"{way}/{person}", now.isoformat().encode(), "", body
    )


def parse(raw: RawRequest) -> TextMessage:
    """The words of the page. Never raises, and nothing of the button is unreadable.

    `id` makes a repetition count once, of the same person only. `waited_s` is how long the
    phone could not send it; `latitude`, `longitude` and `accuracy_m` where it was, and
    `fix_age_s` how old that was when it was sent.
    """
    way, _, person = raw.path.partition("/")
    said = _object(raw.body)
    at, waited_s = _time(raw.query), _number(said, "waited_s") or 0.0
    name = said.get("id")
    given = said.get("text")
    words = given[:PAGE_WORDS_CHARACTERS_MAX] if isinstance(given, str) else ""
    if way == "sos":
        fix = fix_of(said, at)
        words = words_and_places(_asks(words, waited_s), [fix] if fix else [])
    return TextMessage(
        f"{SENDER}:{person}",
        "",
        words,
        provider_id=f"{person}/{name[:100]}" if isinstance(name, str) and name else None,
        sent_at=at - timedelta(seconds=min(max(waited_s, 0.0), PAGE_WAITED_S_MAX)) if at else None,
    )


def _asks(words: str, waited_s: float) -> str:
    """An SOS, first of all: no words beside it may turn the button into an answer."""
    late = ""
    if PAGE_LATE_S <= waited_s <= PAGE_WAITED_S_MAX:
        late = f" (pressed {round(waited_s / 60)} min before it could be sent)"
    # A line of its own would be read as a position that nobody's phone told.
    plain = " ".join(words.split())
    return f"SOS{late}: {plain}" if plain else f"SOS{late}"


def fix_of(said: dict[str, Any], now: datetime | None) -> Fix | None:
    """Where the phone was, if that can be read; `now` dates it by the age that it tells."""
    latitude, longitude = _number(said, "latitude"), _number(said, "longitude")
    if latitude is None or longitude is None or (latitude == longitude == 0):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    accuracy_m, age_s = _number(said, "accuracy_m"), _number(said, "fix_age_s")
    at = now - timedelta(seconds=min(max(age_s, 0.0), PAGE_WAITED_S_MAX)) if now and age_s else now
    sure = accuracy_m if accuracy_m is not None and accuracy_m > 0 else None
    return Fix(latitude, longitude, sure, None, at)


def _time(query: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(query.decode())
    except ValueError:
        return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body.decode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _number(said: dict[str, Any], name: str) -> float | None:
    """A number that is one. JSON knows neither infinity nor what is no number."""
    found = said.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > 1e12:
        return None
    return float(found)
