"""Every bound of Web Push, its unit in its name."""

from typing import Final

PUSH_BODY_BYTES_MAX: Final = 4_096
"""A push service must take so much, and need take no more (RFC 8030, 7.2)."""

PUSH_OVERHEAD_BYTES: Final = 103
"""Of these so many are no payload: salt, size, key of the sender, delimiter, tag (RFC 8291, 4)."""

PUSH_PAYLOAD_BYTES_MAX: Final = PUSH_BODY_BYTES_MAX - PUSH_OVERHEAD_BYTES
"""A payload that would be longer loses the end of its words."""

PUSH_PADDED_BYTES: Final = 1_024
"""A shorter payload is filled up to this, so that its length tells nothing."""

PUSH_LIFE_S_MIN: Final = 60
"""A push service keeps a page for at least so long; the page is sent again sooner or later."""

PUSH_TOKEN_LIFE_S: Final = 12 * 3600
"""A push service believes a token of ours for so long (RFC 8292, 2 allows 24 hours)."""

PUSH_SUBSCRIPTIONS_MAX: Final = 5
"""So many browsers of one person are paged; another one ends the oldest."""

PUSH_ENDPOINT_CHARACTERS_MAX: Final = 1_024
"""No push service has longer addresses."""

PUSH_BODY_ASKED_BYTES_MAX: Final = 8_192
"""A longer request of a service worker is not read."""

PUSH_RESOLVE_S_MAX: Final = 5
"""A push service whose name takes longer to be found is not there."""
