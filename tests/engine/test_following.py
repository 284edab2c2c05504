"""A server that holds less than a node has folded: put right again, or said aloud."""

import asyncio

from tests.engine.nodes import in_town, two
from tocsin.engine.following import BEHIND_S


def forgets(town, count):
    """A failover to a standby that lagged by so many entries; what it lost."""
    entries = town.ledger._entries
    lost = entries[-count:]
    del entries[-count:]
    return lost


def knows(town, name):
    machine = town.machines[name]
    return machine.node.not_live_since(machine.clock.now()) is None


def test_a_follower_of_a_server_that_is_behind_is_not_live_and_goes_on_once_it_has_caught_up():
    async def scenario(town):
        await two(town)
        await town.send_text("anvil", "ana", "SOS")
        await town.until(lambda: town.to("lee"))
        await asyncio.sleep(1)
        head = town.ledger.head()
        lost = forgets(town, 3)
        await asyncio.sleep(BEHIND_S / 2)
        assert not knows(town, "bell")
        assert town.machines["bell"].engine.position == head[0]
        town.ledger._entries.extend(lost)
        await town.until(lambda: knows(town, "bell"))
        assert "ledger_lost:ledger" not in town.machines["bell"].engine.state.paging.alarms

    in_town(scenario)


def test_what_a_server_has_lost_for_good_is_an_alarm_of_the_next_who_leads():
    async def scenario(town):
        await two(town)
        await asyncio.sleep(1)
        known = town.ledger.head()[0]
        town.kill("anvil")
        forgets(town, 2)
        await town.leads("bell")
        bell = town.machines["bell"].engine
        assert "ledger_lost:ledger" in bell.state.paging.alarms
        assert str(known) in bell.state.paging.alarms["ledger_lost:ledger"].detail
        entries = list(town.ledger.read())
        assert [each.position for each in entries] == list(range(1, len(entries) + 1))
        assert bell.durable_position == len(entries)

    in_town(scenario)


def test_a_follower_whose_last_entry_became_another_folds_what_is_on_record():
    async def scenario(town):
        await two(town)
        await town.send_text("anvil", "ana", "SOS")
        await asyncio.sleep(1)
        entry = town.ledger._entries[-1]
        town.ledger._entries[-1] = type(entry)(
            **{name: getattr(entry, name) for name in entry.__struct_fields__} | {"hash": "f" * 64}
        )
        town.machines["bell"].node._following._last = entry.position, entry.hash
        await town.until(lambda: not knows(town, "bell"), 10)
        await town.until(lambda: knows(town, "bell"), BEHIND_S + 10)

    in_town(scenario)
