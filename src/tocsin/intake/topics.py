"""Whose a message of a broker is: what stands in its topic where the filter has a plus.

Who may publish to a topic is for the broker to enforce; what a message says of
itself inside is not believed.
"""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.intake.raw import GatewayKind, RawRequest
from tocsin.intake.trackers import MQTT

TOPICS_KEPT_MAX: Final = 200_000
"""So many topics are remembered; then all are looked at anew."""

NOBODYS: Final = {"x-limit-u": "", "x-limit-d": "unknown-topic"}
"""What a topic says that none of the filters asks for: no device has this name."""


class Topics:
    """The topics of one broker, as `owntracks/+/+` or `trackers/+` describe them."""

    def __init__(self, gateway: str, kind: GatewayKind, filters: Sequence[str]) -> None:
        """Without a plus in a filter the message itself says whose it is."""
        self._gateway = gateway
        self._kind = kind
        self._patterns = [_pattern(each) for each in filters]
        self._known: dict[str, dict[str, str]] = {}

    def request(self, topic: str, payload: bytes) -> RawRequest:
        """The message as a request, with the device that its topic is of."""
        headers = self._known.get(topic)
        if headers is None:
            if len(self._known) >= TOPICS_KEPT_MAX:
                self._known.clear()
            headers = self._known[topic] = self._whose(topic)
        return RawRequest(
            self._gateway, self._kind, MQTT, path=topic, body=payload, headers=headers
        )

    def _whose(self, topic: str) -> dict[str, str]:
        for pattern in self._patterns:
            found = pattern.fullmatch(topic)
            if found is not None:
                if not found.groups():
                    return {}
                *user, device = found.groups()
                return {"x-limit-u": "/".join(user), "x-limit-d": device}
        return NOBODYS


def _pattern(topic_filter: str) -> re.Pattern[str]:
    levels = [_LEVELS.get(level, re.escape(level)) for level in topic_filter.split("/")]
    return re.compile("/".join(levels), re.DOTALL)


_LEVELS: Final = {"+": "([^/]*)", "#": ".*"}
