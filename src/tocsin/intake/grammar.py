"""The grammar of the SOS line.

A text is an answer only if it is *exactly* one of the words below, together
with the code of a page that this recipient got, or alone while exactly one page
to them expects it. Everything else, from anyone, is an SOS. Blanks, case, a
leading `#` and closing punctuation do not matter; nothing else is forgiven, for
guessing what somebody meant is how a cry for help gets lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from tocsin.facts.agency import SafetyPlan
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer

_RECEIVED: Final = ("received", "rcvd", "r", "1", "ok", "yes", "y", "recibido", "si", "sí")
_COMMAND: Final = ("taking command", "take command", "command", "tc", "c", "2", "tomo el mando")


def _table(**words: tuple[str, ...]) -> dict[str, Answer]:
    return {word: Answer(answer) for answer, each in words.items() for word in each}


_NOTED: Final = _table(received=_RECEIVED)
WORDS: Final[Mapping[Purpose, Mapping[str, Answer]]] = {
    Purpose.SOS: _table(received=_RECEIVED, command=_COMMAND),
    Purpose.CHECK_BACK: _table(ok=(*_RECEIVED, *_COMMAND, "still on it", "sigo")),
    Purpose.VERIFY_CANCEL: _table(
        received=("received", "rcvd", "r", "recibido"),
        safe=("safe", "she is safe", "he is safe", "a salvo"),
        not_safe=("not safe", "unsafe", "no answer", "no a salvo", "no contesta"),
    ),
    Purpose.DISPATCH: _table(
        received=(*_RECEIVED, "10-4", "copy"),
        en_route=("en route", "enroute", "rolling", "2", "en camino"),
        on_scene=("on scene", "onscene", "arrived", "3", "en el lugar"),
        transporting=("transporting", "4", "trasladando"),
        at_hospital=("at hospital", "5", "en el hospital"),
        clear=("clear", "available", "6", "libre"),
    ),
    Purpose.SEARCH: _table(
        received=("received", "rcvd", "r", "1", "ok", "yes", "y", "recibido", "si", "sí"),
        clear=("clear", "all clear", "nothing", "not here", "libre", "nada", "no esta", "no está"),
        found=("found", "found her", "found him", "encontrada", "encontrado"),
    ),
    Purpose.NOTICE: _table(
        received=_RECEIVED,
        done=("done", "3", "hecho"),
        declined=("cannot", "can not", "no puedo"),
    ),
    Purpose.JUDGE: _table(
        received=("received", "rcvd", "r", "1", "ok", "recibido"),
        confirmed=("yes", "y", "him", "it is him", "confirmed", "si", "sí", "es el", "es él"),
        denied=("not him", "somebody else", "no es el", "no es él", "otro"),
    ),
    Purpose.ALARM: _NOTED,
    Purpose.TEST: _NOTED,
}
"""For each purpose of a page, the words that answer it."""

RESERVED: Final = frozenset(word for words in WORDS.values() for word in words)
"""Every word that can be an answer: none of them can be a safe or duress code."""


class PageSent(msgspec.Struct, frozen=True):
    """A page that a recipient got within the last week.

    `is_open` until it ends; `is_waiting` while it is open and they have not
    answered; `is_recent` when it was sent within the last hour; `is_just_over`
    when it ended so lately that its answer may have been said twice. `was_clear`
    or `was_found` when the last answer was CLEAR or FOUND, also while the page
    of that answer is still open.
    """

    page: str
    code: str
    purpose: Purpose
    is_open: bool
    is_waiting: bool
    is_recent: bool = False
    is_just_over: bool = False
    was_clear: bool = False
    was_found: bool = False

    @property
    def may_be_said_twice(self) -> bool:
        """Whether its answer was given so lately that the same word may be it once more.

        Between the answer and what follows from it the page is open still: two
        texts that come together are both read before anything is done.
        """
        return self.is_just_over or (self.is_open and not self.is_waiting)


class Sent(Protocol):
    """What is asked of the pages that recipients got."""

    def pages_sent(self, recipient: str) -> Iterable[PageSent]:
        """The pages this recipient got within the last week, newest first."""
        ...

    def page_with(self, recipient: str, code: str) -> PageSent | None:
        """The page with this code, when this recipient got it within the last week."""
        ...


_NEVER_LATE: Final = frozenset({Answer.NOT_SAFE, Answer.FOUND})
_ROUTINE: Final = frozenset({Purpose.ALARM, Purpose.TEST})


def tidy(text: str) -> str:
    """Lower case, single blanks, no closing punctuation and no leading `#`."""
    return " ".join(text.casefold().split()).strip(" .!,;:#")


def concerned(text: str, recipient: str, sent: Sent) -> list[PageSent]:
    """The pages to this recipient that a text can be about, newest first.

    In a storm one phone gets thousands: a text that names the code of one is about no
    other, and one that is no word of any page is about none.
    """
    words = tidy(text)
    first, last = words.split(" ")[0], words.rpartition(" ")[2].removeprefix("#")
    coded = (sent.page_with(recipient, code) for code in dict.fromkeys((first, last)))
    named = [page for page in coded if page is not None]
    if len(named) == 1 or not (named or words in RESERVED):
        return named
    return list(sent.pages_sent(recipient))


def understand(text: str, pages: Iterable[PageSent]) -> tuple[str, Answer] | None:
    """The page and the answer that this text exactly is, or None: then it is an SOS.

    "Not safe" about a cancel that was judged already is one, and so is "found"
    for a search that went on without them: nobody else may know it, and an
    answer to a page that is over would tell nobody. Their own FOUND said again
    within a minute has told everybody already.
    """
    found = _answer(tidy(text), pages)
    if found is None or (found[1] in _NEVER_LATE and not _is_heard(*found)):
        return None
    return found[0].page, found[1]


def is_bare(text: str, answered: str, pages: Iterable[PageSent]) -> bool:
    """Whether a text that answers the page `answered` does so without its code."""
    words = tidy(text)
    return all(page.page != answered or _without(words, page.code) is None for page in pages)


def _is_heard(page: PageSent, answer: Answer) -> bool:
    is_again = page.may_be_said_twice and page.was_found and answer is Answer.FOUND
    return page.is_open or is_again


def may_mean(text: str, pages: Sequence[PageSent]) -> tuple[str, ...]:
    """The open pages of which this text is exactly an answer, when it is of several.

    Then it is an expected reply, and only a person can say to what. What nobody
    else may know, such as "not safe" or "found", is never kept waiting for that.
    """
    words = tidy(text)
    fits = _expecting(words, pages)
    if len(fits) < 2 or understand(text, pages) is not None:
        return ()
    answers = {WORDS[page.purpose][words] for page in fits}
    if answers & _NEVER_LATE or not all(page.is_open for page in fits):
        return ()
    return tuple(page.page for page in fits)


def _answer(words: str, pages: Iterable[PageSent]) -> tuple[PageSent, Answer] | None:
    sent = list(pages)
    for page in sent:
        rest = _without(words, page.code)
        if rest is not None:
            answer = Answer.RECEIVED if not rest else WORDS[page.purpose].get(rest)
            return None if answer is None else (page, _bare(page, answer))
    again = _clear_again(words, sent)
    if again is not None:
        return again, Answer.CLEAR
    found = _found_just_now(words, sent)
    if found is not None:
        return (found, Answer.FOUND) if not _has_other_task(sent, found) else None
    expecting = _expecting(words, sent)
    if len(expecting) == 1:
        return expecting[0], WORDS[expecting[0].purpose][words]
    return None


def _found_just_now(words: str, sent: Sequence[PageSent]) -> PageSent | None:
    """The search task that their own FOUND has just ended, when that is said again.

    With another task open nobody can tell whether it is said again or for the
    first time, so it is neither: it would end a search or be lost.
    """
    if WORDS[Purpose.SEARCH].get(words) is not Answer.FOUND:
        return None
    tasks = (page for page in sent if page.purpose is Purpose.SEARCH)
    return next((page for page in tasks if page.may_be_said_twice and page.was_found), None)


def _has_other_task(sent: Sequence[PageSent], one: PageSent) -> bool:
    tasks = (page for page in sent if page.purpose is Purpose.SEARCH)
    return any(page.is_open for page in tasks if page is not one)


def _clear_again(words: str, sent: Sequence[PageSent]) -> PageSent | None:
    """The search task whose CLEAR this is for the second time, or late.

    Taken for anything newer it would call ground clear that nobody has looked
    at, or clear a unit that is still needed.
    """
    if WORDS[Purpose.SEARCH].get(words) is not Answer.CLEAR:
        return None
    tasks = [page for page in sent if page.purpose is Purpose.SEARCH]
    has_new = any(page.is_waiting for page in tasks)
    said = (page for page in tasks if page.may_be_said_twice and page.was_clear)
    late = (page for page in tasks if page.is_just_over and not has_new)
    return next(said, None) or next(late, None)


def _expecting(words: str, sent: Sequence[PageSent]) -> list[PageSent]:
    """The pages that a bare word answers.

    A search task waits for many minutes, and meanwhile whoever has it is asked
    other things as well: it hides no other page, and "received" is another's
    where another expects it.
    """
    found = [page for page in _meant(sent) if words in WORDS[page.purpose]]
    others = [page for page in sent if page.purpose is not Purpose.SEARCH]
    if WORDS[Purpose.SEARCH].get(words) in (None, Answer.RECEIVED) and len(others) < len(sent):
        elsewhere = [page for page in _meant(others) if words in WORDS[page.purpose]]
        return elsewhere or found
    return found


def _meant(sent: Sequence[PageSent]) -> list[PageSent]:
    """The pages that an answer without a code can mean; one word must fit one only.

    The pages that wait for an answer come before those answered already: who is
    in command still has the page of the SOS, but means the check-back. A page of
    an SOS comes before an alarm or a test. When nothing is open any more, a late
    answer to a page of the last hour is still an answer.
    """
    groups = (
        [page for page in sent if page.is_waiting and page.purpose not in _ROUTINE],
        [page for page in sent if page.is_waiting],
        [page for page in sent if page.is_open],
        [page for page in sent if page.is_recent],
    )
    return next((group for group in groups if group), [])


def _bare(page: PageSent, answer: Answer) -> Answer:
    """A check-back knows one answer only, so its bare code is that one."""
    if page.purpose is Purpose.CHECK_BACK:
        return Answer.OK
    return answer


def _without(words: str, code: str) -> str | None:
    """What is left beside the code, or None when the code does not stand first or last."""
    if words == code:
        return ""
    if words.startswith(code + " "):
        return tidy(words[len(code) :])
    if words.endswith(" " + code) or words.endswith(" #" + code):
        return tidy(words[: -len(code)])
    return None


SIGHTING: Final = ("sighting", "visto")
"""What a text begins with that tells of somebody who was seen."""


def is_sighting(text: str) -> bool:
    """Whether a text says that it is a sighting, and of what."""
    first, _, rest = tidy(text).replace(":", " ").partition(" ")
    return first in SIGHTING and bool(rest.strip())


def fold_code(text: str) -> str:
    """A safe or duress code as it is compared: no blanks, no case, no closing punctuation."""
    return "".join(tidy(text).split())


def cancel_code(text: str) -> str:
    """What could be the code in a cancel: the text alone or after the word `cancel`."""
    folded = fold_code(text)
    return folded.removeprefix("cancelar").removeprefix("cancel") or folded


def cancel_kind(text: str, plan: SafetyPlan | None) -> bool | None:
    """False for the safe code, True for the duress code, None when it is neither."""
    if plan is None:
        return None
    given = (fold_code(text), cancel_code(text))
    for code, duress in ((plan.duress_code, True), (plan.safe_code, False)):
        if code is not None and code.text and fold_code(code.text) in given:
            return duress
    return None
