"""Where the link of a page leads: its key becomes a session, and keys are not guessed here."""

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from tocsin.agency.state import Key
from tocsin.engine.service import Service
from tocsin.facts.system import AlarmKind
from tocsin.kernel.ids import SYSTEM
from tocsin.kernel.limits_phone import (
    GUESSES_ALARM_COUNT,
    GUESSES_EACH_MAX,
    GUESSES_WITHIN_S,
    GUESSING_ADDRESSES_MAX,
    PAGE_LINK_LETTERS,
)
from tocsin.paging.stage import RaiseAlarm
from tocsin.web.access import hash_of
from tocsin.web.bare import Scope
from tocsin.web.keys import Secret
from tocsin.web.problems import Problem

Redeem = Callable[[str], Awaitable[Secret]]
"""What a valid key is exchanged for."""

_MISREAD: Final = str.maketrans("oil", "011")
"""Letters that are in no key, as whoever types them means them (Crockford's base 32)."""

_DETAIL: Final = (
    "Keys that open nothing were tried at the page behind the links of pages, "
    f"{GUESSES_ALARM_COUNT} or more within {GUESSES_WITHIN_S // 60} minutes."
)


def key_in(given: str) -> str:
    """The key in what somebody typed or pasted: the letters, or the whole link with its #."""
    if "#" in given:
        return given.rpartition("#")[2].rpartition("=")[2].strip()
    typed = given.strip()
    letters = "".join(typed.replace("-", " ").split()).lower().translate(_MISREAD)
    # In a one-time link for signing in small and capital letters differ.
    return letters if len(letters) == PAGE_LINK_LETTERS else typed


def known(service: Service, key: str) -> Key | None:
    """What this key is, where it would open something now."""
    found = service.engine.state.agency.keys.get(hash_of(key))
    return found if found is not None and found.expires_at > service.clock.now() else None


def incident_of(service: Service, key: Key) -> str:
    """The incident that the page of a key is about; empty when there is none that is open."""
    page = service.engine.state.paging.pages.get(key.page)
    incidents = service.engine.state.response.incidents
    for name in reversed(page.incidents if page else ()):
        if name in incidents and incidents[name].is_open:
            return name
    return ""


def address_of(scope: Scope) -> str:
    """Who asks, for counting: an address, or of IPv6 the network that one customer has."""
    client = scope.get("client")
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:
        return "unknown"
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))


async def opened(scope: Scope, guesses: "Guesses", redeem: Redeem, key: str) -> Secret:
    """What a key becomes. Raises Problem; what opens nothing is counted, at every door."""
    address = address_of(scope)
    if not guesses.may_try(address):
        raise Problem(429, "too_many", "Too many keys that open nothing came from here.")
    try:
        return await redeem(key)
    except Problem as problem:
        if problem.status == 401:
            await guesses.note(address)
        raise


class Guesses:
    """Keys that opened nothing, lately: by address, and all together."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._by_address: dict[str, deque[datetime]] = {}
        self._all: deque[datetime] = deque(maxlen=GUESSES_ALARM_COUNT)

    def may_try(self, address: str) -> bool:
        """Whether this address has not tried too many of them."""
        tried = self._by_address.get(address, ())
        return sum(self._is_recent(at) for at in tried) < GUESSES_EACH_MAX

    async def note(self, address: str) -> None:
        """One more; many of them are an alarm, whoever tries."""
        now = self._service.clock.now()
        if len(self._by_address) >= GUESSING_ADDRESSES_MAX:
            self._forget()
        tried = self._by_address.setdefault(address, deque(maxlen=GUESSES_EACH_MAX))
        tried.append(now)
        self._all.append(now)
        if len(self._all) == GUESSES_ALARM_COUNT and self._is_recent(self._all[0]):
            raised = RaiseAlarm(AlarmKind.KEYS_GUESSED, "phone", _DETAIL)
            await self._service.submit(raised, SYSTEM)

    def _is_recent(self, at: datetime) -> bool:
        return self._service.clock.now() - at < timedelta(seconds=GUESSES_WITHIN_S)

    def _forget(self) -> None:
        """Forget addresses that are quiet, and where all are loud the oldest half."""
        kept = {who: at for who, at in self._by_address.items() if self._is_recent(at[-1])}
        if len(kept) >= GUESSING_ADDRESSES_MAX:
            kept = dict(list(kept.items())[len(kept) // 2 :])
        self._by_address = kept
