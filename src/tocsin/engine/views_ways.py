"""What intake asks of the ways out: whether a text is a loopback text of ours that is due."""

from datetime import datetime

from tocsin.engine.views_space import SpaceViews
from tocsin.intake.numbers import normalise
from tocsin.paging.proving import words_hash


class WayViews(SpaceViews):
    """The part of the views that tells of ways out."""

    def loopback_due(self, number: str, text: str) -> tuple[str, datetime] | None:
        """The provider whose loopback text this exactly is, while due, and when it was sent.

        Letter by letter, once, from the number it was sent from, until it is missed:
        everything else is for the other questions, and in the end an SOS.
        """
        settings = self._agency.settings
        region = settings.region if settings else "US"
        for name, health in self._state.paging.health.items():
            loop = health.loop
            if loop is None or self._now >= loop.until or normalise(loop.sender, region) != number:
                continue
            if loop.words_hash == words_hash(text):
                return name, loop.at
        return None
