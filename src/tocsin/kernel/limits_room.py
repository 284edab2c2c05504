"""Bounds of the control room."""

from typing import Final

HANDOVERS_MAX: Final = 50
"""So many hand-overs wait at once for somebody to receive them."""

HANDOVER_OWED_MAX: Final = 500
"""So many open incidents are named in one hand-over; those whose command goes over come first."""
