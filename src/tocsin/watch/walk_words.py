"""What a text means for a walk or a check, or that it means nothing: then it is an SOS.

Only what is exactly expected counts (rule 2). Whoever has a safe code gives word
with the code alone; the duress code gets the same answer, at the same moment.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tocsin.facts.fact import Fact
from tocsin.facts.walks import Said, WalkEnd, WalkKind, WalkWord, WalkWordRepeated
from tocsin.kernel.limits import CHECK_MINUTES, WALK_DEFAULT_S, WALK_MINUTES, WALK_OVER_S
from tocsin.watch import walk_moves
from tocsin.watch.known import Known
from tocsin.watch.state import WatchState
from tocsin.watch.walk import LEAVING, RUNNING, Phase, Walk, is_just_over


class Text(NamedTuple):
    """A text of somebody, with what it must be weighed against."""

    state: WatchState
    sender: str
    signal: str
    word: WalkWord
    now: datetime
    known: Known

    @property
    def walk(self) -> Walk | None:
        """The sender's walk or check that is not over."""
        return walk_moves.of(self.state, self.sender)

    @property
    def quiet(self) -> bool:
        """Whether nothing may be sent back."""
        return self.known.is_silent(self.sender)

    @property
    def by(self) -> str:
        """The sender as the one who does something."""
        return self.sender.removeprefix("person:")


def on_text(text: Text) -> tuple[Fact, ...]:
    """The facts of a text that a walk or check expects; empty when none does."""
    if not text.known.can_be_followed(text.sender):
        return ()
    return _MEANINGS[text.word.said](text)


def _code(text: Text) -> tuple[Fact, ...]:
    """The safe or the duress code: all is well, or it shall look so."""
    walk, is_duress = text.walk, text.word.said is Said.DURESS_CODE
    if walk is None or walk.phase is Phase.PLANNED:
        return _said_again(text, is_duress=is_duress)
    if walk.kind is WalkKind.CHECK and not walk.closing:
        # Under duress it goes on too: a phone that falls silent would tell.
        return walk_moves.passed(text.state, walk, text.now, signal=text.signal, quiet=text.quiet)
    how = WalkEnd.DURESS if is_duress else WalkEnd.SAFE
    return walk_moves.over(text.state, walk, how, text.by, signal=text.signal, quiet=text.quiet)


def _said_again(text: Text, *, is_duress: bool) -> tuple[Fact, ...]:
    if not is_just_over(text.state.walks_over.get(text.sender), text.now, WALK_OVER_S):
        return ()
    over = text.state.walks_over[text.sender]
    return (WalkWordRepeated(over.last.walk, text.sender, is_duress, text.signal, text.quiet),)


def _home(text: Text) -> tuple[Fact, ...]:
    """HOME is word only of those who have no code."""
    walk = text.walk
    if text.known.has_code(text.sender):
        return ()
    if walk is None:
        return _said_again(text, is_duress=False)
    if walk.kind is WalkKind.CHECK or walk.phase is Phase.PLANNED:
        return ()
    return walk_moves.over(
        text.state, walk, WalkEnd.SAFE, text.by, signal=text.signal, quiet=text.quiet
    )


def _minutes(text: Text) -> tuple[Fact, ...]:
    """She needs so many minutes from now."""
    walk = text.walk
    if walk is None or walk.kind is not WalkKind.WALK or walk.phase not in RUNNING | LEAVING:
        return ()
    return _extend(text, walk, text.word.minutes)


def _extend(text: Text, walk: Walk, minutes: int) -> tuple[Fact, ...]:
    if not WALK_MINUTES[0] <= minutes <= WALK_MINUTES[1]:
        return ()
    until = text.now + timedelta(minutes=minutes)
    return walk_moves.extended(
        text.state, walk, until, text.by, signal=text.signal, quiet=text.quiet
    )


def _walk(text: Text) -> tuple[Fact, ...]:
    """WALK or GO: she is on her way; said again on the way it is another time."""
    if not text.sender.startswith("person:"):
        return ()
    walk, word = text.walk, text.word
    place, words = walk_moves.placed(word.words, text.known)
    if " " in words or words in walk_moves.CRIES:
        # What is no place and more than one word may tell what happens to her.
        return ()
    if walk is not None and walk.kind is WalkKind.WALK and walk.phase in RUNNING:
        if not word.minutes and walk.phase is Phase.UNDER_WAY and walk.until is not None:
            return walk_moves.extended(
                text.state, walk, walk.until, text.by, signal=text.signal, quiet=text.quiet
            )
        return _extend(text, walk, word.minutes or walk.minutes)
    minutes = word.minutes or (walk.minutes if walk else WALK_DEFAULT_S // 60)
    if not WALK_MINUTES[0] <= minutes <= WALK_MINUTES[1]:
        return ()
    return walk_moves.start_walk(
        text.state,
        text.sender,
        minutes,
        text.by,
        text.now,
        text.known,
        place=place,
        words=words,
        signal=text.signal,
    )


def _ok(text: Text) -> tuple[Fact, ...]:
    walk = text.walk
    if walk is None or walk.kind is not WalkKind.CHECK or text.known.has_code(text.sender):
        return ()
    return walk_moves.passed(text.state, walk, text.now, signal=text.signal, quiet=text.quiet)


def _check(text: Text) -> tuple[Fact, ...]:
    walk, minutes = text.walk, text.word.minutes
    if walk is not None and walk.kind is WalkKind.WALK and walk.phase in RUNNING:
        return _extend(text, walk, minutes)
    if not CHECK_MINUTES[0] <= minutes <= CHECK_MINUTES[1]:
        return ()
    return walk_moves.start_check(
        text.state,
        text.sender,
        minutes,
        text.by,
        text.now,
        text.known,
        signal=text.signal,
    )


def _check_off(text: Text) -> tuple[Fact, ...]:
    """No more checks; whoever has a code must give it once more to end them."""
    walk = text.walk
    if walk is None:
        return _said_again(text, is_duress=False)
    if walk.kind is not WalkKind.CHECK:
        return ()
    if text.known.has_code(text.sender):
        return walk_moves.ask(
            text.state, walk, text.now, text.known, closing=True, signal=text.signal
        )
    return walk_moves.over(
        text.state, walk, WalkEnd.STOPPED, text.by, signal=text.signal, quiet=text.quiet
    )


_MEANINGS: Final[Mapping[Said, Callable[[Text], tuple[Fact, ...]]]] = {
    Said.SAFE_CODE: _code,
    Said.DURESS_CODE: _code,
    Said.HOME: _home,
    Said.MINUTES: _minutes,
    Said.WALK: _walk,
    Said.GO: _walk,
    Said.OK: _ok,
    Said.CHECK: _check,
    Said.CHECK_OFF: _check_off,
}
