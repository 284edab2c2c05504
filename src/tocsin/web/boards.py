"""From state to view: what the control room, an administrator and a sender see.

Pure: the same state and moment give the same view. Whether something is allowed
is asked of the stage that will decide it; no rule is written here a second time.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from tocsin.engine import audit
from tocsin.engine.service import NodeNow
from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.facts.incidents import Disposition, Evidence
from tocsin.intake.grammar import cancel_kind
from tocsin.kernel.context import Context, draws_nothing
from tocsin.kernel.decision import Refused
from tocsin.kernel.limits import AUDIT_EVERY_S, TICK_LATE_S
from tocsin.paging.escalation import is_satisfied
from tocsin.response import stage as response
from tocsin.response.incident import Incident, TakeCommand, VerifyCancel, Word
from tocsin.response.place import best, point_of
from tocsin.response.stage import AddNote, CloseIncident
from tocsin.web import runbooks, space
from tocsin.web.drawn import waits_shown
from tocsin.web.fleet import advice
from tocsin.web.matrix import matrix
from tocsin.web.moments import moments
from tocsin.web.shown import (
    ActionShown,
    AgencyShown,
    AlarmShown,
    CancelShown,
    EvidenceShown,
    IncidentShown,
    NodeShown,
    PlaceShown,
    StepShown,
    SystemShown,
    WordsShown,
)

LATE: Final = timedelta(seconds=AUDIT_EVERY_S + TICK_LATE_S)
"""An engine that has not turned for so long is late, whatever else is well."""


def incident_shown(state: State, view: Views, now: datetime, incident: Incident) -> IncidentShown:
    """One incident as the control room sees it."""
    name = incident.incident
    step = _step(state, name)
    return IncidentShown(
        incident=name,
        kind=incident.kind,
        who=view.who(incident),
        sender=incident.sender,
        verified=incident.verified,
        unreadable=incident.sender.startswith("unreadable:"),
        duress=incident.duress,
        silent=incident.silent,
        is_open=incident.is_open,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        disposition=incident.disposition,
        words=tuple(_words(view, incident)),
        evidence=tuple(_evidence(view, incident)),
        has_caution=bool(view.caution(incident)),
        commander=incident.commander,
        commander_name=view.name(f"person:{incident.commander}") if incident.commander else "",
        command_asked=incident.asked_until is not None,
        cancel=_cancel(view, incident),
        step=step,
        call_by_hand=bool(step and step.widened and not incident.commander and incident.is_open),
        moments=moments(state, view, incident),
        pages=matrix(state, view, name),
        units=incident.units,
        related=incident.related,
        advice=advice(state, view, incident),
        actions=tuple(_actions(state, view, now, incident)),
        located=space.located_shown(view, incident) if incident.is_open else None,
        search=space.search_shown(view, incident),
        could_search=tuple(space.could_search(state, view, incident)),
        waits=tuple(waits_shown(state, incident)),
        more_texts=incident.texts - len(incident.words),
    )


def bare_incident(incident: Incident) -> IncidentShown:
    """As much as cannot fail to be shown: a bug in a view must never hide an SOS."""
    return IncidentShown(
        incident=incident.incident,
        kind="cannot_be_shown",
        who=incident.sender,
        sender=incident.sender,
        verified=incident.verified,
        unreadable=False,
        duress=incident.duress,
        silent=incident.silent,
        is_open=incident.is_open,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        disposition=incident.disposition,
        words=(),
        evidence=(),
        has_caution=False,
        commander=incident.commander,
        commander_name=incident.commander,
        command_asked=False,
        cancel=None,
        step=None,
        call_by_hand=True,
        moments=(),
        pages=(),
        units=incident.units,
        related=incident.related,
        advice=None,
        actions=(),
    )


def _words(view: Views, incident: Incident) -> Iterator[WordsShown]:
    """Every text once; the parts of a long one are joined where its first part stands.

    A safe or duress code is never shown: whoever reads it here could cancel with it.
    """
    done: set[str] = set()
    plan = view.safety_plan(incident.sender)
    for word in incident.words:
        if word.reference and word.reference in done:
            continue
        done.add(word.reference)
        text = _joined(incident, word)
        is_code = text is not None and cancel_kind(text, plan) is not None
        yield WordsShown(None if is_code else text, word.at, is_code)


def _joined(incident: Incident, word: Word) -> str | None:
    if word.text is None:
        return None
    if not word.reference:
        return word.text.reveal()
    parts = sorted(
        (each for each in incident.words if each.reference == word.reference),
        key=lambda each: each.part,
    )
    said = "".join(part.text.reveal() for part in parts if part.text is not None)
    return said if len(parts) >= word.parts else f"{said} [part missing]"


def _evidence(view: Views, incident: Incident) -> Iterator[EvidenceShown]:
    chosen = best(incident.evidence)
    for each in sorted(incident.evidence, key=lambda item: (item is not chosen, item.source)):
        yield _evidence_shown(view, each, is_best=each is chosen)


def _evidence_shown(view: Views, each: Evidence, *, is_best: bool) -> EvidenceShown:
    place = view.places().get(each.place)
    point = point_of(each, view.places())
    sealed = each.point.reveal() if each.point is not None else ""
    return EvidenceShown(
        place.name
        if place
        else (each.label.reveal() if each.label else "") or sealed or each.place,
        each.source,
        each.at,
        each.certainty,
        each.accuracy_m,
        point[0] if point else None,
        point[1] if point else None,
        is_best,
        each.doubt,
        round(each.weight, 2),
    )


def _cancel(view: Views, incident: Incident) -> CancelShown | None:
    given = incident.cancel
    if given is None:
        return None
    judge = view.name(f"person:{given.judged_by}") if given.judged_by else ""
    return CancelShown(given.duress, given.asked_until, given.safe, judge)


def _step(state: State, name: str) -> StepShown | None:
    found = state.paging.escalations.get(name)
    if found is None:
        return None
    return StepShown(
        found.round,
        found.step,
        len(found.policy.steps),
        found.widened,
        found.need,
        len(found.acknowledged),
        bool(found.commander) and is_satisfied(found),
    )


def _actions(state: State, view: Views, now: datetime, incident: Incident) -> Iterator[ActionShown]:
    """Each action is tried on the deciding stage, which changes nothing by deciding."""
    name = incident.incident
    passed = (f"person:{incident.commander}", incident.sender)
    other = next((p for p in state.agency.staff if f"person:{p}" not in passed), "")
    tries: dict[str, Any] = {
        "take_command": TakeCommand(name, other),
        "verify_cancel": VerifyCancel(name, "", safe=True),
        "note": AddNote(name, "", "-"),
        "close": CloseIncident(name, "", Disposition.PERSON_SAFE),
    }
    for action, command in tries.items():
        outcome = response.decide(state.response, command, Context(now, draws_nothing, view))
        why_not = outcome.detail if isinstance(outcome, Refused) else ""
        yield ActionShown(action, not why_not, why_not)


def in_order(incidents: Iterable[Incident]) -> list[Incident]:
    """Open before closed, known voices before unknown ones, duress first, unowned, newest."""
    return sorted(incidents, key=_urgency)


def _urgency(incident: Incident) -> tuple[bool, bool, bool, bool, float]:
    return (
        not incident.is_open,
        not incident.verified,
        not incident.duress,
        bool(incident.commander),
        -incident.opened_at.timestamp(),
    )


def alarms_shown(state: State) -> tuple[AlarmShown, ...]:
    """Every alarm, the newest first."""
    alarms = sorted(state.paging.alarms.values(), key=lambda alarm: alarm.at, reverse=True)
    return tuple(
        AlarmShown(a.alarm, str(a.kind), a.detail, a.at, a.paged, runbooks.path_of(a.kind))
        for a in alarms
    )


def system_shown(
    state: State,
    now: datetime,
    tick_at: datetime,
    not_durable_since: datetime | None,
    node: NodeNow | None = None,
) -> SystemShown:
    """How Tocsin itself is, and which of its nodes shows this."""
    findings = tuple(f"{found.kind}:{found.subject}" for found in audit.audit(state, now))
    late = now - tick_at > LATE
    ok = not findings and not late and not_durable_since is None
    if node is None:
        return SystemShown(ok, late, not_durable_since, findings)
    since = node.not_live_since
    shown = NodeShown(node.machine, node.leads, node.leader, since, knows_positions=node.leads)
    is_live = node.not_live_since is None
    return SystemShown(ok and is_live, late, not_durable_since, findings, shown)


def agency_shown(state: State) -> AgencyShown:
    """The agency in the words a page needs."""
    settings = state.agency.settings
    if settings is None:
        return AgencyShown("No agency file loaded", "UTC", "911")
    return AgencyShown(settings.name, settings.timezone, settings.emergency_number)


def places_shown(state: State) -> tuple[PlaceShown, ...]:
    """Every place that can be given as a location, in the order of the agency file."""
    return tuple(
        PlaceShown(place.place, place.name, place.latitude, place.longitude)
        for place in state.agency.places.values()
    )
