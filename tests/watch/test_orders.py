"""Orders in time, and several of them together."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.watch.casework import DAY, NOW, order, rex, sealed
from tocsin.facts.orders import Condition, StayAwayArea
from tocsin.watch.case_state import Cases, OrderNow
from tocsin.watch.orders import (
    Conflict,
    Contact,
    OrderStatus,
    end_of_day,
    ends_at,
    holds,
    pairs,
    status,
    strictest,
)

ZONES = ("America/Chicago", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "UTC")
moments = st.integers(-400, 400).map(lambda days: NOW + days * DAY)
entered = st.builds(
    lambda issued, effective, expires, served, vacated: OrderNow(
        order(
            issued_at=issued,
            effective_at=effective,
            expires_at=expires,
            served_at=served,
        ),
        "jo",
        issued,
        vacated_at=vacated,
    ),
    moments,
    moments,
    st.none() | moments,
    st.none() | moments,
    st.none() | moments,
)
LIFE = list(OrderStatus)


def cases(*orders, **respondent):
    known = Cases()
    known.respondents["R-1"] = rex(**respondent)
    for one in orders:
        known.orders[one.order] = OrderNow(one, "jo", NOW)
    return known


@given(entered, moments, st.integers(0, 400))
def test_an_order_never_goes_back_in_its_life(one, at, days):
    later = at + days * DAY
    assert LIFE.index(status(one, at)) <= LIFE.index(status(one, later)) or (
        status(one, at) is OrderStatus.EXPIRED and status(one, later) is OrderStatus.VACATED
    )


@given(entered, moments)
def test_an_order_holds_from_its_effect_until_its_end_served_or_not(one, at):
    end = ends_at(one)
    assert holds(one, at) == (one.order.effective_at <= at and (end is None or at < end))


def test_an_order_without_an_end_holds_for_ever():
    one = OrderNow(order(expires_at=None), "jo", NOW)
    assert status(one, NOW + 40_000 * DAY) is OrderStatus.IN_FORCE


def test_an_order_ends_at_the_midnight_of_the_court_not_of_the_agency():
    end = end_of_day(date(2026, 3, 7), "America/New_York")
    assert end == datetime(2026, 3, 8, 5, tzinfo=UTC)
    one = OrderNow(order(expires_at=end), "jo", NOW)
    # 23:30 in the agency's zone is half past midnight where the court is.
    assert status(one, datetime(2026, 3, 8, 4, 59, tzinfo=UTC)) is OrderStatus.IN_FORCE
    assert status(one, datetime(2026, 3, 8, 5, 0, tzinfo=UTC)) is OrderStatus.EXPIRED


@given(st.dates(date(2020, 1, 1), date(2030, 12, 30)), st.sampled_from(ZONES))
def test_a_day_is_over_only_when_no_clock_of_the_court_shows_it(day, zone):
    end = end_of_day(day, zone)
    just_before = (end - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert just_before.date() == day
    assert end.astimezone(ZoneInfo(zone)).date() == day + timedelta(days=1)
    # Where midnight comes twice the order holds until the second.
    assert (end + timedelta(hours=2)).astimezone(ZoneInfo(zone)).date() > day


def test_of_overlapping_orders_the_strictest_holds():
    lot = StayAwayArea(200.0, place="lot")
    first = order(conditions=(Condition.STAY_AWAY,), distance_m=100, areas=(lot,))
    second = order(
        order="O-2",
        conditions=(Condition.RESTRAINED_FROM_HARM, Condition.NO_COMMUNICATION),
        distance_m=300,
        workplaces=("base",),
    )
    found = strictest(cases(first, second), "ana", "R-1", NOW)
    assert found is not None
    assert found.distance_m == 300
    assert found.conditions == (
        Condition.RESTRAINED_FROM_HARM,
        Condition.STAY_AWAY,
        Condition.NO_COMMUNICATION,
    )
    assert found.areas == (lot,)
    assert found.workplaces == ("base",)
    assert found.contact is Contact.FORBIDDEN
    assert found.conflicts == (Conflict.DISTANCES_DIFFER,)


def test_an_order_without_the_code_for_contact_never_reads_as_leave_to_make_contact():
    one = order(conditions=(Condition.SEE_TEXT,), text=cast.private("ana", "as in the decree"))
    found = strictest(cases(one), "ana", "R-1", NOW)
    assert found is not None
    assert found.contact is Contact.READ_THE_ORDER
    assert Conflict.TERMS_IN_TEXT in found.conflicts
    assert "allowed" not in {str(word) for word in Contact}


def test_orders_that_contradict_are_shown_to_contradict():
    visits = order(order="O-2", conditions=(Condition.VISITATION_RIGHTS,))
    found = strictest(cases(order(), visits), "ana", "R-1", NOW)
    assert found is not None
    assert found.contact is Contact.FORBIDDEN
    assert Conflict.CONTACT_AND_VISITS in found.conflicts


def test_a_respondent_who_is_protected_too_is_shown_as_such():
    mutual = order(order="O-2", protected=("zed",), respondents=("R-2",))
    found = strictest(cases(order(), mutual, staff=sealed("zed")), "ana", "R-1", NOW)
    assert found is not None
    assert found.conflicts == (Conflict.ALSO_PROTECTED,)


def test_only_pairs_between_whom_an_order_holds_are_watched():
    over = order(expires_at=NOW - DAY)
    assert list(pairs(cases(over), NOW)) == []
    assert list(pairs(cases(order()), NOW)) == [("ana", "R-1")]
    assert strictest(cases(over), "ana", "R-1", NOW) is None
