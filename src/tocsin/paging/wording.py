"""What Tocsin says: short, plain, the same every time, in English and Spanish.

A page fits a small screen at 3 a.m.: who, when, the sender's own words, where
and how that is known, the caution, how to answer. Words as sent are never
changed, only cut at the end. Text is kept to what a plain SMS can carry.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from tocsin.facts.notices import NoticeKind
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.facts.threats import ThreatKind
from tocsin.kernel.limits import PAGE_TEXT_CHARACTERS_MAX
from tocsin.paging import wording_watch
from tocsin.paging.wording_es import ES
from tocsin.tongues.known import texting


class Brief(msgspec.Struct, frozen=True):
    """What paging may say of an incident; every text is ready to be read.

    `time` is when it began and `now` the present, both local, `HH:MM`. `where`
    carries its own source and time. `caution` is empty for recipients whose role
    does not need it. `judge` is who spoke to the sender after a cancel.
    """

    incident: str
    who: str
    time: str
    words: str
    where: str
    caution: str
    verified: bool
    duress: bool
    commander: str
    emergency_number: str
    judge: str = ""
    now: str = ""
    staged: bool = False
    staging: str = ""
    task: str = ""
    searcher: str = ""
    kind: str = "duress"
    unreadable: bool = False


Texts = Mapping[str, str]

EN: Final[Texts] = {
    "sos": 'SOS {who} {time}: "{words}"',
    "unverified": 'UNVERIFIED SOS from {who} {time}: "{words}"',
    "sos_bare": "SOS {who} {time}.",
    "unverified_bare": "UNVERIFIED SOS from {who} {time}.",
    "unreadable": "SOS LINE: a message could not be read ({who}, {time}). Treat as SOS.",
    "where": "Where: {where}.",
    "no_where": "Where: not known.",
    "caution": "CAUTION: {caution}",
    "duress": "DURESS CODE USED: under threat, phone watched. A call must sound routine.",
    "reply_sos": "Reply {code} = received, {code} C = taking command.",
    "check_back": "{incident} {who}: still on it? Reply {code} within {grace_s} s "
    "or paging restarts.",
    "verify_cancel": "{incident} {who} sent a cancel. Call and judge by voice. "
    "Reply {code} SAFE or {code} NOT SAFE.",
    "dispatch": "SEND {unit}: {incident} SOS {who} {time}.",
    "staged": "STAGE NEARBY until police say safe.",
    "staged_at": "STAGE AT {staging} until police say safe.",
    "search": "SEARCH {task}: {incident} {who}.",
    "search_care": "Keep away from danger, call {emergency_number}.",
    "reply_search": "Reply {code} CLEAR or {code} FOUND.",
    "reply_dispatch": "Reply {code} = received, {code} EN ROUTE, {code} ON SCENE.",
    "several": "{count} unverified SOS, newest: {who} {time}",
    "alarm": "Tocsin alarm: {detail}",
    "alarms_more": "and {count} more, see the board.",
    "reply_received": "Reply {code} = received.",
    "test": "TEST of the SOS line, nothing is wrong. Reply {code}.",
    "update_text": 'UPDATE {time} {incident} {who}: "{words}"',
    "update_cancel": "UPDATE {time} {incident} {who} sent a cancel. NOT VERIFIED, keep going.",
    "update_duress": "UPDATE {time} {incident} {who}: DURESS CODE USED. Under threat, "
    "phone watched. Do not let the phone show that help comes.",
    "update_safe": "UPDATE {time} {incident} {who}: cancel verified, reported safe by {judge}.",
    "update_not_safe": "UPDATE {time} {incident} {who}: NOT SAFE, says {judge}. Keep going.",
    "update_command": "UPDATE {time} {incident} {who}: {commander} has taken command.",
    "update_found": "FOUND {time} {incident} {who}, says {searcher}: {task}. The search is over.",
    "update_overdue": "CHECK {time} {incident}: no answer from {searcher} searching {task}. "
    "Make sure they are safe.",
    "update_called_off": "UPDATE {time} {incident} {who}: the search is called off. "
    "Search no further.",
    "update_replanned": "UPDATE {time} {incident} {who}: leave the ground you are searching. "
    "Your next task follows if there is one.",
    "update_withdrawn": "UPDATE {time} {incident} {who}: others search now. Search no further.",
    "update_closed": "CLOSED {time} {incident} {who}. Stand down.",
    "echo_sos": "SOS received {time}. Your supervisors are being paged now. "
    "Text more if you can. In danger call {emergency_number}.",
    "echo_unverified": "Your text was received as an emergency. Your number is not known here. "
    "In danger call {emergency_number}.",
    "echo_update": "Received and passed on {time}.",
    "echo_cancel": "Cancel received. A supervisor will call you to make sure.",
    "echo_command": "{commander} has your SOS.",
    "echo_rolling": "Help is on the way.",
    "echo_received": "Noted: received. {incident} still needs somebody in command: "
    "reply {code} C to take it.",
    "echo_received_owned": "Noted: received. {commander} is in command of {incident}.",
    "echo_command_you": "Noted: you have command of {incident}. Expect a check-back.",
    "echo_command_other": "Noted. {commander} is in command of {incident} already.",
    "echo_ok": "Noted: still on {incident}.",
    "echo_safe": "Noted: {incident} reported safe. Close it with a disposition.",
    "echo_not_safe": "Noted: {incident} NOT safe. Everybody is told.",
    "echo_task_received": "Noted. When you have looked: {code} CLEAR or {code} FOUND.",
    "echo_task_clear": "Noted: clear. Your next task follows if there is one.",
    "echo_task_found": "Noted: FOUND. Everybody is told. Stay with her if it is safe.",
    "echo_unit": "Noted: {unit} {status}.",
    "echo_unit_unchanged": "Not changed: {unit} is {status}.",
    "echo_noted": "Noted, thank you.",
    "echo_closed": "{incident} is closed already. Nothing more to do.",
    "subject": "Tocsin: {incident} needs an answer",
    "subject_routine": "Tocsin",
}

TEXTS: Final[Mapping[str, Texts]] = {
    "en": {**EN, **wording_watch.EN},
    "es": {**ES, **wording_watch.ES},
}


def say(language: str, key: str, **values: object) -> str:
    """One sentence in a language; English where the language is not known."""
    return TEXTS.get(language, EN)[key].format(**values)


def cut(text: str, most: int = PAGE_TEXT_CHARACTERS_MAX) -> str:
    """The text, cut at the end where it is too long, and saying so."""
    return text if len(text) <= most else text[: most - 3] + "..."


def _words(brief: Brief) -> str:
    return cut(" ".join(brief.words.split()), 160)


def _opening(language: str, brief: Brief) -> str:
    if not brief.words and brief.unreadable:
        return say(language, "unreadable", who=brief.who, time=brief.time)
    if brief.kind != "duress":
        is_bare = brief.kind == ThreatKind.RISK and not brief.words
        key = f"opening_{brief.kind}{'_bare' if is_bare else ''}"
        words = cut(" ".join(brief.words.split()), 220)
        return say(language, key, who=_who(brief), time=brief.time, words=words)
    key = "sos" if brief.verified else "unverified"
    if not brief.words:
        key += "_bare"
    return say(language, key, who=_who(brief), time=brief.time, words=_words(brief))


def _who(brief: Brief) -> str:
    return cut(brief.who, 60)


def _with_reply(parts: list[str], reply: str) -> str:
    """However long the rest is, how to answer stands at the end, whole."""
    return " ".join([cut(" ".join(parts), PAGE_TEXT_CHARACTERS_MAX - len(reply) - 1), reply])


def _where(language: str, brief: Brief) -> str:
    if not brief.where:
        return say(language, "no_where")
    return say(language, "where", where=cut(brief.where, 120))


def _warnings(language: str, brief: Brief) -> list[str]:
    found = [say(language, "duress")] if brief.duress else []
    if brief.caution:
        found.append(say(language, "caution", caution=cut(brief.caution, 120)))
    return found


def sos_page(language: str, brief: Brief, code: str, count: int = 1) -> str:
    """The page about one SOS, or the newest of `count` unverified ones. Caution comes first."""
    reply = say(language, "reply_sos", code=code)
    if count > 1:
        several = say(language, "several", count=count, who=_who(brief), time=brief.time)
        return _with_reply([several + "."], reply)
    parts = [*_warnings(language, brief), _opening(language, brief), _where(language, brief)]
    return _with_reply(parts, reply)


def dispatch_page(language: str, brief: Brief, unit: str, code: str) -> str:
    """The page that sends a unit."""
    parts = [
        say(
            language,
            "dispatch",
            unit=unit,
            incident=brief.incident,
            who=_who(brief),
            time=brief.time,
        ),
        *_staged(language, brief),
        _where(language, brief),
        *_warnings(language, brief),
    ]
    return _with_reply(parts, say(language, "reply_dispatch", code=code))


def _staged(language: str, brief: Brief) -> list[str]:
    if not brief.staged:
        return []
    if not brief.staging:
        return [say(language, "staged")]
    return [say(language, "staged_at", staging=cut(brief.staging, 80))]


def search_page(language: str, brief: Brief, code: str) -> str:
    """The page that sends somebody to look through a piece of ground."""
    parts = [
        say(
            language,
            "search",
            task=cut(brief.task, 120),
            incident=brief.incident,
            who=_who(brief),
        ),
        *_warnings(language, brief),
        say(language, "search_care", emergency_number=brief.emergency_number),
    ]
    return _with_reply(parts, say(language, "reply_search", code=code))


def echo_of_search(language: str, answer: Answer, code: str) -> str:
    """What was understood of a searcher's answer."""
    known = answer if answer in (Answer.CLEAR, Answer.FOUND) else Answer.RECEIVED
    return say(language, f"echo_task_{known}", code=code)


def owner_page(language: str, purpose: Purpose, brief: Brief, code: str, grace_s: int) -> str:
    """A check-back, or the request to judge a cancel."""
    text = say(
        language,
        str(purpose),
        incident=brief.incident,
        who=_who(brief),
        code=code,
        grace_s=grace_s,
    )
    warning = [say(language, "duress")] if brief.duress else []
    return cut(" ".join([*warning, text]))


def routine_page(language: str, purpose: Purpose, details: list[str], code: str) -> str:
    """A test page, or alarms bundled into one message."""
    tongue = texting(language)
    if purpose is Purpose.TEST:
        return say(language, "test", code=code)
    parts = [say(language, "alarm", detail=cut(tongue.sentence(details[0]), 240))]
    if len(details) > 1:
        parts.append(say(language, "alarms_more", count=len(details) - 1))
    return " ".join([*parts, say(language, "reply_received", code=code)])


def notice_page(language: str, kind: NoticeKind, detail: str, code: str) -> str:
    """What the watch tells or asks one person, and how it is answered."""
    text = say(language, f"notice_{kind}", detail=cut(detail, 300))
    reply = wording_watch.REPLIES.get(kind)
    return _with_reply([text], say(language, reply, code=code)) if reply else cut(text)


def update(language: str, what: str, brief: Brief) -> str:
    """Something new about an incident, for everybody who is on it."""
    return cut(
        say(
            language,
            f"update_{what}",
            incident=brief.incident,
            who=_who(brief),
            time=brief.now,
            words=_words(brief),
            commander=cut(brief.commander, 60),
            judge=cut(brief.judge, 60),
            searcher=cut(brief.searcher, 60),
            task=cut(brief.task, 120),
        )
    )


def echo_to_sender(language: str, kind: str, brief: Brief, *, late: bool = False) -> str:
    """What the sender of an SOS is told. `late`: it was open before they first wrote."""
    key = "unverified" if kind == "sos" and not brief.verified else kind
    return say(
        language,
        f"echo_{key}",
        time=brief.now if late or kind == "update" else brief.time,
        commander=brief.commander,
        emergency_number=brief.emergency_number,
    )


def echo_of_answer(
    language: str, answer: Answer, brief: Brief | None, code: str, *, is_commander: bool
) -> str:
    """What was understood of an answer to a page, and what it leaves open."""
    if brief is None:
        return say(language, "echo_noted")
    key = f"echo_{answer}"
    if answer is Answer.RECEIVED and brief.commander:
        key = "echo_received_owned"
    if answer is Answer.COMMAND and brief.commander:
        key = "echo_command_you" if is_commander else "echo_command_other"
    elif answer is Answer.COMMAND:
        key = "echo_command_you" if is_commander else "echo_received"
    return say(language, key, incident=brief.incident, code=code, commander=brief.commander)


def echo_of_walk(language: str, time: str) -> str:
    """Until when there must be word; or that it came, in the same words for every code."""
    return say(language, "echo_walk_by", time=time) if time else say(language, "echo_walk")


def echo_of_unit(language: str, unit: str, status: str, *, changed: bool) -> str:
    """What a crew's answer did to their unit."""
    key = "echo_unit" if changed else "echo_unit_unchanged"
    return say(language, key, unit=unit, status=texting(language).term(status))


def subject(language: str, incident: str) -> str:
    """The subject line of an e-mail: no name, no place, nothing of the person."""
    if not incident:
        return say(language, "subject_routine")
    return say(language, "subject", incident=incident)
