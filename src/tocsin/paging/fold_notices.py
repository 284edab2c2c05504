"""How what the watch tells or asks one person becomes a page that is owed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tocsin.facts.fact import Fact
from tocsin.facts.notices import PURPOSES, NoticeEnded, NoticeGiven, NoticeRepeated
from tocsin.paging import fold_pages, owed
from tocsin.paging.state import Notice, PagingState, Want, pages_of


def _given(state: PagingState, fact: NoticeGiven, at: datetime) -> None:
    state.notices[fact.notice] = Notice(fact.recipient, fact.kind, fact.about, fact.detail)
    _want(state, fact.notice, at)


def _repeated(state: PagingState, fact: NoticeRepeated, at: datetime) -> None:
    if fact.notice in state.notices:
        _want(state, fact.notice, at)


def _want(state: PagingState, name: str, at: datetime) -> None:
    notice = state.notices[name]
    owed.want(state, Want(notice.recipient, PURPOSES[notice.kind], True, at, task=name))


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
