"""One graph for every turn: listen → model ⇄ tools → verify.

listen   reads the message, keeps the facts it tells, drops what a cancelled turn left behind
model    any LangChain chat model: asks for tools, or replies; when it fails, the offline one takes the turn over
tools    runs the calls; an error is a result
verify   the last step whatever the model: nothing leaves that the evidence does not bear
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.briefing import Briefing, brief
from agent.citations import cited
from agent.dialogue import after_turn
from agent.evidence import Evidence
from agent.instructions import system_message
from agent.offline.draft import Phrases
from agent.offline.model import EXTRAS
from agent.sentences import sentences
from agent.state import SCHEMA, SessionState, turn_messages, unanswered
from agent.toolbox import call, langchain_tools
from agent.understanding.reading import Reader
from agent.verify import verify
from knowledge.schema import Policy
from tools.registry import ToolContext, ToolSpec

MOST_CALLS = 8
"""Tool calls a turn may make; past it the offline model finishes the turn."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class GraphParts:
    """What the graph is made of. `model` is the configured one, `offline` the embedded one (they may be the same)."""

    policy: Policy
    model: BaseChatModel
    offline: BaseChatModel
    engine: str
    tools: Mapping[str, ToolSpec]
    reader: Reader


def build_graph(parts: GraphParts, checkpointer: BaseCheckpointSaver[Any] | None) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph. `config["configurable"]["tool_context"]` is the `ToolContext` of the turn."""
    nodes = _Nodes(parts)
    graph = StateGraph(SessionState)
    graph.add_node("listen", nodes.listen)
    graph.add_node("model", nodes.model)
    graph.add_node("tools", nodes.tools)
    graph.add_node("verify", nodes.verify)
    graph.add_edge(START, "listen")
    graph.add_edge("listen", "model")
    graph.add_conditional_edges("model", _wants_tools, ["tools", "verify"])
    graph.add_edge("tools", "model")
    graph.add_conditional_edges("verify", _next_after_verify, ["model", END])
    return graph.compile(checkpointer=checkpointer)


def _wants_tools(state: SessionState) -> Literal["tools", "verify"]:
    last = state["messages"][-1]
    return "tools" if isinstance(last, AIMessage) and last.tool_calls else "verify"


def _next_after_verify(state: SessionState) -> str:
    return END if not state.get("briefing") else "model"


class _Nodes:
    def __init__(self, parts: GraphParts) -> None:
        self.parts = parts

    async def listen(self, state: SessionState) -> dict[str, Any]:
        current = state["messages"][-1]
        removed = unanswered(state["messages"], current.id)
        message = str(current.content)
        dialogue = dict(state.get("dialogue", {}))
        briefing, ledger = brief(self.parts.policy, self.parts.reader, message, state.get("ledger", {}), dialogue)
        return {
            "schema": SCHEMA,
            "messages": removed,
            "ledger": ledger,
            "briefing": briefing.to_json(),
            "fallback": "",
        }

    async def model(self, state: SessionState, config: RunnableConfig) -> dict[str, Any]:
        parts = self.parts
        briefing = Briefing.from_json(state["briefing"])
        messages = [system_message(parts.policy, briefing), *state["messages"]]
        fallback = state.get("fallback", "")
        made = sum(isinstance(message, ToolMessage) for message in turn_messages(state["messages"]))
        if not fallback and parts.model is not parts.offline and made >= MOST_CALLS:
            fallback = "工具调用次数超过上限"
        if not fallback and parts.model is not parts.offline:
            try:
                bound = parts.model.bind_tools(langchain_tools(parts.tools, config["configurable"]["tool_context"]))
                reply = await bound.ainvoke(messages)
                if str(reply.text).strip() or reply.tool_calls:
                    return {"messages": [reply]}
                fallback = "模型没有给出回答"
            except Exception as error:
                # Providers fail in ways no list of classes covers (stack.md, section 6); the turn must not be lost.
                _log.warning("the language model failed: %s", type(error).__name__)
                fallback = f"模型调用失败（{type(error).__name__}）"
        return {"messages": [await parts.offline.ainvoke(messages)], "fallback": fallback}

    async def tools(self, state: SessionState, config: RunnableConfig) -> dict[str, Any]:
        context: ToolContext = config["configurable"]["tool_context"]
        write = get_stream_writer()
        last = state["messages"][-1]
        assert isinstance(last, AIMessage)
        answers: list[BaseMessage] = []
        for wanted in last.tool_calls:
            name, args = wanted["name"], wanted["args"]
            write({"event": "tool", "name": name, "phase": "start", "args": args, "result": None})
            spec = self.parts.tools.get(name)
            if spec is None:
                result: dict[str, Any] = {"error": {"detail": f"没有“{name}”这个工具", "field": None, "missing": []}}
            else:
                result = await call(spec, context, args)
            write({"event": "tool", "name": name, "phase": "end", "args": args, "result": result})
            answers.append(ToolMessage(json.dumps(result, ensure_ascii=False), tool_call_id=wanted["id"] or "", name=name))
        return {"messages": answers}

    async def verify(self, state: SessionState, config: RunnableConfig) -> dict[str, Any]:
        parts, policy = self.parts, self.parts.policy
        briefing = Briefing.from_json(state["briefing"])
        reply = state["messages"][-1]
        assert isinstance(reply, AIMessage)
        calls = _calls(turn_messages(state["messages"]))
        said = [str(message.content) for message in state["messages"] if isinstance(message, HumanMessage)]
        evidence = Evidence.of(policy, said, [*state.get("evidence", []), *calls])
        verdict = verify(str(reply.text), evidence, policy)
        offline = parts.model is parts.offline or bool(state.get("fallback"))
        if not verdict.holds:
            reasons = "；".join(sentence.reason for sentence in verdict.failed)
            if not offline:
                return {"messages": [RemoveMessage(id=str(reply.id))], "fallback": f"没有通过核对：{reasons}"[:300]}
            _log.error("a sentence of the offline engine did not hold: %s", reasons)
        text = verdict.text or Phrases(briefing.reading.language)("unverified")
        extras = reply.additional_kwargs.get(EXTRAS) or {"citations": cited(policy, text, calls)}
        ticket = next((c["result"]["ticket"] for c in calls if c["name"] == "request_human" and "ticket" in c["result"]), None)
        answer = {
            "reply": text,
            "citations": extras.get("citations", []),
            "tool_calls": calls,
            "asks": extras.get("asks", []),
            "unstated": extras.get("unstated", []),
            "suggestions": extras.get("suggestions", []),
            "files": [],
            "handoff": {"ticket": ticket} if ticket else None,
            "engine": "offline" if offline else parts.engine,
            "fallback": state.get("fallback") or None,
        }
        write = get_stream_writer()
        for sentence in sentences(text):
            write({"event": "token", "text": sentence})
        write({"event": "answer", "answer": answer})
        kept = [c for c in calls if c["name"] not in ("search_policy",)]
        # The history keeps what was said, not how it was found: tool results would be most of every checkpoint.
        steps = [RemoveMessage(id=str(message.id)) for message in turn_messages(state["messages"])[:-1]]
        return {
            "messages": [*steps, AIMessage(text, id=reply.id)],
            "dialogue": after_turn(policy, briefing, calls, answer),
            "evidence": kept,
            "briefing": {},
            "fallback": "",
        }


def _calls(messages: list[BaseMessage]) -> list[dict[str, Any]]:
    """Calls of the turn with their results, in order."""
    results = {m.tool_call_id: json.loads(str(m.content)) for m in messages if isinstance(m, ToolMessage)}
    return [
        {"name": one["name"], "args": one["args"], "result": results[one["id"]]}
        for message in messages
        if isinstance(message, AIMessage)
        for one in message.tool_calls
        if one["id"] in results
    ]
