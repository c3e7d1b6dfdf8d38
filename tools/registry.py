"""The tools once: name, input, output, Chinese description. Agent, HTTP, MCP and command line all read this table.

Names are those of the contract of the doors. A tool gets a `ToolContext` and its typed input and returns its typed output;
what goes wrong is an `AssistantError`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml
from pydantic import BaseModel

from knowledge.errors import Unavailable
from knowledge.retrieval import Retriever
from knowledge.schema import Policy
from tools.eligibility import check_eligibility
from tools.lookup import search_policy
from tools.schema import (
    DraftFile,
    DraftInput,
    DraftResult,
    EligibilityInput,
    EligibilityResult,
    HandoffInput,
    HandoffResult,
    SearchInput,
    SearchResult,
    SubsidyInput,
    SubsidyResult,
)
from tools.subsidy import calculate_subsidy


class HandsOver(Protocol):
    """Passes the conversation on to staff: the reason in one line → the ticket of this turn."""

    def __call__(self, reason: str) -> Awaitable[HandoffResult]:
        """The ticket, the same one for every call of a turn."""
        ...


class KeepsFiles(Protocol):
    """Stores a file for whoever it is made for: name, content, media type → where it is found."""

    def __call__(self, name: str, content: bytes, media_type: str) -> Awaitable[DraftFile]:
        """The stored file's id, name and address."""
        ...


@dataclass(frozen=True)
class ToolContext:
    """What tools work on. `handoff` is there only inside a conversation, `files` where it is known for whom they are made."""

    policy: Policy
    retriever: Retriever
    handoff: HandsOver | None = None
    files: KeepsFiles | None = None


@dataclass(frozen=True)
class ToolSpec:
    """One tool. `title`: what the user sees it do. `description`: what a language model reads."""

    name: str
    title: str
    description: str
    input: type[BaseModel]
    output: type[BaseModel]
    run: Callable[[ToolContext, Any], Awaitable[BaseModel]]


async def _eligibility(context: ToolContext, request: EligibilityInput) -> EligibilityResult:
    return check_eligibility(context.policy, request)


async def _subsidy(context: ToolContext, request: SubsidyInput) -> SubsidyResult:
    return calculate_subsidy(context.policy, request)


async def _draft(context: ToolContext, request: DraftInput) -> DraftResult:
    if context.files is None:
        raise Unavailable(_texts()["draft_application"]["outside"])
    # Word and Excel libraries take 0.2 s to import, and most conversations draft nothing.
    from tools.drafting import draft_application

    made = await asyncio.to_thread(draft_application, context.policy, request)
    file = await context.files(made.name, made.content, made.media_type)
    return made.result(request, file)


async def _search(context: ToolContext, request: SearchInput) -> SearchResult:
    return search_policy(context.policy, context.retriever, request)


async def _handoff(context: ToolContext, request: HandoffInput) -> HandoffResult:
    if context.handoff is None:
        raise Unavailable(_texts()["request_human"]["outside"])
    return await context.handoff(request.reason)


def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load((Path(__file__).parent / "registry.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _spec(name: str, input_: type[BaseModel], output: type[BaseModel], run: Callable[..., Awaitable[BaseModel]]) -> ToolSpec:
    text = _texts()[name]
    return ToolSpec(name, text["title"], text["description"], input_, output, run)


TOOLS: dict[str, ToolSpec] = {
    spec.name: spec
    for spec in (
        _spec("check_eligibility", EligibilityInput, EligibilityResult, _eligibility),
        _spec("calculate_subsidy", SubsidyInput, SubsidyResult, _subsidy),
        _spec("draft_application", DraftInput, DraftResult, _draft),
        _spec("search_policy", SearchInput, SearchResult, _search),
        _spec("request_human", HandoffInput, HandoffResult, _handoff),
    )
}
"""Every tool by name."""
