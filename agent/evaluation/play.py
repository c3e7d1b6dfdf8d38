"""Plays cases on a door, one conversation after another, and checks each turn as it comes."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from agent.evaluation.cases import Case, Turn
from agent.evaluation.checks import Played, failures
from agent.evaluation.documents import docx_text
from agent.evaluation.doors import ConstantDoor, Door
from agent.evaluation.grounding import Sources, unfaithful, ungrounded
from agent.evaluation.report import Report, Score, TurnResult
from knowledge.errors import AssistantError
from knowledge.schema import Policy

BASELINES: dict[str, tuple[str, ...]] = {"您好，请问有什么可以帮您？": (), "文件没有写明，请咨询主管部门": ("everything",)}
"""Constant replies and what they call unstated; their score is shown beside every result: what they pass measures nothing."""


async def play(
    cases: Sequence[Case], door: Door, policy: Policy, *, on_progress: Callable[[TurnResult], None] | None = None, baselines: bool = True
) -> Report:
    """Every turn of every case, each case in a fresh session; `on_progress` is told each turn as it is checked.

    A turn that the door refuses fails with its detail, and the conversation goes on.
    """
    turns = await _played(cases, door, policy, on_progress)
    scores = {}
    for reply, unstated in BASELINES.items() if baselines else ():
        constant = await _played(cases, ConstantDoor(reply, unstated), policy, None)
        scores[reply] = Score(sum(turn.passed for turn in constant), len(constant))
    return Report(tuple(turns), scores)


async def _played(cases: Sequence[Case], door: Door, policy: Policy, on_progress: Callable[[TurnResult], None] | None) -> list[TurnResult]:
    results = []
    for case in cases:
        session = f"eval-{case.id}-{secrets.token_hex(8)}"
        sources, verdicts = Sources(policy), dict[str, str]()
        for index, turn in enumerate(case.turns, start=1):
            result = await _turn(case, index, turn, door, session, sources, verdicts)
            results.append(result)
            if on_progress:
                on_progress(result)
    return results


async def _turn(case: Case, index: int, turn: Turn, door: Door, session: str, sources: Sources, verdicts: dict[str, str]) -> TurnResult:
    sources.hear(turn.user)
    began = time.perf_counter()
    try:
        answer = await door.ask(session, turn.user)
    except AssistantError as error:
        return TurnResult(case.id, case.topic, index, turn.user, "", (f"door: {error.detail}",), time.perf_counter() - began)
    seconds = time.perf_counter() - began
    sources.take(answer)
    _remember(answer, verdicts)
    document, unreadable = await _document(answer, door)
    played = Played(answer, verdicts, document)
    faults = [
        *failures(turn.expect, played),
        *(f"quote: {fault}" for fault in unfaithful(answer, sources.policy)),
        *(f"source: {fault}" for fault in ungrounded(played.reply, sources)),
        *unreadable,
    ]
    return TurnResult(case.id, case.topic, index, turn.user, played.reply, tuple(faults), seconds)


def _remember(answer: dict[str, Any], verdicts: dict[str, str]) -> None:
    """The newest `check_eligibility` result of the conversation replaces the one before."""
    for call in answer.get("tool_calls") or []:
        measures = (call.get("result") or {}).get("measures")
        if call.get("name") == "check_eligibility" and isinstance(measures, list):
            verdicts.clear()
            verdicts.update({str(one.get("measure")): str(one.get("status")) for one in measures})


async def _document(answer: dict[str, Any], door: Door) -> tuple[str | None, list[str]]:
    """Text of the newest .docx of this turn, and what was wrong with it."""
    documents = [file for file in answer.get("files") or [] if str(file.get("name", "")).endswith(".docx")]
    if not documents:
        return None, []
    try:
        return docx_text(await door.fetch(str(documents[-1].get("url", "")))), []
    except AssistantError as error:
        return None, [f"file: {error.detail}"]
    except ValueError as error:
        return None, [f"file: {error}"]
