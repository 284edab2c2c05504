"""Making keys. A key is shown once, to whoever asked for it; the ledger gets its SHA-256."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from tocsin.agency.access import IssueKey, RedeemLink
from tocsin.engine.service import Service
from tocsin.facts.system import KeyKind
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits_phone import OWN_SESSION_LIFE_S
from tocsin.web.access import Seat, hash_of
from tocsin.web.problems import Problem, accepted
from tocsin.web.settings import KEY_BYTES, SESSION_LIFE_S


class Secret(msgspec.Struct, frozen=True):
    """A key that was just made. It cannot be shown again."""

    key: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Show no secret."""
        return "Secret(…)"


class Keys:
    """Makes links, sessions and tokens."""

    def __init__(self, service: Service, random: Callable[[int], bytes]) -> None:
        self._service = service
        self._random = random

    async def issue(self, kind: KeyKind, person: str, life_s: int, by: Seat) -> Secret:
        """A new key for a person. Raises Problem."""
        made = self._made(life_s)
        command = IssueKey(hash_of(made.key), kind, person, made.expires_at, by.person)
        accepted(await self._service.submit(command, by.person))
        return made

    async def redeem(self, key: str) -> Secret:
        """A session for a one-time link. Raises Problem."""
        return await self._redeemed(key, self._made(SESSION_LIFE_S))

    async def redeem_own(self, key: str) -> Secret:
        """A long session of somebody's own page, and of nothing else. Raises Problem."""
        return await self._redeemed(key, self._made(OWN_SESSION_LIFE_S), own=True)

    async def _redeemed(self, key: str, session: Secret, *, own: bool = False) -> Secret:
        command = RedeemLink(hash_of(key), hash_of(session.key), session.expires_at, own)
        outcome = await self._service.submit(command, "link")
        if isinstance(outcome, Refused):
            raise Problem(401, str(outcome.reason), outcome.detail)
        accepted(outcome)
        return session

    def fresh(self) -> str:
        """A key that nobody can guess; it opens nothing before it is issued."""
        return urlsafe_b64encode(self._random(KEY_BYTES)).rstrip(b"=").decode("ascii")

    def _made(self, life_s: int) -> Secret:
        return Secret(self.fresh(), self._service.clock.now() + timedelta(seconds=life_s))
