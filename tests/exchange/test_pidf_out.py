from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.reading import near, read_pidf
from tocsin.exchange import pidf_out
from tocsin.exchange.civic import Civic
from tocsin.exchange.fix import Fix
from tocsin.exchange.pidf import Pidf

latitudes = st.floats(-90, 90).map(lambda value: round(value, 6))
longitudes = st.floats(-180, 180).map(lambda value: round(value, 6))
fixes = st.builds(
    Fix,
    latitudes,
    longitudes,
    st.none() | st.floats(0.5, 1e6).map(lambda value: round(value, 3)),
    st.none() | st.sampled_from([0.39, 0.68, 0.95, 0.999]),
    st.none()
    | st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    st.sampled_from(["gnss", "wifi", "cell", "manual", ""]),
).filter(lambda fix: (fix.latitude, fix.longitude) != (0, 0))


@given(fixes, st.text(max_size=30), st.text(max_size=20))
def test_what_is_written_is_read_again(fix, street, name):
    civic = Civic(country="US", RD=street, FLR="2")
    told = read_pidf(pidf_out.write(fix, civic, name).encode())
    assert told.problems == ()
    (back,) = told.fixes
    sure = fix.confidence if fix.accuracy_m is not None else None
    assert back == Fix(
        near(fix.latitude, abs=1e-6),
        near(fix.longitude, abs=1e-6),
        near(fix.accuracy_m),
        near(sure),
        fix.at,
        fix.method,
    )
    assert told.civics()[0].country == "US"


def test_a_document_with_neither_place_nor_address_holds_none():
    told = read_pidf(pidf_out.write(None, None).encode())
    assert isinstance(told, Pidf)
    assert told.locations == ()
