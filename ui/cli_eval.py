"""`opc eval`: cases played on the service in this process, on several engines in turn, or on a service behind an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.assembly import BUNDLE, open_service
from agent.assembly import Progress as Told
from agent.evaluation import Case, Door, EngineResult, Report, ServiceDoor, TurnResult, WatchedDoor, load_cases, play, spread
from agent.files import read_address
from agent.schema import Caller
from knowledge.errors import InvalidFacts
from knowledge.loader import load_policy
from ui.eval_door import HttpDoor
from ui.eval_engines import Engine, engines, silent

PLAYER = Caller("local", "eval")
"""Whose sessions played conversations are; no user's."""


def chosen(path: Path, topics: Sequence[str], turns: int | None) -> list[Case]:
    """The cases of a file, all or some topics, `turns` turns at most. Raises `CasesUnreadable`, `InvalidFacts` for an unknown topic."""
    cases = load_cases(path)
    known = list(dict.fromkeys(case.topic for case in cases))
    if unknown := [topic for topic in topics if topic not in known]:
        raise InvalidFacts(f"没有“{unknown[0]}”这个主题；有：{'、'.join(known)}", field="topic")
    wanted = [case for case in cases if not topics or case.topic in topics]
    return wanted if turns is None else spread(wanted, turns)


async def played(cases: Sequence[Case], url: str | None, key: str | None, console: Console, told: Told) -> Report:
    """Plays the cases on the engine of the settings, or on the server at `url`."""
    async with AsyncExitStack() as stack:
        door: Door
        if url:
            door = await stack.enter_async_context(HttpDoor(url, key))
        else:
            service = await stack.enter_async_context(open_service(progress=told))
            door = ServiceDoor(service, PLAYER, partial(read_address, service.records, PLAYER))
        with _bar(console) as bar:
            task = bar.add_task("播放用例", total=_turns(cases))
            return await play(cases, door, load_policy(BUNDLE), on_progress=lambda _: bar.advance(task))


async def compared(cases: Sequence[Case], names: Sequence[str], console: Console, told: Told) -> list[EngineResult]:
    """Plays the same cases on each engine in turn. One whose endpoint does not answer is a result that says so.

    Raises `SettingsError` for a name that means no engine, before anything is played.
    """
    wanted = engines(names)
    results = []
    with _bar(console) as bar:
        task = bar.add_task("播放用例", total=_turns(cases) * len(wanted))
        for engine in wanted:
            bar.update(task, description=f"播放用例 {engine.name}")
            results.append(await _result(engine, cases, told, lambda _: bar.advance(task)))
            bar.update(task, completed=_turns(cases) * len(results))
    return results


async def _result(engine: Engine, cases: Sequence[Case], told: Told, on_progress: Callable[[TurnResult], None]) -> EngineResult:
    trouble = await silent(engine.settings.llm) if engine.settings.llm else ""
    if trouble:
        return EngineResult(engine.name, engine.place, trouble=trouble)
    async with open_service(engine.settings, progress=told) as service:
        door = WatchedDoor(service, PLAYER)
        report = await play(cases, door, load_policy(BUNDLE), on_progress=on_progress, baselines=False)
    return EngineResult(engine.name, engine.place, report, tuple(door.seen))


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


def _turns(cases: Sequence[Case]) -> int:
    return sum(len(case.turns) for case in cases)
