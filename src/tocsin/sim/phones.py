"""Everybody's phone: what it shows, and the code to answer with."""

from collections import defaultdict

from tocsin.facts.pages import Purpose
from tocsin.paging.state import Page
from tocsin.sim.town import Arrived, Town


class Phones:
    """All phones and screens of a town."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._shown: dict[str, list[Arrived]] = defaultdict(list)
        town.on_arrival = self.show

    def show(self, arrived: Arrived) -> None:
        """A message is on a phone."""
        self._shown[arrived.handed.recipient].append(arrived)

    def shown(self, recipient: str) -> list[str]:
        """Every text this recipient has seen, oldest first."""
        return [arrived.handed.text for arrived in self._shown[recipient]]

    def number(self, recipient: str) -> str:
        """The first number of a person or unit, as the agency file has it."""
        kind, _, name = recipient.partition(":")
        agency = self._town.agency
        found = agency.staff[name] if kind == "person" else agency.units[name]
        return found.numbers[0].reveal()

    def page(self, recipient: str, purpose: Purpose | None = None) -> Page | None:
        """The newest open page to this recipient, of a purpose if one is given."""
        pages = self._town.state.paging.pages.values()
        mine = [p for p in pages if p.recipient == recipient and purpose in (None, p.purpose)]
        return mine[-1] if mine else None

    def code(self, recipient: str, purpose: Purpose | None = None) -> str:
        """The code of that page; empty when nobody pages them."""
        page = self.page(recipient, purpose)
        return page.code if page else ""
