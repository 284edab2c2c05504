"""Whether a respondent is in custody, as far as anybody knows. Unknown counts as at large."""

from datetime import datetime, timedelta
from typing import Final

from tocsin.facts.custody import CustodyStatus
from tocsin.facts.incidents import Certainty
from tocsin.facts.risk import RiskReason
from tocsin.kernel.limits import CUSTODY_FRESH_S
from tocsin.watch.case_state import CustodyNow

FRESH: Final = timedelta(seconds=CUSTODY_FRESH_S)


def status_at(found: CustodyNow | None, now: datetime) -> CustodyStatus:
    """Where a respondent is at `now`: in custody while that is fresh and more than alleged."""
    if found is None:
        return CustodyStatus.UNKNOWN
    if found.status is not CustodyStatus.IN_CUSTODY:
        return found.status
    is_fresh = now < found.at + FRESH
    is_sure = found.certainty is not Certainty.ALLEGED
    return CustodyStatus.IN_CUSTODY if is_fresh and is_sure else CustodyStatus.UNKNOWN


def counts_as(found: CustodyNow | None, now: datetime) -> RiskReason | None:
    """The reason that this status is; None only for custody that holds."""
    return {
        CustodyStatus.IN_CUSTODY: None,
        CustodyStatus.AT_LARGE: RiskReason.RESPONDENT_AT_LARGE,
        CustodyStatus.UNKNOWN: RiskReason.CUSTODY_UNKNOWN,
    }[status_at(found, now)]
