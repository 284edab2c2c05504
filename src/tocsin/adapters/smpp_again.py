"""Which text of a carrier is one that it has delivered before.

SMPP gives a text no name. A centre whose text was not answered delivers it
again, octet for octet but for its number; and so does somebody who writes SOS
twice. Only what an earlier link may have left without an answer counts as a
redelivery, each once, and only for a while. All else is a new text: a double
SOS joins the open one, a lost one is lost.
"""

import secrets
from collections import deque
from hashlib import sha256

from tocsin.kernel.limits_carriers import SMPP_DOUBTFUL_S, SMPP_REDELIVERED_S

SEQUENCE_AT = slice(12, 16)
NAME_OCTETS = 12


class Again:
    """The texts of one carrier whose answer may not have arrived."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, bytes, str]] = deque()
        self._doubtful: dict[bytes, deque[tuple[float, str]]] = {}

    def name(self, octets: bytes, now: float) -> str:
        """A name for this text: that of an earlier delivery if this may be the same text."""
        mark = _mark(octets)
        waiting = self._doubtful.get(mark, deque())
        while waiting:
            until, name = waiting.popleft()
            if not waiting:
                del self._doubtful[mark]
            if now < until:
                return name
        return secrets.token_hex(NAME_OCTETS)

    def answered(self, octets: bytes, name: str, is_on_record: bool, now: float) -> None:
        """This text has been answered, with yes or with try again."""
        if not is_on_record:
            self._doubt(_mark(octets), name, now)
            return
        self._recent.append((now, _mark(octets), name))
        while self._recent and self._recent[0][0] < now - SMPP_DOUBTFUL_S:
            self._recent.popleft()

    def lost(self, now: float) -> None:
        """The link has ended: the last answers may not have arrived."""
        while self._recent:
            at, mark, name = self._recent.popleft()
            if at >= now - SMPP_DOUBTFUL_S:
                self._doubt(mark, name, now)

    def _doubt(self, mark: bytes, name: str, now: float) -> None:
        for known, waiting in list(self._doubtful.items()):
            if waiting[-1][0] <= now:
                del self._doubtful[known]
        self._doubtful.setdefault(mark, deque()).append((now + SMPP_REDELIVERED_S, name))


def _mark(octets: bytes) -> bytes:
    """The text without its number on the link, which is another for each delivery."""
    return sha256(octets[: SEQUENCE_AT.start] + octets[SEQUENCE_AT.stop :]).digest()
