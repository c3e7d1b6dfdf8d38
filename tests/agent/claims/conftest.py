"""Replies by other people, each judged as a language model's would be: with the results of its calls, sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.claims.judge import Claims
from agent.claims.results import Results
from agent.evidence import Evidence
from agent.understanding.vocabulary import Vocabulary
from agent.verify import Verifier
from knowledge.errors import AssistantError
from knowledge.loader import SHIPPED, load_policy
from tools.eligibility import check_eligibility
from tools.schema import EligibilityInput, SubsidyInput
from tools.subsidy import calculate_subsidy

REPLIES = Path(__file__).parents[2] / "evals" / "replies"
POLICY = load_policy(SHIPPED / "chaoyang-opc")
VOCABULARY = Vocabulary(POLICY)

Judged = list[tuple[str, str]]
"""Each sentence with why it may not be said, empty when it may."""


def replies(name: str) -> Iterator[dict[str, Any]]:
    for line in (REPLIES / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def judged(reply: dict[str, Any]) -> Judged:
    """`reply`: user, reply, calls (name and args; made here by the tools)."""
    calls = [_made(call) for call in reply.get("calls", [])]
    facts = {key: value for call in calls for key, value in _facts(call).items()}
    evidence = Evidence.of(POLICY, reply["user"], calls)
    verdict = Verifier(Claims(VOCABULARY, evidence, Results.of([], calls, facts))).verify(reply["reply"])
    return [(sentence.text.strip(), sentence.reason) for sentence in verdict.sentences]


def _made(call: dict[str, Any]) -> dict[str, Any]:
    tools: dict[str, Callable[[], Any]] = {
        "calculate_subsidy": lambda: calculate_subsidy(POLICY, SubsidyInput.model_validate(call["args"])),
        "check_eligibility": lambda: check_eligibility(POLICY, EligibilityInput.model_validate(call["args"])),
    }
    try:
        result = tools[call["name"]]().model_dump(mode="json") if call["name"] in tools else {"ticket": "T1"}
    except (AssistantError, ValidationError) as error:
        result = {"error": {"detail": str(error)}}
    return {**call, "result": result}


def _facts(call: dict[str, Any]) -> dict[str, Any]:
    args = call["args"]
    return {**(args.get("facts") or {}), **{k: v for item in args.get("items") or [] for k, v in (item.get("facts") or {}).items()}}


@pytest.fixture
def judge() -> Callable[..., list[str]]:
    """The reasons against a text; `user`: what was asked; `calls`: made before."""

    def why(text: str, user: str = "你好", calls: list[dict[str, Any]] | None = None) -> list[str]:
        return [reason for _, reason in judged({"user": [user], "reply": text, "calls": calls or []}) if reason]

    return why
