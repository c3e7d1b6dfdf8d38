"""The model node when a language model speaks: one message, streamed through verification, in what is left of the turn's time.

It ends in tool calls, in a reply, in a rebuke (the sentence goes back once, with the reason), or in a fall-back with its reason.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.runnables import Runnable

from agent.claims.judge import Claims
from agent.claims.results import Results
from agent.evidence import Evidence
from agent.fallbacks import REASONS
from agent.instructions import prompt
from agent.llm.budget import within
from agent.parts import GraphParts
from agent.speech import Speech, Write
from agent.state import BY_MODEL, SessionState, calls_of, turn_messages, user_texts
from agent.toolbox import langchain_tools
from agent.verify import Verifier
from knowledge.errors import AssistantError
from tools.lookup import search_policy
from tools.registry import ToolContext
from tools.schema import SearchInput

MOST_CALLS = 6
"""Tool calls a turn may make; past it the offline model finishes the turn."""

SURELY_OPEN = 0.6
"""Score from which the search's silence binds a language model. Measured on 280 true and 482 false replies by others: lower ones
refused more true sentences than they caught false ones.
"""

_log = logging.getLogger(__name__)


async def speak(parts: GraphParts, state: SessionState, context: ToolContext, write: Write) -> dict[str, Any]:
    """The update of the state after the model's next message; with `fallback` in it the offline model takes over."""
    made = sum(isinstance(message, ToolMessage) for message in turn_messages(state["messages"]))
    if made >= MOST_CALLS:
        return {"fallback": REASONS["too_many_calls"], "rebuke": {}}
    speech = Speech(_verifier(parts, state, context), state.get("spoken", ""), write)
    heard: list[AIMessageChunk] = []
    try:
        async with asyncio.timeout_at(state["deadline"]):
            with within(state["deadline"]):
                await _listen(parts.model.bind_tools(langchain_tools(parts.tools, context)), prompt(parts, state), speech, heard)
    except TimeoutError:
        return _fell_back(REASONS["turn_timeout"], speech)
    except AssistantError as error:
        return _fell_back(error.detail, speech)
    except Exception as error:
        # Providers fail in ways no list of classes covers (stack.md, section 6); the turn must not be lost.
        _log.warning("the language model failed: %s", type(error).__name__)
        return _fell_back(f"{REASONS['other']}（{type(error).__name__}）", speech)
    message = _added_up(heard)
    update: dict[str, Any] = {"spoken": speech.said, "rebuke": {}, "usage": [*state.get("usage", []), *_usage(message)]}
    if speech.failed is not None:
        reason = speech.failed.reason
        _log.info("a sentence of the language model did not hold: %s", reason)
        if state.get("rebuked"):
            return {**update, "fallback": f"{REASONS['unverified']}：{reason}"[:300]}
        return {**update, "rebuke": {"said": speech.message, "failed": speech.failed.text, "reason": reason}, "rebuked": True}
    if message.tool_calls:
        # Ids of our own: models repeat theirs, and the offline engine numbers its calls from 0 when it takes over.
        calls = [{**call, "id": f"m{made}_{place}"} for place, call in enumerate(message.tool_calls)]
        return {**update, "messages": [AIMessage(message.text, tool_calls=calls, additional_kwargs={BY_MODEL: True})]}
    if not speech.said.strip():
        return {**update, "fallback": REASONS["silent"]}
    return {**update, "messages": [AIMessage(speech.said)]}


def _verifier(parts: GraphParts, state: SessionState, context: ToolContext) -> Verifier:
    calls, earlier = calls_of(turn_messages(state["messages"])), state.get("evidence", [])
    evidence = Evidence.of(parts.policy, user_texts(state["messages"]), [*earlier, *calls])
    results = Results.of(earlier, calls, state["briefing"]["facts"])
    return Verifier(Claims(parts.reader.vocabulary, evidence, results, _open_matter(parts, state, context)))


def _open_matter(parts: GraphParts, state: SessionState, context: ToolContext) -> str:
    """The silence that the user's question is surely about; nothing once the reply has begun."""
    if state.get("spoken", "").strip():
        return ""
    found = search_policy(parts.policy, context.retriever, SearchInput(query=user_texts(state["messages"])[-1]))
    best = found.matters[0] if found.matters else None
    return best.label if best is not None and best.score >= SURELY_OPEN and not found.answered else ""


async def _listen(
    model: Runnable[LanguageModelInput, AIMessage], messages: list[BaseMessage], speech: Speech, heard: list[AIMessageChunk]
) -> None:
    """Reads the message to its end, or to the first sentence that does not hold."""
    async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", model.astream(messages))) as pieces:
        async for piece in pieces:
            heard.append(piece)
            if not speech.feed(str(piece.text)):
                return
    speech.end()


def _added_up(heard: list[AIMessageChunk]) -> AIMessage:
    if not heard:
        return AIMessage("")
    whole = heard[0]
    for piece in heard[1:]:
        whole = whole + piece
    return whole


def _usage(message: AIMessage) -> list[dict[str, Any]]:
    return [dict(message.usage_metadata)] if message.usage_metadata else []


def _fell_back(reason: str, speech: Speech) -> dict[str, Any]:
    return {"fallback": reason, "spoken": speech.said, "rebuke": {}}
