"""The identifiers of everything Tocsin speaks of.

All are short readable strings. A person, place, unit or policy is named by the
agency file; a signal is named where it is received; the rest are counted by the
stage that makes them, so that a replay gives the same names.
"""

from typing import NewType

AgencyId = NewType("AgencyId", str)
PersonId = NewType("PersonId", str)
PlaceId = NewType("PlaceId", str)
UnitId = NewType("UnitId", str)
PolicyId = NewType("PolicyId", str)
SignalId = NewType("SignalId", str)
IncidentId = NewType("IncidentId", str)
PageId = NewType("PageId", str)
MessageId = NewType("MessageId", str)

SYSTEM: PersonId = PersonId("system")
"""The actor of what Tocsin itself decides."""
