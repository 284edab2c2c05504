"""What is shown, in the language of whoever reads it: the service's own sentences and no other.

What people wrote, names and places are never touched.
"""

from msgspec.structs import replace

from tocsin.tongues.tongue import Tongue
from tocsin.web.shown import (
    ActionShown,
    AdviceShown,
    AlarmShown,
    BoardShown,
    CandidateShown,
    IncidentShown,
    UnitShown,
)


def board_in(tongue: Tongue, board: BoardShown) -> BoardShown:
    """Everything on a board."""
    if tongue.is_english:
        return board
    return replace(
        board,
        incidents=tuple(incident_in(tongue, one) for one in board.incidents),
        units=tuple(unit_in(tongue, one) for one in board.units),
        alarms=alarms_in(tongue, board.alarms),
    )


def incident_in(tongue: Tongue, shown: IncidentShown) -> IncidentShown:
    """What happens next with an incident, what may be done, and why not."""
    if tongue.is_english:
        return shown
    moments = tuple(replace(one, words=tongue.sentence(one.words)) for one in shown.moments)
    advice = _advice_in(tongue, shown.advice) if shown.advice else None
    actions = _actions_in(tongue, shown.actions)
    return replace(shown, moments=moments, advice=advice, actions=actions)


def unit_in(tongue: Tongue, unit: UnitShown) -> UnitShown:
    """Why a unit cannot be moved so."""
    return unit if tongue.is_english else replace(unit, moves=_actions_in(tongue, unit.moves))


def alarms_in(tongue: Tongue, alarms: tuple[AlarmShown, ...]) -> tuple[AlarmShown, ...]:
    """What is wrong."""
    if tongue.is_english:
        return alarms
    return tuple(replace(one, detail=tongue.sentence(one.detail)) for one in alarms)


def _actions_in(tongue: Tongue, actions: tuple[ActionShown, ...]) -> tuple[ActionShown, ...]:
    return tuple(
        replace(one, why_not=tongue.sentence(one.why_not)) if one.why_not else one
        for one in actions
    )


def _advice_in(tongue: Tongue, advice: AdviceShown) -> AdviceShown:
    def said(found: tuple[CandidateShown, ...]) -> tuple[CandidateShown, ...]:
        return tuple(
            replace(one, why_not=tongue.sentence(one.why_not)) if one.why_not else one
            for one in found
        )

    lines = tuple(
        replace(line, picks=said(line.picks), rolling=said(line.rolling)) for line in advice.lines
    )
    return replace(advice, lines=lines, others=said(advice.others))
