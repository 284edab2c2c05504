"""Invented time: nothing waits, nothing is early, and what is dead does nothing any more."""

import asyncio
from contextvars import Context

import pytest

from tocsin.sim.loop import LIFE, Spinning, VirtualLoop


@pytest.fixture
def loop():
    made = VirtualLoop()
    yield made
    made.close()


def alive(life):
    context = Context()
    context.run(LIFE.set, life)
    return context


def test_hours_pass_in_no_time_and_in_order(loop):
    seen = []

    async def waits(name, seconds):
        await asyncio.sleep(seconds)
        seen.append((name, loop.time()))

    loop.create_task(waits("late", 7200.0))
    loop.create_task(waits("soon", 0.25))
    loop.run_while(lambda: True)
    assert seen == [("soon", 0.25), ("late", 7200.0)]


def test_a_timeout_strikes_at_its_moment(loop):
    async def hangs():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await asyncio.get_running_loop().create_future()
        return loop.time()

    task = loop.create_task(hangs())
    loop.run_while(lambda: True)
    assert task.result() == 10.0


def test_a_thread_takes_as_long_as_it_is_said_to(loop):
    loop.thread_s = lambda: 3.0

    async def asks():
        return await asyncio.to_thread(lambda: 42), loop.time()

    task = loop.create_task(asks())
    loop.run_while(lambda: True)
    assert task.result() == (42, 3.0)


def test_nothing_of_a_life_that_is_over_is_done(loop):
    done = []

    async def works(name):
        for _ in range(3):
            await asyncio.sleep(1)
            done.append(name)

    loop.create_task(works("first"), context=alive(1))
    loop.create_task(works("second"), context=alive(2))
    loop.call_later(1.5, loop.end, 1, context=alive(0))
    loop.run_while(lambda: True)
    assert done == ["first", "second", "second", "second"]


def test_a_machine_can_go_down_before_any_step(loop):
    done = []

    async def works():
        for step in range(10):
            await asyncio.sleep(0)
            done.append(step)

    def may_step(life):
        if len(done) == 4:
            loop.end(life)
            return False
        return True

    loop.may_step = may_step
    loop.create_task(works(), context=alive(1))
    loop.run_while(lambda: True)
    assert done == [0, 1, 2, 3]


def test_what_is_paused_is_done_late_and_in_order(loop):
    done = []

    async def works():
        for step in range(3):
            await asyncio.sleep(1)
            done.append((step, loop.time()))

    loop.create_task(works(), context=alive(1))
    loop.call_later(1.5, loop.pause, 1, context=alive(0))
    loop.call_later(10.0, loop.wake, 1, context=alive(0))
    loop.run_while(lambda: True)
    assert done == [(0, 1.0), (1, 10.0), (2, 11.0)]


def test_what_feeds_itself_while_time_stands_still_is_found(loop):
    def again():
        loop.call_soon(again)

    again()
    with pytest.raises(Spinning):
        loop.run_while(lambda: True)


def test_a_step_of_the_world_that_fails_ends_the_run(loop):
    loop.call_later(1.0, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        loop.run_while(lambda: True)
