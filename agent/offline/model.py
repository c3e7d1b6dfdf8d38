"""OfflineChatModel: the embedded default, behind the interface of any chat model. Deterministic, no network, no weights.

It finds the briefing in the system message, asks for tools, and phrases the reply from their results.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.base import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from agent.briefing import Briefing
from agent.offline.choice import ASIDE, choose, leans, resolve, together
from agent.offline.compose import compose
from agent.offline.decision import decide
from agent.offline.fit import Fit, scaled
from agent.offline.requests import search_call
from agent.offline.turn import Decision
from agent.understanding.questions import asked_apart
from knowledge.schema import Policy

BRIEFING = "briefing"
"""Key of the briefing in a system message's `additional_kwargs`."""

EXTRAS = "extras"
"""Key of citations, asks, unstated and suggestions in the reply's `additional_kwargs`."""


class OfflineChatModel(BaseChatModel):
    """Plan and compose behind `BaseChatModel`. `fit`: its thresholds."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    policy: Policy
    fit: Fit

    @property
    def _llm_type(self) -> str:
        return "opc-offline"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | BaseTool | Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Takes tools as every model does; which are called follows from the briefing."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def reply(self, messages: Sequence[BaseMessage]) -> AIMessage:
        """The next message: tool calls, or the reply with its extras."""
        briefing = Briefing.from_json(_briefing_of(messages))
        calls = _calls_of(messages)
        decision = decide(self.policy, briefing)
        if not decision.search:
            return self._act(briefing, decision, calls, None)
        pending = self._search_calls(briefing, decision, calls)
        if pending:
            settled = [] if decision.weak else decision.calls
            return _ask_tools([*pending, *_undone(settled, calls)], len(calls))
        searches = [c for c in calls if c["name"] == "search_policy" and "error" not in c["result"]]
        fit = scaled(self.fit, briefing)
        choices = [choose(self.policy, briefing, c["result"], fit, c["args"]["query"]) for c in searches]
        chosen = together(choices, fit, bool(decision.aside) or len(asked_apart(briefing.reading.text)) > 1)
        if chosen is not None:
            decision = resolve(decision, chosen, briefing, fit)
        return self._act(briefing, decision, calls, chosen)

    def _act(self, briefing: Briefing, decision: Decision, calls: list[dict[str, Any]], chosen: dict[str, Any] | None) -> AIMessage:
        undone = _undone(decision.calls, calls)
        if undone:
            return _ask_tools(undone, len(calls))
        draft = compose(self.policy, briefing, decision, calls, chosen)
        return AIMessage(draft.text, additional_kwargs={EXTRAS: draft.extras()})

    def _search_calls(self, briefing: Briefing, decision: Decision, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The message as it stands first; when nothing sure is found and it leans on what was said, with that section's title."""
        reading = briefing.reading
        done = [c for c in calls if c["name"] == "search_policy"]
        if not done:
            return [search_call(query) for query in decision.aside or asked_apart(reading.text)]
        if decision.aside:
            return []
        sections = briefing.dialogue.get("sections", [])
        result = done[0]["result"]
        if len(asked_apart(reading.text)) > 1 or len(done) > 1 or not sections or not leans(briefing) or "error" in result:
            return []
        first = choose(self.policy, briefing, result, self.fit)
        enough = self.fit.sure * (ASIDE if reading.is_("elliptical") else 1.0)
        if first["cued"] or first["best"] >= enough:
            return []
        return [search_call(f"{self.policy.sections[sections[0]].title} {reading.text}")]

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.reply(messages))])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self.reply(messages)
        for index, call in enumerate(message.tool_calls):
            args = json.dumps(call["args"], ensure_ascii=False)
            piece = tool_call_chunk(name=call["name"], args=args, id=call["id"], index=index)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[piece]))
        for line in str(message.content).splitlines(keepends=True):
            yield ChatGenerationChunk(message=AIMessageChunk(content=line))
        last = AIMessageChunk(content="", additional_kwargs=message.additional_kwargs, chunk_position="last")
        yield ChatGenerationChunk(message=last)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._stream(messages):
            yield chunk


def _briefing_of(messages: Sequence[BaseMessage]) -> dict[str, Any]:
    for message in messages:
        if isinstance(message, SystemMessage) and BRIEFING in message.additional_kwargs:
            return dict(message.additional_kwargs[BRIEFING])
    raise ValueError("no briefing among the messages")


def _calls_of(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """Calls of the turn with their results, in order."""
    start = max(i for i, message in enumerate(messages) if isinstance(message, HumanMessage))
    results = {m.tool_call_id: m for m in messages[start:] if isinstance(m, ToolMessage)}
    return [
        {"name": call["name"], "args": call["args"], "result": json.loads(str(results[call["id"]].content))}
        for message in messages[start:]
        if isinstance(message, AIMessage)
        for call in message.tool_calls
        if call["id"] in results
    ]


def _undone(wanted: list[dict[str, Any]], calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = [{"name": call["name"], "args": call["args"]} for call in calls]
    return [call for call in wanted if call not in done]


def _ask_tools(wanted: list[dict[str, Any]], offset: int) -> AIMessage:
    tool_calls = [
        {"name": call["name"], "args": call["args"], "id": f"call_{offset + index}", "type": "tool_call"}
        for index, call in enumerate(wanted)
    ]
    return AIMessage("", tool_calls=tool_calls)
