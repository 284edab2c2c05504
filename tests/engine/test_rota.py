"""The rota is proved at once when somebody leaves, not within the hour."""

import asyncio

from tests.web.town import town
from tocsin.agency.dismissal import DismissStaff
from tocsin.engine.rota import prove_rota


async def test_the_dismissal_of_the_only_one_on_call_is_alarmed_at_once():
    async with town() as t:
        proof = asyncio.create_task(prove_rota(t.service))
        await t.settled()
        alarms = t.service.engine.state.paging.alarms
        assert not [name for name in alarms if name.startswith("rota_hole:oncall:supervisor")]
        await t.service.submit(DismissStaff("lee", "jo"), "jo")
        await t.settled()
        assert [name for name in alarms if name.startswith("rota_hole:oncall:supervisor")]
        proof.cancel()
