"""A trace shows how an SOS went, and nothing about anybody."""

import re

import pytest

from tests.web.town import ANA, town
from tocsin.adapters import traces
from tocsin.adapters.traces import Traces

memory = pytest.importorskip(
    "opentelemetry.sdk.trace.export.in_memory_span_exporter",
    reason="opentelemetry-sdk is not installed: traces are not tested.",
)


@pytest.fixture
def exported():
    return memory.InMemorySpanExporter()


async def test_one_sos_is_one_trace_from_the_request_to_the_hand_over(exported):
    async with town() as t:
        followed = Traces(t.service, exported, at_once=True)
        await t.text(ANA, "SOS he's in the lot")
        await t.settled()
        spans = exported.get_finished_spans()
        names = {span.name for span in spans}
        assert names == {"sos", "durable", "read", "incident", "page", "hand-over"}
        assert len({span.context.trace_id for span in spans}) == 1
        (root,) = [span for span in spans if span.name == "sos"]
        others = [span for span in spans if span.name != "sos"]
        assert all(span.parent.span_id == root.context.span_id for span in others)
        assert all(span.end_time >= span.start_time >= root.start_time for span in spans)
        handed = next(span for span in spans if span.name == "hand-over")
        assert handed.attributes["tocsin.outcome"] == "accepted"
        followed.close()


async def test_nothing_personal_is_in_a_trace(exported):
    async with town() as t:
        followed = Traces(t.service, exported, at_once=True)
        await t.text(ANA, "SOS he's in the lot")
        await t.settled()
        said = "".join(span.to_json() for span in exported.get_finished_spans()).casefold()
        assert said
        said = re.sub(r"0x[0-9a-f]+", "", said)  # The ids of spans are drawn.
        for word in ("person:", "ana", ANA[-7:], "lot", "he's", "lee"):
            assert word not in said.replace("channel", ""), word
        followed.close()


async def test_what_is_followed_is_bounded(exported, monkeypatch):
    monkeypatch.setattr(traces, "FOLLOWED_MAX", 3)
    async with town() as t:
        followed = Traces(t.service, exported, at_once=True)
        for number in range(6):
            await t.text(f"+1520555{number:04d}", f"help {number}")
        await t.settled()
        assert len(followed._signals) <= 3
        assert len(followed._incidents) <= 3
        assert len(followed._attempts) <= 3
        followed.close()
