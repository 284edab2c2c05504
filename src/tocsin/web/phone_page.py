"""One incident on a supervisor's phone, as a page that needs no script.

Pure: the same things seen give the same page. What is most urgent stands first: the
caution, who, what happens next, what one can do.
"""

from typing import Final

from tocsin.web import phone_known, phone_push
from tocsin.web.markup import Child, Element, el
from tocsin.web.phone_seen import Seen, framed, problem_box, sign_out
from tocsin.web.shown import IncidentShown, MomentShown


def incident_page(seen: Seen) -> Element:
    """The whole page."""
    say = seen.say
    body = el(
        "main",
        _live(seen),
        problem_box(seen),
        _caution(seen),
        view(seen),
        *phone_push.control(say, offered=seen.has_push),
        el("footer", sign_out(say)),
        id="page",
        data_path=seen.path,
        data_position=str(seen.position),
        data_live=say("live"),
        data_lost=say.raw("lost"),
        data_gone=say("gone"),
        data_sending=say("sending"),
        data_unsent=say("unsent"),
    )
    offered = seen.has_push
    scripts = phone_push.scripts("phone.js", offered=offered)
    return framed(say, body, scripts=scripts, head=phone_push.head(offered=offered))


def view(seen: Seen) -> Element:
    """What changes while somebody looks, and is fetched again; nothing guarded is in it."""
    return el(
        "div",
        _again(seen),
        _warnings(seen),
        _head(seen),
        _next(seen),
        _acts(seen),
        phone_known.words(seen),
        phone_known.calls(seen),
        phone_known.where(seen),
        phone_known.paged(seen),
        _onward(seen),
        id="view",
    )


def _live(seen: Seen) -> Element:
    say, at = seen.say, seen.clock(seen.now, seconds=True)
    old = seen.not_live_since
    return el(
        "div",
        el(
            "p",
            el("span", say("as_of", time=at), id="live", role="status"),
            # What changes each second is for the eye: read aloud it would never end.
            el("span", id="clock", aria_hidden="true", data_at=at, data_now=_epoch(seen)),
        ),
        el("a", say("reload"), href=seen.path, class_="button", id="reload"),
        old is not None
        and el("p", say("not_live_node", time=seen.clock(old, seconds=True)), class_="bad"),
        class_="live",
    )


def _epoch(seen: Seen) -> str:
    return f"{seen.now.timestamp():.0f}"


def _caution(seen: Seen) -> Child:
    say, found = seen.say, seen.guarded
    if found is None:
        return None
    return el(
        "section",
        el("h2", say("caution")),
        el("p", found.caution, class_="said"),
        found.safe_contact and el("p", el("b", f"{say('safe_contact')}: "), found.safe_contact),
        [phone_known.tel(say("call_contact"), each) for each in seen.calls.contacts],
        None if found.recorded else el("p", say("not_recorded"), class_="muted"),
        class_="caution",
    )


def _again(seen: Seen) -> Child:
    """That there is a caution now; the style hides it beside one that is shown."""
    is_unread = seen.guarded is None and seen.shown.has_caution and seen.shown.is_open
    return is_unread and el("p", seen.say("caution_again"), class_="box again")


def _warnings(seen: Seen) -> list[Child]:
    say, shown = seen.say, seen.shown
    keys = [key for key in ("duress", "silent", "unreadable") if getattr(shown, key)]
    keys += [] if shown.verified else ["unverified"]
    found: list[Child] = [
        el("p", say(key), class_="box loud" if key == "duress" else "box") for key in keys
    ]
    if shown.cancel is not None and not shown.duress:
        found.append(el("p", _cancel(seen), class_="box"))
    return found


def _cancel(seen: Seen) -> str:
    cancel = seen.shown.cancel
    if cancel is None or cancel.safe is None:
        return seen.say("cancel_open")
    key = "cancel_safe" if cancel.safe else "cancel_not_safe"
    return seen.say(key, name=cancel.judged_by)


def _head(seen: Seen) -> Element:
    say, shown = seen.say, seen.shown
    return el(
        "header",
        el(
            "h1",
            f"{say.word('kind', shown.kind)} {shown.who} ",
            el("small", shown.incident),
        ),
        el(
            "p",
            el("b", _state(seen), class_="bad" if _is_nobodys(shown) else "good"),
            " ",
            el(
                "span",
                say("since", time=seen.clock(shown.opened_at)),
                data_since=f"{shown.opened_at.timestamp():.0f}" if shown.is_open else None,
            ),
        ),
        shown.call_by_hand and el("p", say("by_hand"), class_="bad"),
    )


def _is_nobodys(shown: IncidentShown) -> bool:
    return shown.is_open and not shown.commander


def _state(seen: Seen) -> str:
    say, shown = seen.say, seen.shown
    if not shown.is_open:
        how = say.word("disposition", str(shown.disposition or ""))
        at = seen.clock(shown.closed_at) if shown.closed_at else ""
        return say("closed", time=at, how=how)
    if shown.commander == seen.person:
        return say("mine")
    return say("other", name=shown.commander_name) if shown.commander else say("nobody")


def _next(seen: Seen) -> Child:
    say, shown = seen.say, seen.shown
    if not shown.is_open:
        return el("p", say("closed_told"))
    lines = [
        el("li", _moment(seen, one), data_until=f"{one.at.timestamp():.0f}")
        for one in shown.moments
    ]
    return el(
        "section",
        el("h2", say("next")),
        el("ol", lines, class_="next") if lines else el("p", say("next_none"), class_="muted"),
    )


def _moment(seen: Seen, one: MomentShown) -> str:
    step = seen.shown.step
    return seen.say(
        f"next_{one.kind}",
        time=seen.clock(one.at, seconds=True),
        step=step.step + 1 if step else "?",
        steps=step.steps if step else "?",
        name=seen.shown.commander_name,
    )


# What one can do.


def _acts(seen: Seen) -> Child:
    if not seen.shown.is_open:
        return None
    say = seen.say
    found = [button for name in _ORDER if (button := _button(seen, name)) is not None]
    return el(
        "section",
        el("h2", say("act")),
        _answered(seen),
        el("form", _over(seen), found, method="post", action=seen.path, class_="acts"),
    )


def _over(seen: Seen) -> Child:
    """Who is in command as this page shows it: nobody is relieved who was not seen there."""
    return el("input", type="hidden", name="over", value=seen.shown.commander or "")


_ORDER: Final = ("check_back", "command", "received", "safe", "not_safe", "close")


def _button(seen: Seen, name: str) -> Child:
    move = seen.moves.get(name)
    if move is None or (move.refused and move.refused.reason == "command_already_taken"):
        return None
    label = seen.say(f"do_{_label(seen, name)}", name=seen.shown.commander_name)
    if name == "close":
        return el("a", label, href=f"{seen.path}/close", class_="button quiet", id="do-close")
    if move.refused is None:
        kind = {"command": "primary", "check_back": "primary", "not_safe": "danger"}.get(name)
        return el("button", label, name="move", value=name, class_=kind, id=f"do-{name}")
    why = seen.why_not(move.refused)
    return el(
        "div",
        el("button", label, disabled=True, aria_describedby=f"why-{name}"),
        el("p", why, class_="muted", id=f"why-{name}"),
    )


def _label(seen: Seen, name: str) -> str:
    return "over" if name == "command" and seen.shown.commander else name


def _answered(seen: Seen) -> Child:
    """What this person has answered themselves, so that a tap on a bad network is seen to count."""
    me = f"person:{seen.person}"
    own = [p for p in seen.shown.pages if p.recipient == me and p.answered_at is not None]
    last = max(own, key=lambda page: page.answered_at or page.at, default=None)
    if last is None or last.answered_at is None:
        return None
    answer = seen.say.word("answer", last.answer)
    at = seen.clock(last.answered_at, seconds=True)
    return el("p", seen.say("answered", answer=answer, time=at), class_="good")


def _onward(seen: Seen) -> Element:
    label = seen.say("all", count=seen.open_count)
    return el("p", el("a", label, href="/phone?all=1", class_="button quiet"))
