"""Writing pages, updates and echoes: from what is owed to messages on every channel."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from tocsin.facts.fact import Fact
from tocsin.facts.pages import MessageQueued, PageEnded, PageRequested, Purpose, UpdatePaged
from tocsin.facts.signals import Answer
from tocsin.facts.system import AlarmKind, AlarmRaised
from tocsin.kernel.context import Context
from tocsin.kernel.ids import PUSH
from tocsin.kernel.private import Private
from tocsin.paging import wording, wording_push, wording_watch
from tocsin.paging.codes import new_code
from tocsin.paging.fold_pages import NOTICES
from tocsin.paging.known import Known
from tocsin.paging.links import with_link
from tocsin.paging.state import (
    Echo,
    EchoKind,
    Escalation,
    Page,
    PagingState,
    Update,
    Want,
    pages_of,
)
from tocsin.paging.wording_which import echo_which, echo_with_code

_STATUS_AFTER = {
    Answer.EN_ROUTE: "en_route",
    Answer.ON_SCENE: "on_scene",
    Answer.TRANSPORTING: "transporting",
    Answer.AT_HOSPITAL: "at_hospital",
    Answer.CLEAR: "available",
}


UPDATE_WORDS_MAX: Final = 6
"""So many of her words, the newest, are told in one update; the others are on the timeline."""

_ENDS_PAGES = frozenset({"closed", "found", "called_off", "withdrawn", "replanned"})
"""Updates about what ends pages."""


def page(state: PagingState, want: Want, context: Context[Known]) -> tuple[Fact, ...]:
    """A new page with its messages, or the same page once more when it is still open.

    Routine pages of one purpose are merged: the new one takes over what the
    last one asked, so that a recipient never has two to answer.
    """
    previous = _open_page(state, want)
    if previous is not None and (want.urgent or want.incidents.keys() <= {*previous.incidents}):
        again = _messages(state, want, previous.page, previous.code, previous.incidents, context)
        if again:
            return with_link(want, previous.page, again, context)
    incidents, alarms = tuple(want.incidents), tuple(want.alarms)
    ended: tuple[Fact, ...] = ()
    if previous is not None:
        live = [name for name in previous.incidents if name in state.escalations]
        incidents = tuple(dict.fromkeys((*live, *incidents)))
        alarms = tuple(dict.fromkeys((*previous.alarms, *alarms)))
        ended = (PageEnded(previous.page, "superseded"),)
    name = f"P-{state.page_count + 1}"
    code = new_code(state.codes, context.draw)
    requested = PageRequested(
        name,
        code,
        want.recipient,
        want.purpose,
        want.urgent,
        incidents,
        alarms,
        want.channel,
        want.task,
    )
    messages = _messages(state, want, name, code, incidents, context, alarms)
    messages = with_link(want, name, messages, context)
    return (*ended, requested, *(messages or _unreachable(state, want.recipient)))


def _open_page(state: PagingState, want: Want) -> Page | None:
    if want.purpose is Purpose.TEST:
        return None
    if want.urgent and want.incidents:
        escalation = state.escalations.get(next(iter(want.incidents)))
        names = escalation.pages if escalation else ()
        pages = [page for name in names if (page := state.pages.get(name)) is not None]
    else:
        pages = pages_of(state, want.recipient)
    for found in pages:
        is_same = found.purpose is want.purpose and found.urgent == want.urgent
        is_same = is_same and found.task == want.task
        if is_same and found.recipient == want.recipient:
            return found
    return None


def _unreachable(state: PagingState, recipient: str) -> tuple[Fact, ...]:
    kind = AlarmKind.RECIPIENT_UNREACHABLE
    alarm = f"{kind}:{recipient}"
    if alarm in state.alarms:
        return ()
    return (AlarmRaised(alarm, kind, f"{recipient} has no contact on a channel with a provider."),)


def _messages(
    state: PagingState,
    want: Want,
    name: str,
    code: str,
    incidents: tuple[str, ...],
    context: Context[Known],
    alarms: tuple[str, ...] = (),
) -> tuple[Fact, ...]:
    view = context.view
    language = view.language(want.recipient)
    text = _page_text(state, want, code, incidents, alarms or (*want.alarms,), language, view)
    incident = incidents[0] if incidents else ""
    notice = state.notices.get(want.task)
    subject = notice.about if notice else _subject_of(state, incident, want.recipient)
    return _fan_out(
        state,
        want.recipient,
        name,
        (text, wording_push.page(language, want.purpose, code)),
        subject,
        want.purpose,
        view,
        urgent=want.urgent,
        incident=incident,
        channel=want.channel,
    )


def _subject_of(state: PagingState, incident: str, recipient: str) -> str:
    """Under whose key the text is sealed: the person it tells about."""
    escalation = state.escalations.get(incident)
    return escalation.sender if escalation else recipient


def _fan_out(
    state: PagingState,
    recipient: str,
    name: str,
    texts: tuple[str, str],
    subject: str,
    purpose: Purpose,
    view: Known,
    *,
    urgent: bool,
    incident: str,
    channel: str = "",
    offset: int = 0,
) -> tuple[Fact, ...]:
    """A message to each address; the second of the texts is for a lock screen."""
    usable = {provider.channel for provider in state.providers}
    contacts = [
        contact
        for contact in view.contacts(recipient)
        if contact.channel in usable and channel in ("", contact.channel)
    ]
    return tuple(
        MessageQueued(
            f"M-{state.message_count + offset + index}",
            name,
            recipient,
            contact.channel,
            contact.address,
            Private(subject, texts[contact.channel == PUSH]),
            purpose,
            urgent,
            incident,
        )
        for index, contact in enumerate(contacts, start=1)
    )


def _page_text(
    state: PagingState,
    want: Want,
    code: str,
    incidents: tuple[str, ...],
    alarms: tuple[str, ...],
    language: str,
    view: Known,
) -> str:
    if want.purpose in NOTICES:
        return _notice_text(state, want, code, language)
    if want.purpose in (Purpose.TEST, Purpose.ALARM):
        details = [state.alarms[name].detail for name in alarms if name in state.alarms]
        return wording.routine_page(language, want.purpose, details or ["(cleared)"], code)
    known = [name for name in incidents if view.is_known(name)]
    # Of several, however many they are, only the newest is told in words.
    told = known[-1:] if want.purpose is Purpose.SOS else known[:1]
    brief = view.brief(told[0], want.recipient, want.task) if told else None
    if brief is None:
        return wording.say(language, "reply_received", code=code)
    if want.purpose is Purpose.DISPATCH:
        unit = want.recipient.partition(":")[2]
        return wording.dispatch_page(language, brief, unit, code)
    if want.purpose is Purpose.SEARCH:
        return wording.search_page(language, brief, code)
    if want.purpose in (Purpose.CHECK_BACK, Purpose.VERIFY_CANCEL):
        grace_s = state.escalations[incidents[0]].policy.check_back_grace_s
        return wording.owner_page(language, want.purpose, brief, code, grace_s)
    return wording.sos_page(language, brief, code, len(known))


def _notice_text(state: PagingState, want: Want, code: str, language: str) -> str:
    notice = state.notices.get(want.task)
    if notice is None:
        return wording.say(language, "reply_received", code=code)
    detail = notice.detail.reveal() if notice.detail else ""
    return wording.notice_page(language, notice.kind, detail, code)


def update(state: PagingState, key: str, view: Known) -> tuple[Fact, ...]:
    """One update to everybody who is on the incident, each on every channel.

    All words of hers that wait go in one message, the newest first.
    """
    owed = state.updates.get(key)
    if owed is None:  # It went out together with other words a moment ago.
        return ()
    signals = [*owed.signals]
    told = _may_hear(state, owed.incident, _told(state, owed), view)
    facts: list[Fact] = []
    for recipient, (name, urgent) in told.items():
        brief = _brief(view, owed.incident, recipient, signals)
        if brief is None:
            continue
        language = view.language(recipient)
        text = wording.update(language, owed.kind, brief)
        short = wording_push.update(language, owed.kind, owed.incident)
        subject = _subject_of(state, owed.incident, recipient)
        # What ends pages at once is told all the same: the news must not end with them.
        facts.extend(
            _fan_out(
                state,
                recipient,
                "" if owed.kind in _ENDS_PAGES else name,
                (text, short),
                subject,
                Purpose.UPDATE,
                view,
                urgent=urgent,
                incident=owed.incident,
                offset=len(facts),
            )
        )
    paged = [UpdatePaged(owed.incident, owed.kind, each, tuple(told)) for each in signals]
    return (*paged, *facts)


def _brief(
    view: Known, incident: str, recipient: str, signals: Sequence[str]
) -> wording.Brief | None:
    """What this recipient is told, with the newest of these words."""
    brief = view.brief(incident, recipient, signals[-1])
    if brief is None or len(signals) == 1:
        return brief
    newest = reversed(signals[-UPDATE_WORDS_MAX:])
    said = (view.brief(incident, recipient, each) for each in newest)
    words = dict.fromkeys(each.words for each in said if each is not None and each.words)
    return replace(brief, words=" / ".join(words))


def _told(state: PagingState, owed: Update) -> dict[str, tuple[str, bool]]:
    """Whom an update is for: everybody on it, but nobody is told of themselves."""
    told = _on_it(state, owed.incident)
    about = next(iter(owed.signals))
    if owed.kind == "command":
        told.pop(f"person:{about}", None)
    if owed.kind not in ("withdrawn", "replanned", "overdue"):
        return told
    searchers = _searchers(state, owed.incident, about)
    is_theirs = owed.kind != "overdue"
    return {one: how for one, how in told.items() if (one in searchers) == is_theirs}


def _searchers(state: PagingState, incident: str, task: str) -> set[str]:
    """Who has a page of this search task."""
    escalation = state.escalations.get(incident)
    pages = [state.pages[name] for name in escalation.pages] if escalation else []
    return {page.recipient for page in pages if page.task and page.task == task}


def _may_hear(
    state: PagingState, incident: str, told: dict[str, tuple[str, bool]], view: Known
) -> dict[str, tuple[str, bool]]:
    """Those of them who need not stay away from her."""
    escalation = state.escalations.get(incident)
    if escalation is None:
        return told
    sender = escalation.sender
    return {who: how for who, how in told.items() if view.may_hear_of(who, sender)}


def _on_it(state: PagingState, incident: str) -> dict[str, tuple[str, bool]]:
    """Everybody who has a page of it, and whoever owns it without one: page and urgency."""
    escalation = state.escalations.get(incident)
    if escalation is None:
        return {}
    pages = [state.pages[name] for name in reversed(escalation.pages)]
    found = {page.recipient: (page.page, page.urgent) for page in pages}
    if escalation.commander:
        urgent = escalation.policy.bundle_s == 0
        found.setdefault(f"person:{escalation.commander}", ("", urgent))
    return found


def echo(state: PagingState, key: str, view: Known) -> Fact:
    """The echo to whoever wrote, by the way they wrote."""
    owed = state.echoes[key]
    text = _echo_text(state, owed, view)
    return MessageQueued(
        f"M-{state.message_count + 1}",
        "",
        owed.recipient,
        "sms",
        owed.number,
        Private(owed.recipient, text),
        Purpose.ECHO,
        # A stranger's may be one of ten thousand: it takes no place from a page.
        urgent=not owed.recipient.startswith("unknown:"),
        incident=owed.incident,
        echo=key,
    )


def _choices(state: PagingState, owed: Echo) -> list[tuple[str, Purpose, str]]:
    """Code, purpose and incident of each page that may have been meant and is still open."""
    pages = [state.pages[name] for name in owed.pages if name in state.pages]
    return [(page.code, page.purpose, next(iter(page.incidents), "")) for page in pages]


def _echo_text(state: PagingState, owed: Echo, view: Known) -> str:
    language = view.language(owed.recipient)
    if owed.kind is EchoKind.WHICH:
        return echo_which(language, _choices(state, owed))
    brief = view.brief(owed.incident, owed.recipient) if owed.incident else None
    if owed.kind is EchoKind.SIGHTING:
        return wording.say(language, "echo_sighting")
    if owed.kind is EchoKind.WALK:
        return wording.echo_of_walk(language, view.clock_words(owed.until) if owed.until else "")
    if owed.kind is not EchoKind.ANSWER:
        if brief is None:
            return wording.say(language, "echo_noted")
        return wording.echo_to_sender(language, owed.kind, brief, late=owed.late)
    answer = owed.answer or Answer.RECEIVED
    kind, _, name = owed.recipient.partition(":")
    if owed.purpose in NOTICES:
        return wording.say(language, wording_watch.ECHOES.get(answer, "echo_noted"))
    if owed.purpose is Purpose.SEARCH:
        return wording.echo_of_search(language, answer, owed.code)
    if kind == "unit" and answer in _STATUS_AFTER:
        status = view.unit_status(name)
        changed = status == _STATUS_AFTER[answer]
        return wording.echo_of_unit(language, name, status, changed=changed)
    if owed.incident and owed.incident not in state.escalations:
        return wording.say(language, "echo_closed", incident=owed.incident)
    escalation = state.escalations.get(owed.incident)
    is_commander = escalation is not None and f"person:{escalation.commander}" == owed.recipient
    if kind == "unit":
        brief = None
    if brief is not None and owed.bare and _wants_code(answer, escalation):
        return echo_with_code(language, answer, owed.code)
    return wording.echo_of_answer(language, answer, brief, owed.code, is_commander=is_commander)


def _wants_code(answer: Answer, escalation: Escalation | None) -> bool:
    """Whether this word without a code left open what it was to settle."""
    if answer is Answer.OK:
        return escalation is not None and escalation.asked
    return answer is Answer.SAFE
