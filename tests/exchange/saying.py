"""Statements as the tests make them, and strategies for them."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from tocsin.exchange.fix import clean
from tocsin.exchange.statement import Statement
from tocsin.facts.incidents import Certainty

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def said(text="Grey van, no plates.", certainty=Certainty.REPORTED, source="shift lead", at=AT):
    return Statement(text, source, at, certainty)


moments = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))
sources = st.text(alphabet='abc <>&"|[]-é', min_size=1, max_size=20).map(
    lambda text: " ".join(text.replace("]", ")").split())
)
statements = st.builds(
    Statement,
    (st.text(max_size=80) | st.text(alphabet='<>&"/p brscit]|[\n', max_size=80)).map(clean),
    sources,
    moments,
    st.sampled_from(Certainty),
).filter(lambda each: each.text and each.source)
