"""Hostile turns: what a lying, stalling, breaking, flooding endpoint does, one way after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from tests.agent.llm.hostile import DONE, HOLD, RESET, Answer, calling, event, refusing, streamed

INVENTED = {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "9000000"}, "years": 3}]}


def plainly(text: str) -> Iterator[Answer]:
    """Lies, and lies again when it is told."""
    while True:
        yield streamed(text, 5)


def after_a_call(text: str) -> Iterator[Answer]:
    """Makes figures up in a call first."""
    yield calling("calculate_subsidy", json.dumps(INVENTED))
    yield from plainly(text)


def breaking(text: str) -> Iterator[Answer]:
    """The connection ends in the middle of the lie."""
    while True:
        yield Answer([*streamed(text, 5).pieces[: len(text) // 6], RESET])


def stalling(text: str) -> Iterator[Answer]:
    """Says half of it and then nothing."""
    while True:
        yield Answer([*streamed(text, 5).pieces[: len(text) // 6], HOLD])


def thinking(text: str) -> Iterator[Answer]:
    """Lies in its thoughts and then aloud."""
    while True:
        yield streamed(f"<think>{text}</think>{text}", 4, reasoning_content=text)


def flooding(text: str) -> Iterator[Answer]:
    """Says it again and again."""
    while True:
        yield streamed(text * 40, 400)


def failing(text: str) -> Iterator[Answer]:
    """Does not serve at all, then lies."""
    yield refusing(500, "internal error")
    yield from plainly(text)


def looping(_text: str) -> Iterator[Answer]:
    """Calls without end."""
    while True:
        yield calling("search_policy", '{"query": "算力"}')


def garbled(text: str) -> Iterator[Answer]:
    """Breaks the format behind the lie."""
    while True:
        yield Answer([event({"content": text}), b"data: {not json\n\n", DONE])


WAYS = (plainly, after_a_call, plainly, breaking, thinking, plainly, stalling, flooding, after_a_call, failing, looping, garbled)


def ways() -> Iterator[Any]:
    """One way after the other, the plain lie most often."""
    return cycle(WAYS)
