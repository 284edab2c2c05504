"""What is asked of the ways out: a loopback text of ours that is due, links in pages."""

from datetime import datetime
from typing import Final

from tocsin.engine.views_contact import ContactViews
from tocsin.facts.agency import Role
from tocsin.intake.grammar import cancel_kind
from tocsin.intake.numbers import normalise
from tocsin.paging.proving import words_hash
from tocsin.paging.trying import is_open, spelt

CAUTION_ROLES: Final = frozenset(
    {
        Role.DISPATCHER,
        Role.TELECOMMUNICATOR,
        Role.SUPERVISOR,
        Role.SAFETY_COORDINATOR,
    }
)
"""Whose work in an incident needs the caution; responding units get it as well."""


class WayViews(ContactViews):
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

    def trial_due(self, number: str, text: str) -> tuple[str, datetime] | None:
        """The trial whose word this exactly is, from who tries it, while due; and since when.

        Never while they need help, and never what is a code of theirs: that is an SOS.
        """
        sender = self._agency.by_number.get(number) or ""
        if (
            sender in self._state.response.open_by_sender
            or self.code_word(sender, text) is not None
        ):
            return None
        if cancel_kind(text, self.safety_plan(sender)) is not None:
            return None
        said = words_hash(spelt(text))
        for name, trial in self._state.paging.trials.items():
            is_theirs = f"person:{trial.person}" == sender
            if is_theirs and said == trial.words_hash and is_open(trial, self._now):
                return name, trial.at
        return None

    def link_base(self, recipient: str) -> str:
        """Where a link in a page leads somebody of the control room; empty for everybody else."""
        kind, _, person = recipient.partition(":")
        staff = self._agency.staff.get(person) if kind == "person" else None
        settings = self._agency.settings
        opens = staff is not None and not CAUTION_ROLES.isdisjoint(staff.roles)
        return settings.public_url if settings and opens else ""
