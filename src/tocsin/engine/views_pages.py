"""What intake asks of pages: which of them a text may answer."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from tocsin.engine.views_space import SpaceViews
from tocsin.facts.pages import Purpose
from tocsin.facts.signals import Answer
from tocsin.intake.grammar import PageSent
from tocsin.kernel.limits import LATE_ANSWER_S, RELATED_MAX, SAID_TWICE_S
from tocsin.paging.state import Page, pages_of

SAID_TWICE: Final = timedelta(seconds=SAID_TWICE_S)


class PageViews(SpaceViews):
    """The part of the views that tells of pages."""

    def pages_sent(self, recipient: str) -> Iterable[PageSent]:
        """The pages a recipient got within the last week, newest first."""
        return map(self._page_sent, reversed(self._state.paging.codes_of.get(recipient, ())))

    def page_with(self, recipient: str, code: str) -> PageSent | None:
        """The page with this code, when this recipient got it within the last week."""
        use = self._state.paging.codes.get(code)
        return self._page_sent(code) if use is not None and use.recipient == recipient else None

    def _page_sent(self, code: str) -> PageSent:
        paging = self._state.paging
        use = paging.codes[code]
        page = paging.pages.get(use.page)
        waits = page is not None and _waits(page)
        is_recent = self._now - use.at <= timedelta(seconds=LATE_ANSWER_S)
        over = use.over_at is not None and self._now - use.over_at <= SAID_TWICE
        answer = use.answer if page is None else page.answer
        return PageSent(
            use.page,
            code,
            use.purpose,
            page is not None,
            waits,
            is_recent,
            over,
            was_clear=answer is Answer.CLEAR,
            was_found=answer is Answer.FOUND,
        )

    def incidents_paged(self, recipient: str) -> tuple[str, ...]:
        """The open incidents this recipient has an open page for, the newest of them."""
        mine = pages_of(self._state.paging, recipient)
        names = dict.fromkeys(name for page in mine for name in page.incidents)
        return tuple(names)[-RELATED_MAX:]


def _waits(page: Page) -> bool:
    """Whether a page waits for an answer: a search task does until it is clear or found."""
    if page.purpose is Purpose.SEARCH:
        return page.answer not in (Answer.CLEAR, Answer.FOUND)
    return page.answer is None
