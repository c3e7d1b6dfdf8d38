"""Leases: renewed while a turn runs, let go when it is cancelled. Time passes only when a test says so."""

import asyncio
from typing import Any

import pytest

from agent.leases import all_finished, leased
from agent.records import Records
from knowledge.errors import SessionBusy

pytestmark = pytest.mark.anyio


async def test_a_session_that_is_answering_refuses_a_second_message(records: Records) -> None:
    async with leased(records, "s"):
        with pytest.raises(SessionBusy):
            async with leased(records, "s"):
                pass
        async with leased(records, "other"):
            pass
    async with leased(records, "s"):
        pass


async def test_a_long_turn_keeps_its_session_by_renewing(records: Records, clock: Any) -> None:
    due: asyncio.Queue[asyncio.Event] = asyncio.Queue()

    async def wait(_seconds: float) -> None:
        passed = asyncio.Event()
        due.put_nowait(passed)
        await passed.wait()

    async with leased(records, "s", seconds=30, wait=wait):
        tick = await due.get()
        for _ in range(5):
            clock.now += 20
            tick.set()
            tick = await due.get()
        with pytest.raises(SessionBusy):
            async with leased(records, "s", wait=wait):
                pass


async def test_a_cancelled_turn_lets_its_session_go(records: Records) -> None:
    inside = asyncio.Event()

    async def turn() -> None:
        async with leased(records, "s"):
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(turn())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with leased(records, "s"):
        pass


async def test_a_lease_that_comes_after_its_turn_was_cancelled_is_given_back(records: Records) -> None:
    asked, may_go_on = asyncio.Event(), asyncio.Event()
    taking: list[asyncio.Task[bool]] = []

    async def late(holder: str, seconds: float) -> bool:
        asked.set()
        await may_go_on.wait()
        return await records.take_lease("s", holder, seconds)

    def take(holder: str, seconds: float) -> asyncio.Task[bool]:
        taking.append(asyncio.create_task(late(holder, seconds)))
        return taking[0]

    async def turn() -> None:
        async with leased(records, "s", take=take):
            pytest.fail("a cancelled turn went on")

    task = asyncio.create_task(turn())
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_go_on.set()
    assert await asyncio.gather(*taking, return_exceptions=True) == [True]
    await all_finished()
    assert await records.take_lease("s", "another", 30)


async def test_what_has_to_be_finished_is_finished_before_the_session_is_free(records: Records) -> None:
    started, may_go_on, steps = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        started.set()
        await may_go_on.wait()
        steps.append("finished")

    async def turn() -> None:
        async with leased(records, "s") as lease:
            await lease.finish(work())

    task = asyncio.create_task(turn())
    await started.wait()
    for _ in range(3):
        task.cancel()
        await asyncio.wait([task], timeout=0)
    with pytest.raises(SessionBusy):
        async with leased(records, "s"):
            pass
    may_go_on.set()
    await all_finished()
    assert steps == ["finished"]
    assert task.cancelled()
    async with leased(records, "s"):
        pass
