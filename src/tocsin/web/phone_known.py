"""What is known of an incident, on a phone: words as sent, where, whom to call, who was paged."""

from datetime import datetime
from typing import Final

from tocsin.kernel.limits import FIX_STALE_S
from tocsin.web.markup import Child, Element, el
from tocsin.web.phone_map import drawing
from tocsin.web.phone_moves import Call
from tocsin.web.phone_seen import Seen
from tocsin.web.shown import EvidenceShown, PageShown, WordsShown

HEARSAY: Final = frozenset({"sighting", "third_party", "neighbour"})
"""What is said of others, or by them, is never set among what she said of herself."""


def words(seen: Seen) -> Element:
    """The words as sent."""
    say = seen.say
    rows = [el("li", *_said(seen, one)) for one in seen.shown.words]
    body = el("ol", rows, class_="words") if rows else el("p", say("words_empty"), class_="muted")
    return el("section", el("h2", say("words")), body)


def _said(seen: Seen, one: WordsShown) -> tuple[Child, ...]:
    at = el("time", seen.clock(one.at, seconds=True))
    if one.text is None:
        key = "words_code" if one.is_code else "words_none"
        return el("p", seen.say(key), class_="muted"), at
    # Whatever language it is in, it is not this page's.
    return el("p", one.text, class_="said", lang="", dir="auto"), at


def where(seen: Seen) -> Element:
    """Where, how it is known and how old it is."""
    say, shown = seen.say, seen.shown
    best = next((one for one in shown.evidence if one.is_best), None)
    heading = el("h2", say("where"))
    if best is None:
        return el("section", heading, el("p", say("where_none"), class_="bad"))
    words = say("map", where=best.where, metres=_metres(best), time=seen.clock(best.at))
    disagrees = shown.located is not None and shown.located.disagrees
    return el(
        "section",
        heading,
        disagrees and el("p", say("where_disagree"), class_="bad"),
        drawing(shown.evidence, seen.places, words),
        el("ul", [_evidence(seen, one) for one in shown.evidence], class_="where"),
        _geo(seen, best),
    )


def _metres(one: EvidenceShown) -> str:
    return f"{one.accuracy_m:.0f}"


def _evidence(seen: Seen, one: EvidenceShown) -> Element:
    say = seen.say
    is_old = (seen.now - one.at).total_seconds() > FIX_STALE_S
    source = say.word("source", one.source)
    certainty = say.word("certainty", str(one.certainty))
    return el(
        "li",
        el("b", one.where),
        el("span", say("where_line", source=source, certainty=certainty, metres=_metres(one))),
        el(
            "span",
            is_old and el("b", say("where_old") + ": ", class_="bad"),
            say("ago", time=seen.clock(one.at), age=age(seen.now, one.at)),
        ),
        one.source in HEARSAY and el("span", say("hearsay"), class_="muted"),
        one.doubt and el("span", say.word("doubt", one.doubt), class_="bad"),
        class_="best" if one.is_best else None,
    )


def age(now: datetime, at: datetime) -> str:
    """How old something is: seconds, minutes, or hours."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _geo(seen: Seen, best: EvidenceShown) -> Child:
    if best.latitude is None or best.longitude is None:
        return None
    point = f"{best.latitude:.6f},{best.longitude:.6f}"
    # RFC 5870; the q is what map apps put their pin on.
    link = f"geo:{point};u={_metres(best)}?q={point}"
    say = seen.say
    return [
        el("a", say("map_open"), href=link, class_="button"),
        el("p", say("map_learns"), class_="muted"),
    ]


def calls(seen: Seen) -> Element:
    """Whom to call, and whom not."""
    say, number = seen.say, seen.agency.emergency_number
    emergency = tel(say("call_emergency", number=number), number)
    return el(
        "section",
        el("h2", say("call")),
        el("div", emergency, _call(seen, seen.calls.sender), _owner(seen), class_="calls"),
    )


def _call(seen: Seen, call: Call) -> Child:
    say = seen.say
    if call.number:
        how = call.how and el("p", say(call.how), class_="box")
        return [how, tel(say("call_who", name=call.who), call.number)]
    if call.why_not == "no_number":
        return el("p", f"{call.who}: {say('no_number')}", class_="muted")
    return el("p", el("b", say("no_call", name=call.who)), ". ", say(call.why_not), class_="box")


def _owner(seen: Seen) -> Child:
    """Whoever is in command, wherever they took it."""
    owner = f"person:{seen.shown.commander}"
    number = seen.calls.colleagues.get(owner, "") if seen.shown.commander != seen.person else ""
    return number and tel(seen.say("call_who", name=seen.shown.commander_name), number)


def tel(label: str, number: str) -> Element:
    """A link that calls."""
    return el("a", label, href=f"tel:{number}", class_="button")


def paged(seen: Seen) -> Element:
    """Who was paged and what they answered."""
    say = seen.say
    rows, named = [], {f"person:{seen.person}"}
    for one in seen.shown.pages:
        rows.append(_page(seen, one, may_call=one.recipient not in named))
        named.add(one.recipient)
    body = el("ul", rows, class_="paged") if rows else el("p", say("paged_none"), class_="muted")
    return el("section", el("h2", say("paged")), body)


def _page(seen: Seen, one: PageShown, *, may_call: bool) -> Element:
    say, number = seen.say, seen.calls.colleagues.get(one.recipient, "")
    answer = el("b", say.word("answer", one.answer), class_=_tone(one.answer))
    at = f", {seen.clock(one.answered_at, seconds=True)}" if one.answered_at else ""
    reached = ", ".join(
        f"{say.word('channel', each.channel)} {say.word('status', each.status)}"
        for each in one.channels
    )
    return el(
        "li",
        el("span", el("b", one.name), f" ({say.word('purpose', one.purpose)}): ", answer, at),
        el("span", reached, class_="muted"),
        number and may_call and tel(say("call_who", name=one.name), number),
    )


def _tone(answer: str) -> str:
    return "bad" if answer in ("silent", "not_safe", "declined") else "good"
