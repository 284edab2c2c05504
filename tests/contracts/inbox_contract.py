"""What every inbox and bell must keep, whatever they are made of.

A test file subclasses `InboxContract` and gives the `world` of `LeaseContract`.
"""

from threading import Thread
from typing import Any

import pytest

from tests.contracts.ledger_contract import draft, run_all
from tocsin.ledger.inbox import (
    LETTER_BYTES_MAX,
    LETTER_ID_CHARACTERS_MAX,
    Backlog,
    Ring,
)
from tocsin.ledger.ledger import LeaseLost


class InboxContract:
    """The promises."""

    @pytest.fixture
    def world(self) -> Any:
        raise NotImplementedError

    @pytest.fixture
    def leader(self, world) -> Any:
        node = world.node("anvil")
        node.token = node.lease.take().token
        node.ledger.fence(node.token)
        return node

    @pytest.fixture
    def follower(self, leader, world) -> Any:
        return world.node("bell")

    def test_an_empty_inbox_has_nothing(self, follower):
        assert follower.inbox.waiting(10) == []
        assert follower.inbox.backlog() == Backlog(0, 0.0)
        assert follower.inbox.answers(["L-1"]) == {}
        assert follower.inbox.sweep(0.0) == 0

    def test_the_leader_finds_what_a_follower_put_in_its_order(self, leader, follower):
        bodies = {f"L-{number % 7}-ü": bytes([number, 0, 255]) for number in range(7)}
        for letter_id, body in bodies.items():
            assert follower.inbox.put(letter_id, body) is True

        letters = leader.inbox.waiting(10)
        assert [(each.id, each.machine, each.body) for each in letters] == [
            (letter_id, "bell", body) for letter_id, body in bodies.items()
        ]
        assert [each.id for each in leader.inbox.waiting(2)] == list(bodies)[:2]
        assert leader.inbox.waiting(0) == []

    def test_a_letter_put_twice_is_one_letter(self, leader, follower):
        follower.inbox.put("L-1", b"first")

        assert follower.inbox.put("L-1", b"second") is False
        assert leader.inbox.put("L-1", b"third") is False
        assert [each.body for each in leader.inbox.waiting(10)] == [b"first"]

    def test_several_are_put_together_in_their_order(self, leader, follower):
        follower.inbox.put("L-2", b"two")

        letters = {"L-3": b"three", "L-2": b"again", "L-1": b"one"}
        assert follower.inbox.put_all(letters) == {"L-3", "L-1"}
        assert follower.inbox.put_all({}) == set()
        assert [(each.id, each.body) for each in leader.inbox.waiting(9)] == [
            ("L-2", b"two"),
            ("L-3", b"three"),
            ("L-1", b"one"),
        ]

    def test_of_many_who_put_it_at_once_one_did(self, leader, follower):
        put: list[bool] = []
        run_all(
            [
                Thread(target=lambda n=n: put.append(n.inbox.put("L-1", b"x")))
                for n in (leader, follower) * 3
            ]
        )

        assert sorted(put) == [False] * 5 + [True]

    def test_what_was_put_survives_the_node_that_took_it(self, world, leader, follower):
        follower.inbox.put("L-1", b"SOS")
        world.die(follower)

        assert [each.body for each in leader.inbox.waiting(1)] == [b"SOS"]

    def test_an_answer_reaches_whoever_waits_and_the_body_is_dropped(self, leader, follower):
        follower.inbox.put("L-1", b"one")
        follower.inbox.put("L-2", b"two")
        leader.inbox.answer({"L-1": b"done"}, leader.token)

        assert follower.inbox.answers(["L-1", "L-2", "L-3"]) == {"L-1": b"done"}
        assert [each.id for each in leader.inbox.waiting(10)] == ["L-2"]
        assert follower.inbox.put("L-1", b"one") is False
        assert [each.id for each in leader.inbox.waiting(10)] == ["L-2"]

    def test_an_empty_answer_is_an_answer(self, leader, follower):
        follower.inbox.put("L-1", b"")
        leader.inbox.answer({"L-1": b""}, leader.token)

        assert follower.inbox.answers(["L-1"]) == {"L-1": b""}
        assert leader.inbox.waiting(10) == []

    def test_the_first_answer_stays_and_unknown_letters_are_passed_over(self, leader, follower):
        follower.inbox.put("L-1", b"one")
        leader.inbox.answer({"L-1": b"first", "L-9": b"?"}, leader.token)
        leader.inbox.answer({"L-1": b"second"}, leader.token)

        assert follower.inbox.answers(["L-1", "L-9"]) == {"L-1": b"first"}

    def test_only_the_one_with_the_lease_answers(self, world, leader, follower):
        follower.inbox.put("L-1", b"one")
        world.die(leader)
        token = follower.lease.take().token
        with pytest.raises(LeaseLost):
            leader.inbox.answer({"L-1": b"late"}, leader.token)
        assert follower.inbox.answers(["L-1"]) == {}

        follower.inbox.answer({"L-1": b"done"}, token)
        assert leader.inbox.answers(["L-1"]) == {"L-1": b"done"}

    def test_the_backlog_says_how_many_wait_and_how_long(self, world, leader, follower):
        follower.inbox.put("L-1", b"one")
        world.age(60)
        follower.inbox.put("L-2", b"two")

        waiting, oldest_s = leader.inbox.backlog()
        assert waiting == 2
        assert 60 <= oldest_s < 90
        assert [each.age_s >= 60 for each in leader.inbox.waiting(10)] == [True, False]

    def test_only_what_was_answered_long_ago_is_forgotten(self, world, leader, follower):
        for letter_id in ("L-1", "L-2", "L-3"):
            follower.inbox.put(letter_id, b"x")
        leader.inbox.answer({"L-1": b"done"}, leader.token)
        world.age(3_600)
        leader.inbox.answer({"L-2": b"done"}, leader.token)

        assert leader.inbox.sweep(600) == 1
        assert follower.inbox.answers(["L-1", "L-2"]) == {"L-2": b"done"}
        assert [each.id for each in leader.inbox.waiting(10)] == ["L-3"]
        assert follower.inbox.put("L-1", b"x") is True

    def test_agencies_do_not_see_each_others_letters(self, world, leader, follower):
        follower.inbox.put("L-1", b"ours")
        other = world.node("bell", agency="Coldwater Fire")

        assert other.inbox.waiting(10) == []
        assert other.inbox.put("L-1", b"theirs") is True
        assert [each.body for each in leader.inbox.waiting(10)] == [b"ours"]

    @pytest.mark.parametrize(
        ("letter_id", "size"),
        [("", 1), ("x" * (LETTER_ID_CHARACTERS_MAX + 1), 1), ("L-1", LETTER_BYTES_MAX + 1)],
    )
    def test_a_letter_beyond_its_bounds_is_refused(self, leader, letter_id, size):
        with pytest.raises(ValueError):
            leader.inbox.put(letter_id, b"x" * size)

        assert leader.inbox.backlog().letters == 0

    # --- the bell ------------------------------------------------------------

    def test_a_node_hears_what_another_did(self, leader, follower):
        def heard() -> set[Ring]:
            return set(follower.bell.heard(5.0))

        follower.bell.heard(0.0)
        leader.ledger.append([draft(1)])
        assert heard() == {Ring.APPENDED}
        follower.inbox.put("L-1", b"x")
        assert heard() == {Ring.LETTER}
        leader.inbox.answer({"L-1": b"done"}, leader.token)
        assert heard() == {Ring.ANSWER}
        leader.lease.release()
        assert heard() == {Ring.LEASE}
        assert follower.bell.heard(0.0) == frozenset()

    def test_nobody_hears_another_agency(self, world, leader):
        other = world.node("bell", agency="Coldwater Fire")
        other.bell.heard(0.0)
        leader.ledger.append([draft(1)])

        assert other.bell.heard(0.0) == frozenset()
