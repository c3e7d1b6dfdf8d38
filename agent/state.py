"""The state of a session, in LangGraph's checkpoint: plain dicts and messages only, bounded in size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, RemoveMessage, ToolMessage
from langgraph.graph.message import add_messages

SCHEMA = 1
"""Version of the state; the first node upgrades an older one."""

KEPT_MESSAGES = 40
KEPT_CALLS = 24


def bounded_messages(left: list[AnyMessage], right: Any) -> list[AnyMessage]:
    """`add_messages`, then only the newest ones, cut so that the history begins with a message of the user."""
    merged: list[AnyMessage] = add_messages(left, right)  # type: ignore[assignment, arg-type]
    if len(merged) <= KEPT_MESSAGES:
        return merged
    people = [place for place, message in enumerate(merged) if isinstance(message, HumanMessage)]
    newest = len(merged) - KEPT_MESSAGES
    # The turn that is running is kept whatever its length.
    return merged[next((place for place in people if place >= newest), people[-1] if people else newest) :]


def bounded_calls(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Earlier calls and this turn's, the newest ones kept."""
    return [*left, *right][-KEPT_CALLS:]


class SessionState(TypedDict, total=False):
    """`ledger`: facts told (agent.ledger). `dialogue`: focus, sections, asked, task, matters of the turn before.

    `evidence`: calls of the conversation with args and results. `briefing`: this turn's, for the model, empty between turns.
    `fallback`: why the offline model took this turn over. Of a language model's turn, empty between turns: `spoken`: what has left
    already, `rebuke`: the sentence that did not hold and why (said, failed, reason), `rebuked`: whether there was one,
    `usage`: tokens of each call, `deadline`: on the event loop's clock.
    """

    schema: int
    messages: Annotated[list[AnyMessage], bounded_messages]
    ledger: dict[str, Any]
    dialogue: dict[str, Any]
    evidence: Annotated[list[dict[str, Any]], bounded_calls]
    briefing: dict[str, Any]
    fallback: str
    spoken: str
    rebuke: dict[str, str]
    rebuked: bool
    usage: list[dict[str, Any]]
    deadline: float


BETWEEN_TURNS: dict[str, Any] = {"briefing": {}, "fallback": "", "spoken": "", "rebuke": {}, "rebuked": False, "usage": [], "deadline": 0.0}
"""What of the state belongs to one turn, as it is between two."""


def unanswered(messages: list[AnyMessage], current: str | None) -> list[RemoveMessage]:
    """Removals of what a cancelled turn left behind: everything after the last answer but the current message."""
    last_answer = max((i for i, m in enumerate(messages) if m.type == "ai" and not getattr(m, "tool_calls", None)), default=-1)
    stale = [m for m in messages[last_answer + 1 :] if m.id is not None and m.id != current]
    return [RemoveMessage(id=message.id) for message in stale if message.id]


def turn_messages(messages: list[AnyMessage]) -> list[BaseMessage]:
    """The messages after the newest one of the user: this turn's calls and their results."""
    start = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    return list(messages[start + 1 :])


def user_texts(messages: list[AnyMessage]) -> list[str]:
    """What the user has said, oldest first."""
    return [str(message.content) for message in messages if isinstance(message, HumanMessage)]


def calls_of(messages: list[BaseMessage]) -> list[dict[str, Any]]:
    """The calls among these messages with their results, in order."""
    results = {m.tool_call_id: json.loads(str(m.content)) for m in messages if isinstance(m, ToolMessage)}
    return [
        {"name": one["name"], "args": one["args"], "result": results[one["id"]]}
        for message in messages
        if isinstance(message, AIMessage)
        for one in message.tool_calls
        if one["id"] in results
    ]


BY_MODEL = "by_model"
"""Key in `additional_kwargs` of a language model's message that asks for tools."""


def without_model(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages without a language model's calls and their results: what the offline model goes on from when it takes over."""
    asked = {one["id"] for m in messages if isinstance(m, AIMessage) and m.additional_kwargs.get(BY_MODEL) for one in m.tool_calls}
    return [
        m
        for m in messages
        if not (isinstance(m, ToolMessage) and m.tool_call_id in asked)
        and not (isinstance(m, AIMessage) and m.additional_kwargs.get(BY_MODEL))
    ]
