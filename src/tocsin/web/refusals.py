"""Requests that a hook refused: counted, and put on record at most once a minute."""

import asyncio
from typing import Final

from tocsin.engine.service import Service
from tocsin.intake.stage import ReportRefusal
from tocsin.kernel.decision import Accepted
from tocsin.kernel.limits import HOOK_REFUSED_EVERY_S

PAUSE_S: Final = HOOK_REFUSED_EVERY_S + 1.0


class Refusals:
    """Counts per gateway. A report is under way for as long as a count is left."""

    def __init__(self, service: Service, pause_s: float = PAUSE_S) -> None:
        self.counts: dict[str, int] = {}
        self._service = service
        self._pause_s = pause_s
        self._reports: dict[str, asyncio.Task[None]] = {}

    def note(self, gateway: str, reason: str) -> None:
        """One more refusal; whoever is refused never waits for the record of it."""
        self.counts[gateway] = self.counts.get(gateway, 0) + 1
        if gateway not in self._reports:
            self._reports[gateway] = asyncio.create_task(self._report(gateway, reason))

    def close(self) -> None:
        """Stop reporting."""
        for task in self._reports.values():
            task.cancel()

    async def _report(self, gateway: str, reason: str) -> None:
        try:
            while self.counts[gateway]:
                count = self.counts[gateway]
                command = ReportRefusal(gateway, reason, count)
                outcome = await self._service.submit(command, f"gateway:{gateway}")
                if isinstance(outcome, Accepted):
                    self.counts[gateway] -= count
                if self.counts[gateway]:
                    await asyncio.sleep(self._pause_s)
        finally:
            del self._reports[gateway]
