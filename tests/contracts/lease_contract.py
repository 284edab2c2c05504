"""What every lease must keep, whatever it is made of.

A test file subclasses `LeaseContract` and gives a `world`; nobody sleeps, the
world is aged instead.
"""

from threading import Thread
from typing import Any

import pytest

from tests.contracts.ledger_contract import AGENCY, draft, run_all
from tocsin.ledger.lease import LEASE_S, PRESENCE_S, NotTaken, Presence, Term
from tocsin.ledger.ledger import LeaseLost


class LeaseContract:
    """The promises. A subclass gives the fixture `world`:

    `world.node(machine, agency=AGENCY, stage_version=1)` is a node with `ledger`,
    `lease`, `inbox` and `bell`; `world.age(seconds)` makes everything that the server
    noted so much older; `world.die(node)` ends its sessions as kill -9 does.
    """

    @pytest.fixture
    def world(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def anvil(self, world) -> Any:
        return world.node("anvil")

    @pytest.fixture
    def bell(self, world) -> Any:
        return world.node("bell")

    # --- one at a time -------------------------------------------------------

    def test_at_first_nobody_holds_it(self, anvil):
        standing = anvil.lease.standing()

        assert (standing.token, standing.machine, standing.is_held) == (0, "", False)
        assert (anvil.lease.agency, anvil.lease.machine) == (AGENCY, "anvil")

    def test_who_takes_it_first_has_it_and_the_other_has_not(self, anvil, bell):
        assert anvil.lease.take() == Term(1, "")
        assert bell.lease.take() is NotTaken.HELD

        standing = bell.lease.standing()
        assert (standing.token, standing.machine, standing.is_held) == (1, "anvil", True)
        assert 0 <= standing.age_s < LEASE_S

    def test_who_has_it_gets_the_same_term_again(self, anvil):
        assert anvil.lease.take() == anvil.lease.take()

    def test_of_many_who_reach_for_it_at_once_one_gets_it(self, world):
        nodes = [world.node(f"m{number}") for number in range(5)]
        found: list[Any] = []
        run_all([Thread(target=lambda n=n: found.append(n.lease.take())) for n in nodes])

        assert sorted(map(str, found)) == sorted([str(NotTaken.HELD)] * 4 + [str(Term(1, ""))])

    def test_agencies_have_nothing_to_do_with_each_other(self, world, anvil):
        anvil.lease.take()
        other = world.node("bell", agency="Coldwater Fire")

        assert other.lease.take() == Term(1, "")
        assert anvil.lease.standing().machine == "anvil"
        anvil.lease.renew()

    # --- taking over ---------------------------------------------------------

    def test_who_renews_keeps_it_for_as_long_as_that_goes_on(self, world, anvil, bell):
        anvil.lease.take()
        for _ in range(4):
            world.age(LEASE_S - 1)
            anvil.lease.renew()
            assert bell.lease.take() is NotTaken.HELD

    def test_a_dead_node_is_followed_at_once(self, world, anvil, bell):
        anvil.lease.take()
        world.die(anvil)

        assert bell.lease.take() == Term(2, "anvil")
        assert bell.lease.standing().machine == "bell"

    def test_a_silent_node_is_followed_although_its_session_lives(self, world, anvil, bell):
        anvil.lease.take()
        world.age(LEASE_S + 0.5)

        assert not bell.lease.standing().is_held
        assert bell.lease.take() == Term(2, "anvil")
        with pytest.raises(LeaseLost):
            anvil.lease.renew()
        assert anvil.lease.take() is NotTaken.HELD

    def test_who_lost_it_may_have_it_again_under_a_new_token(self, world, anvil, bell):
        anvil.lease.take()
        world.age(LEASE_S + 0.5)
        bell.lease.take()
        bell.lease.release()

        assert anvil.lease.take() == Term(3, "bell")

    def test_a_session_that_ended_without_a_successor_is_taken_up_again(self, world, anvil, bell):
        anvil.lease.take()
        world.die(anvil)
        anvil.lease.renew()

        assert bell.lease.take() is NotTaken.HELD
        assert anvil.lease.take() == Term(1, "")

    def test_who_does_not_hold_it_cannot_renew_it(self, anvil, bell):
        anvil.lease.take()
        with pytest.raises(LeaseLost):
            bell.lease.renew()

    # --- giving it up --------------------------------------------------------

    def test_what_is_released_is_free_at_once(self, anvil, bell):
        anvil.lease.take()
        anvil.lease.release()

        assert not bell.lease.standing().is_held
        assert bell.lease.take() == Term(2, "anvil")
        with pytest.raises(LeaseLost):
            anvil.lease.renew()

    def test_who_does_not_hold_it_releases_nothing(self, anvil, bell):
        anvil.lease.take()
        bell.lease.release()

        assert anvil.lease.standing().is_held
        anvil.lease.renew()

    def test_an_heir_has_the_first_word_for_a_while(self, world, anvil, bell):
        anvil.lease.take()
        anvil.lease.release(heir="bell")

        assert anvil.lease.take() is NotTaken.PROMISED
        assert bell.lease.take() == Term(2, "anvil")

    def test_an_heir_who_does_not_come_is_not_waited_for(self, world, anvil):
        anvil.lease.take()
        anvil.lease.release(heir="bell")
        world.age(LEASE_S + 0.5)

        assert anvil.lease.take() == Term(2, "anvil")

    def test_whoever_closes_gives_it_up(self, anvil, bell):
        anvil.lease.take()
        anvil.lease.close()

        assert bell.lease.take() == Term(2, "anvil")

    # --- the fence -----------------------------------------------------------

    def test_who_holds_it_writes_and_nobody_else(self, anvil, bell):
        anvil.ledger.fence(anvil.lease.take().token)
        entries = anvil.ledger.append([draft(1)])
        with pytest.raises(LeaseLost):
            bell.ledger.append([draft(2)])

        assert list(bell.ledger.read()) == entries

    def test_a_paused_leader_that_wakes_can_write_nothing(self, world, anvil, bell):
        anvil.ledger.fence(anvil.lease.take().token)
        anvil.ledger.append([draft(1)], expected=0)
        world.age(LEASE_S + 0.5)
        bell.ledger.fence(bell.lease.take().token)

        anvil.ledger.stage_key("person/ana", b"wrapped")
        for write in (
            lambda: anvil.ledger.append([draft(2)], expected=1),
            lambda: anvil.ledger.append([draft(2)]),
            lambda: anvil.ledger.save_snapshot(1, "v1", b"state"),
            lambda: anvil.ledger.destroy_key("person/ana"),
            lambda: anvil.inbox.answer({"L-1": b"done"}, 1),
        ):
            with pytest.raises(LeaseLost):
                write()
        assert bell.ledger.head()[0] == 1
        assert bell.ledger.load_snapshot() is None
        assert bell.ledger.append([draft(3)], expected=1)[0].position == 2

    def test_keys_of_a_lost_term_are_never_written(self, world, anvil, bell):
        anvil.ledger.fence(anvil.lease.take().token)
        anvil.ledger.stage_key("person/ana", b"lost")
        world.age(LEASE_S + 0.5)
        bell.ledger.fence(bell.lease.take().token)
        bell.ledger.stage_key("person/ana", b"hers")
        bell.ledger.append([draft(1)])
        bell.lease.release()
        anvil.ledger.fence(anvil.lease.take().token)
        anvil.ledger.append([draft(2)])

        assert anvil.ledger.get_key("person/ana") == b"hers"

    # --- versions ------------------------------------------------------------

    def test_a_node_older_than_what_has_decided_never_leads(self, world):
        old, new = world.node("anvil", stage_version=3), world.node("bell", stage_version=4)
        old.lease.take()
        world.die(old)
        assert new.lease.take() == Term(2, "anvil")
        new.lease.release()

        assert old.lease.standing().stage_version == 4
        assert old.lease.take() is NotTaken.OLD_STAGES
        world.age(LEASE_S * 1_000)
        assert old.lease.take() is NotTaken.OLD_STAGES

    # --- who is there --------------------------------------------------------

    def test_everybody_sees_who_is_there_and_who_leads(self, world, anvil, bell):
        anvil.lease.take()
        world.node("anvil", agency="Coldwater Fire").lease.attend()
        anvil.lease.attend()
        bell.lease.attend()

        seen = [each._replace(age_s=0.0) for each in bell.lease.presences()]
        assert seen == [
            Presence("Coldwater Fire", "anvil", leads=False, age_s=0.0, stage_version=1),
            Presence(AGENCY, "anvil", leads=True, age_s=0.0, stage_version=1),
            Presence(AGENCY, "bell", leads=False, age_s=0.0, stage_version=1),
        ]

    def test_who_is_silent_is_not_there(self, world, anvil, bell):
        anvil.lease.attend()
        world.age(PRESENCE_S + 0.5)
        bell.lease.attend()

        assert [each.machine for each in anvil.lease.presences()] == ["bell"]

    def test_who_is_silent_without_a_word_is_missed_and_who_left_is_not(self, world, anvil, bell):
        cole = world.node("cole")
        for each in (anvil, bell, cole):
            each.lease.attend()
        assert cole.lease.missing() == ()
        bell.lease.close()
        world.age(PRESENCE_S + 0.5)
        cole.lease.attend()

        assert cole.lease.missing() == ("anvil",)
        anvil.lease.attend()
        assert cole.lease.missing() == ()

    def test_who_is_missed_is_missed_at_its_own_agency(self, world, anvil):
        anvil.lease.attend()
        world.age(PRESENCE_S + 0.5)

        assert world.node("bell", agency="Coldwater Fire").lease.missing() == ()
