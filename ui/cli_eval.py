"""`opc eval`: cases played on the service in this process or on one behind an address, with a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.assembly import BUNDLE, open_service
from agent.assembly import Progress as Told
from agent.evaluation import Door, Report, ServiceDoor, load_cases, play
from agent.files import read_address
from agent.schema import Caller
from knowledge.errors import InvalidFacts
from knowledge.loader import load_policy
from ui.eval_door import HttpDoor

PLAYER = Caller("local", "eval")
"""Whose sessions played conversations are; no user's."""


async def played(path: Path, url: str | None, key: str | None, topics: Sequence[str], console: Console, told: Told) -> Report:
    """Plays the cases of a file, all or some topics. Raises `CasesUnreadable`, `InvalidFacts` for an unknown topic."""
    cases = load_cases(path)
    known = list(dict.fromkeys(case.topic for case in cases))
    if unknown := [topic for topic in topics if topic not in known]:
        raise InvalidFacts(f"没有“{unknown[0]}”这个主题；有：{'、'.join(known)}", field="topic")
    wanted = [case for case in cases if not topics or case.topic in topics]
    async with AsyncExitStack() as stack:
        door: Door
        if url:
            door = await stack.enter_async_context(HttpDoor(url, key))
        else:
            service = await stack.enter_async_context(open_service(progress=told))
            door = ServiceDoor(service, PLAYER, partial(read_address, service.records, PLAYER))
        columns = (TextColumn("播放用例"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=sum(len(case.turns) for case in wanted))
            return await play(wanted, door, load_policy(BUNDLE), on_progress=lambda _: bar.advance(task))
