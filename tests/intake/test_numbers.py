"""One phone, one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.numbers import normalise


@pytest.mark.parametrize(
    ("given_number", "region", "normal"),
    [
        ("+15015550123", "US", "+15015550123"),
        ("+1 501 555 0123", "US", "+15015550123"),
        ("15015550123", "US", "+15015550123"),
        ("5015550123", "US", "+15015550123"),
        (" (501) 555-0123 ", "US", "+15015550123"),
        ("0015015550123", "US", "+15015550123"),
        ("07700 900123", "GB", "+447700900123"),
        ("447700900123", "GB", "+447700900123"),
        ("447700900123", "US", "+447700900123"),
        ("00447700900123", "US", "+447700900123"),
        ("+447700900123", "", "+447700900123"),
        ("5550100", "US", "5550100"),  # A local number: nobody knows its area.
        ("555-0100", "US", "5550100"),
        ("911", "US", "911"),
        ("HVEMS", "US", "HVEMS"),
        (" Harlow EMS ", "US", "Harlow EMS"),
        ("1-800-FLOWERS", "US", "1-800-FLOWERS"),
        ("", "US", ""),
        ("9" * 300, "US", "9" * 300),
    ],
)
def test_spellings(given_number, region, normal):
    assert normalise(given_number, region) == normal


numberish = st.text("+0123456789 -()./", max_size=24)
regions = st.sampled_from(["US", "GB", "DE", "IN", "", "ZZ", "nowhere"])


@given(st.text() | numberish, regions)
def test_normalising_twice_changes_nothing(number, region):
    once = normalise(number, region)
    assert normalise(once, region) == once
