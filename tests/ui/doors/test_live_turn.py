"""A turn beside its request: refused before the answer begins, ended when the caller has gone, alive while it is slow."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from agent.schema import Event, TokenEvent
from knowledge.errors import SessionBusy, Unavailable
from ui import live_turn
from ui.live_turn import LiveTurn

pytestmark = pytest.mark.anyio


class Service:
    """Events as they are let through; `ended` once the generator was closed."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.ended = asyncio.Event()

    async def events(self, refuse: Exception | None = None, fail: Exception | None = None) -> AsyncGenerator[Event, None]:
        try:
            if refuse:
                raise refuse
            yield TokenEvent(text="一")
            await self.go.wait()
            if fail:
                raise fail
            yield TokenEvent(text="二")
        finally:
            self.ended.set()


async def test_a_refusal_comes_before_anything_else() -> None:
    turn = LiveTurn()
    with pytest.raises(SessionBusy):
        await turn.begin(Service().events(refuse=SessionBusy("等一下")))
    await turn.close()


async def test_events_come_in_order_and_end() -> None:
    service, turn = Service(), LiveTurn()
    await turn.begin(service.events())
    service.go.set()
    assert [event.text async for event in turn] == ["一", "二"]
    await turn.close()


async def test_an_error_after_the_beginning_is_raised_in_its_place() -> None:
    service, turn = Service(), LiveTurn()
    await turn.begin(service.events(fail=Unavailable("断了")))
    service.go.set()
    heard = []
    with pytest.raises(Unavailable):
        async for event in turn:
            heard.append(event.text)
    assert heard == ["一"]
    await turn.close()


async def test_closing_ends_a_turn_that_still_runs() -> None:
    service, turn = Service(), LiveTurn()
    await turn.begin(service.events())
    async with asyncio.timeout(30):  # without the cancellation it would wait for ever
        await turn.close()
    assert service.ended.is_set()


async def test_a_slow_turn_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_turn, "PING", 0.001)
    service, turn = Service(), LiveTurn()
    await turn.begin(service.events())
    heard = []
    async for event in turn:
        heard.append("…" if event is None else event.text)
        if event is None:
            service.go.set()  # nothing more would come without it
    assert heard[:2] == ["一", "…"]
    assert heard[-1] == "二"
    await turn.close()


async def test_a_turn_that_never_began_can_be_closed() -> None:
    await LiveTurn().close()
