"""What happens by itself next with an incident, and when: read from the agendas' own rules."""

from collections.abc import Iterator

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.paging.escalation import next_moment
from tocsin.paging.state import Escalation
from tocsin.response.incident import Incident
from tocsin.web.shown import MomentShown


def moments(state: State, view: Views, incident: Incident) -> tuple[MomentShown, ...]:
    """Every moment that is ahead, the earliest first."""
    if not incident.is_open:
        return ()
    escalation = state.paging.escalations.get(incident.incident)
    found = [*_of_escalation(escalation), *_of_command(view, incident), *_of_cancel(incident)]
    return tuple(sorted(found, key=lambda moment: moment.at))


def _of_escalation(escalation: Escalation | None) -> Iterator[MomentShown]:
    at = next_moment(escalation) if escalation else None
    if escalation is None or at is None:
        return
    steps = len(escalation.policy.steps)
    if escalation.widened:
        yield MomentShown(at, "repeat", "everyone is paged again")
    elif escalation.step >= steps:
        yield MomentShown(at, "widen", "EVERYONE is paged")
    else:
        yield MomentShown(at, "step", f"step {escalation.step + 1} of {steps}")


def _of_command(view: Views, incident: Incident) -> Iterator[MomentShown]:
    if not incident.commander:
        return
    name = view.name(f"person:{incident.commander}")
    if incident.asked_until is not None:
        words = f"{name} must answer the check-back, or paging starts again"
        yield MomentShown(incident.asked_until, "check_back_answer", words)
    elif incident.check_back_at is not None:
        yield MomentShown(incident.check_back_at, "check_back", f"check-back with {name}")


def _of_cancel(incident: Incident) -> Iterator[MomentShown]:
    cancel = incident.cancel
    if cancel is not None and cancel.safe is None and cancel.asked_until is not None:
        words = "call-back on the cancel is asked for again"
        yield MomentShown(cancel.asked_until, "verify_cancel", words)
