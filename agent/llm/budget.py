"""What is left of a turn's time: set once by who runs the turn, seen by every call below it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: float) -> Iterator[None]:
    """Until `deadline` on the event loop's clock."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left(most: float) -> float:
    """Seconds until the turn's end, `most` at most; `most` when no turn is running."""
    deadline = _deadline.get()
    return most if deadline is None else max(0.0, min(most, deadline - asyncio.get_running_loop().time()))
