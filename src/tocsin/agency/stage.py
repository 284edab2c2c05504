"""The agency decides: what of a loaded file is new, and who may look in."""

import msgspec

from tocsin.agency import access
from tocsin.agency.access import EndKey, EndKeys, IssueKey, RedeemLink
from tocsin.agency.diff import LoadAgency
from tocsin.agency.diff import decide as decide_load
from tocsin.agency.dismissal import DismissStaff, ReinstateStaff, decide_dismissal
from tocsin.agency.pushes import EndPush, SubscribePush, decide_push
from tocsin.agency.state import AgencyState
from tocsin.facts.fact import Fact
from tocsin.facts.system import PersonErased, RecordRead, ServiceStarted
from tocsin.kernel.context import Context
from tocsin.kernel.decision import Accepted, Refused


class ReadRecord(msgspec.Struct, frozen=True):
    """Somebody looks at something guarded: it is written down before it is shown."""

    person: str
    what: str
    incident: str


class ErasePerson(msgspec.Struct, frozen=True):
    """The keys of a subject were destroyed."""

    subject: str
    by: str


class StartService(msgspec.Struct, frozen=True):
    """The program started."""

    version: str


Command = (
    LoadAgency
    | IssueKey
    | EndKey
    | EndKeys
    | RedeemLink
    | ReadRecord
    | ErasePerson
    | StartService
    | DismissStaff
    | ReinstateStaff
    | SubscribePush
    | EndPush
)


def decide(
    state: AgencyState, command: Command, context: Context[object]
) -> Accepted[Fact] | Refused:
    """Decide one command of the agency."""
    match command:
        case LoadAgency():
            return decide_load(state, command, context.now)
        case ReadRecord():
            return Accepted((RecordRead(command.person, command.what, command.incident),))
        case ErasePerson():
            return Accepted((PersonErased(command.subject, command.by),))
        case DismissStaff() | ReinstateStaff():
            return decide_dismissal(state, command)
        case SubscribePush() | EndPush():
            return decide_push(state, command)
        case StartService():
            return Accepted((ServiceStarted(command.version),))
        case _:
            return access.decide(state, command, context.now)
