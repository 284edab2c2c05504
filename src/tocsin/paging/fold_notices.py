"""How what the watch tells or asks one person becomes a page that is owed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.notices import NoticeEnded, NoticeGiven, NoticeRepeated
from tocsin.facts.pages import Purpose
from tocsin.paging import fold_pages, owed
from tocsin.paging.state import Notice, PagingState, Want, pages_of


def _given(state: PagingState, fact: NoticeGiven, at: datetime) -> None:
    state.notices[fact.notice] = Notice(fact.recipient, fact.kind, fact.about, fact.detail)
    _want(state, fact.notice, fact.recipient, at)


def _repeated(state: PagingState, fact: NoticeRepeated, at: datetime) -> None:
    notice = state.notices.get(fact.notice)
    if notice is not None:
        _want(state, fact.notice, notice.recipient, at)


def _want(state: PagingState, notice: str, recipient: str, at: datetime) -> None:
    owed.want(state, Want(recipient, Purpose.NOTICE, True, at, task=notice))


def _ended(state: PagingState, fact: NoticeEnded, at: datetime) -> None:
    notice = state.notices.pop(fact.notice, None)
    if notice is None:
        return
    for key, want in list(state.wants.items()):
        if want.task == fact.notice:
            owed.unwant(state, key)
    for page in pages_of(state, notice.recipient):
        if page.task == fact.notice:
            fold_pages.touch_page(state, page.page, at)


EVOLVERS: Final[Mapping[type[Fact], Callable[[PagingState, Any, datetime], None]]] = {
    NoticeGiven: _given,
    NoticeRepeated: _repeated,
    NoticeEnded: _ended,
}
