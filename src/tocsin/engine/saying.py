"""An incident as statements for another agency, each with its source, time and certainty.

For those who are asked to come: where, what was said, what to beware of, who is
there already. The name and the number of who asked for help stay here, and so
does every code of her plan and every text whose key is gone. What cannot be
said whole is not said.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final

from tocsin.engine.stages import State
from tocsin.engine.views import Views
from tocsin.engine.views_space import own_words
from tocsin.exchange.eido_out import CautionOut, NoteOut, PlaceOut, UnitsOut
from tocsin.exchange.fix import Fix
from tocsin.exchange.statement import Statement
from tocsin.facts.agency import SafetyPlan
from tocsin.facts.incidents import Certainty, Evidence
from tocsin.ground.ground import Peak
from tocsin.intake.grammar import cancel_kind, fold_code
from tocsin.kernel.private import Private
from tocsin.response.incident import Incident, Word
from tocsin.response.place import point_of
from tocsin.response.sending import recommendation
from tocsin.response.unit import Status

CODE: Final = "[safe or duress code]"
"""What stands where a code of a safety plan stood."""

PEAKS_SAID_MAX: Final = 5
PEAK_SHARE_LEAST: Final = 0.02
"""So many places where she may be are told, none with less belief than this share."""

EVIDENCE_SAID_MAX: Final = 24
WORDS_SAID_MAX: Final = 24
CLEARED_SAID_MAX: Final = 24
"""So much of what is known goes into one document, the newest of it."""

_CALLER: Final = "the person who asked for help"
_WATCH: Final = "what is known of a threat"
"""Whose word it is when a threat opened the incident, or came to it: not hers."""

_SOURCES: Final = {
    "words": _CALLER,
    "phone": f"phone of {_CALLER}",
    "roster": "roster",
    "walk": "last safe walk",
    "dispatcher": "dispatcher",
    "searcher": "searcher",
    "sighting": f"{_CALLER}, of somebody else",
    "third_party": "third party",
    "neighbour": "neighbour centre",
}
_FROM_LEAST: Final = (
    Certainty.ALLEGED,
    Certainty.REPORTED,
    Certainty.AMENDED,
    Certainty.CONFIRMED,
)
_DO_NOT_CALL: Final = "Do not call or text the phone of the person who asked for help."
_FORCED: Final = (
    "The person who asked for help is under threat: an all-clear from her phone may be forced."
)


def without_code(words: str, plan: SafetyPlan | None) -> str:
    """The same words, but never a code with which somebody could cancel.

    A code is found however it is spaced or written, as intake finds it.
    """
    for code in (plan.safe_code, plan.duress_code) if plan else ():
        if code is not None and code.text:
            letters = r"\s*".join(map(re.escape, fold_code(code.text)))
            words = re.sub(letters, CODE, words, flags=re.IGNORECASE)
    return words


def agency_name(state: State) -> str:
    """How the agency calls itself."""
    settings = state.agency.settings
    return settings.name if settings else "Tocsin"


def _source(incident: Incident, source: str) -> str:
    """Whose word it is. What a neighbour's document told us is the neighbour's word."""
    if incident.sender.startswith("neighbour:") and source in ("words", "sighting", "phone"):
        return _SOURCES["neighbour"]
    return _SOURCES.get(source, source)


def _key(*parts: object) -> str:
    """A part's name in every document of the incident: the same, and telling nothing."""
    return sha256("|".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:16]


def places(state: State, view: Views, incident: Incident) -> Iterator[PlaceOut]:
    """Where she probably is, the most probable first, and where units wait for the scene."""
    for peak in view.located(incident).peaks[:PEAKS_SAID_MAX]:
        if peak.mass >= PEAK_SHARE_LEAST:
            yield _peak(state, incident, peak)
    for unit, sealed in incident.staging:
        point, _, words = (sealed.text or "").partition(" ")
        latitude, _, longitude = point.partition(",")
        dispatched = state.response.units.get(unit)
        if longitude and dispatched is not None and dispatched.incident == incident.incident:
            said = f"{unit} waits here until the scene is safe: {words or 'staging point'}."
            source, at = agency_name(state), dispatched.since
            statement = Statement(said, source, at, Certainty.CONFIRMED)
            fix = Fix(float(latitude), float(longitude), None, None, None)
            yield PlaceOut(statement, fix, kind="Staging", key=_key("staging", unit))


def _peak(state: State, incident: Incident, peak: Peak) -> PlaceOut:
    """It is as old as the newest evidence that speaks for it, and as sure as the least sure."""
    rests_on = [one for one in incident.evidence if one.source in peak.sources]
    at = max((one.at for one in rests_on), default=incident.opened_at)
    sure = min((one.certainty for one in rests_on), key=_FROM_LEAST.index, default=None)
    told = ", ".join(dict.fromkeys(_source(incident, each) for each in peak.sources))
    name = f"{peak.label}: p" if peak.label else "P"
    words = f"{name}robably here, with {peak.mass:.0%} of all belief."
    statement = Statement(
        words,
        f"estimate of {agency_name(state)} from {told or 'what is known'}",
        at,
        sure or Certainty.REPORTED,
    )
    confidence = max(0.01, round(0.9 * peak.mass, 2))
    fix = Fix(peak.latitude, peak.longitude, max(1.0, peak.radius_90_m), confidence, at)
    return PlaceOut(statement, fix)


def evidence(state: State, view: Views, incident: Incident) -> Iterator[NoteOut]:
    """Each piece of evidence of where she is, as it came; none whose text is erased."""
    seen: dict[tuple[object, ...], int] = {}
    for one in sorted(incident.evidence, key=lambda each: each.at)[-EVIDENCE_SAID_MAX:]:
        where = _where(view, one)
        if not where:
            continue
        same = (one.source, one.at, one.place)
        seen[same] = seen.get(same, 0) + 1
        doubt = f" Doubtful: {one.doubt.replace('_', ' ')}." if one.doubt else ""
        words = f"Place: {where}, within {one.accuracy_m:.0f} m.{doubt}"
        source = f"{_source(incident, one.source)}, {agency_name(state)}"
        yield NoteOut(
            Statement(words, source, one.at, one.certainty),
            key=_key("evidence", *same, seen[same]),
        )


def _where(view: Views, one: Evidence) -> str:
    if any(sealed is not None and sealed.text is None for sealed in (one.point, one.label)):
        return ""
    known = view.places().get(one.place)
    name = one.label.reveal() if one.label else known.name if known else ""
    point = point_of(one, view.places())
    return ", ".join(filter(None, (name, f"{point[0]:.6f},{point[1]:.6f}" if point else "")))


def words(state: State, view: Views, incident: Incident) -> Iterator[NoteOut]:
    """What she wrote, exactly, but for codes and for lines in which her phone speaks."""
    plan = view.safety_plan(incident.sender)
    is_document = incident.sender.startswith("neighbour:")
    whose = "document of a neighbour centre" if is_document else f"text message of {_CALLER}"
    for word, text in _texts(incident.words[-WORDS_SAID_MAX:]):
        said = without_code(own_words(text), plan).strip()
        if said and cancel_kind(text, plan) is None:
            source = f"{_WATCH if word.signal.startswith('T-') else whose}, {agency_name(state)}"
            statement = Statement(said, source, word.at, Certainty.REPORTED)
            yield NoteOut(statement, key=_key("words", word.signal))


def _texts(said: Iterable[Word]) -> Iterator[tuple[Word, str]]:
    """Every text once; the parts of a long one joined where its first part stands."""
    whole: dict[str, list[Word]] = {}
    for word in said:
        whole.setdefault(word.reference or f"signal {word.signal}", []).append(word)
    for parts in whole.values():
        ordered = sorted(parts, key=lambda part: part.part)
        texts = [part.text.text for part in ordered if part.text is not None]
        yield parts[0], "".join(text for text in texts if text is not None)


def cautions(state: State, view: Views, incident: Incident, now: datetime) -> Iterator[CautionOut]:
    """What may hurt her or those who come. A plan holds as of now."""
    plan = view.safety_plan(incident.sender)
    source = f"safety plan, {agency_name(state)}"
    if plan is not None and plan.caution is not None and plan.caution.text:
        text = without_code(plan.caution.text, plan)
        said = Statement(text, source, now, Certainty.REPORTED)
        yield CautionOut(said, "highest", _key("plan"))
    if incident.silent or incident.duress:
        said = Statement(_DO_NOT_CALL, source, now, Certainty.CONFIRMED)
        yield CautionOut(said, "highest", _key("silent"))
    if incident.duress:
        source = f"text message of {_CALLER}, {agency_name(state)}"
        said = Statement(_FORCED, source, now, Certainty.REPORTED)
        yield CautionOut(said, "highest", _key("duress"))


def units(state: State, incident: Incident) -> Iterator[NoteOut]:
    """Which units are on it, and how far they are."""
    for name in incident.units:
        now, profile = state.response.units.get(name), state.agency.units.get(name)
        if now is None or now.incident != incident.incident:
            continue
        kind = f" ({profile.kind})" if profile else ""
        words = f"Unit {name}{kind}: {str(now.status).replace('_', ' ')}."
        is_ours = now.status is Status.DISPATCHED and not now.acknowledged
        source = agency_name(state) if is_ours else f"crew of {name}, {agency_name(state)}"
        sure = Certainty.CONFIRMED if is_ours else Certainty.REPORTED
        yield NoteOut(Statement(words, source, now.since, sure), key=_key("unit", name))


def requests(
    state: State, view: Views, incident: Incident, by: str, now: datetime
) -> Iterator[UnitsOut]:
    """What the response plan asks for and we cannot send: so many of each kind."""
    for line in recommendation(state.response, incident, view).lines:
        own = sum(pick.kind == line.kind for pick in line.picks)
        missing = line.count - len(line.assigned) - own
        if missing > 0:
            yield UnitsOut(missing, line.kind, by, now, _key("request", line.kind))


def search(state: State, incident: Incident, now: datetime) -> Iterator[NoteOut]:
    """How the search stands, and what was looked through in vain."""
    found = incident.search
    if found is None:
        return
    if found.found_by:
        how = "The person was found."
    elif found.is_running:
        how = f"A search is under way with {len(found.searchers)} searchers."
    else:
        how = "A search was ended without finding the person."
    statement = Statement(how, agency_name(state), now, Certainty.REPORTED)
    yield NoteOut(statement, key=_key("search"))
    for nth, one in enumerate(found.cleared[-CLEARED_SAID_MAX:]):
        label = _open(one.segment.label)
        if label:
            text = f"Searched and nobody found: {label}, with {one.pod:.0%} certainty."
            source = f"searcher, {agency_name(state)}"
            key = _key("cleared", one.segment.segment, one.at, nth)
            yield NoteOut(Statement(text, source, one.at, Certainty.REPORTED), key=key)


def _open(sealed: Private) -> str:
    return sealed.text or ""
