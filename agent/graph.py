"""One graph for every turn: listen → model ⇄ tools → verify.

listen   reads the message, keeps the facts it tells, drops what a cancelled turn left behind
model    any LangChain chat model: asks for tools, or replies; when it fails, the offline one takes the turn over
tools    runs the calls; an error is a result
verify   the last step whatever the model: nothing leaves that the evidence does not bear (a language model's sentences are
         judged as they come, in `model`; here the answer is put together)
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.answering import answered
from agent.arguments import untold
from agent.briefing import Briefing, brief
from agent.instructions import system_message
from agent.llm.calls import UNREADABLE
from agent.parts import GraphParts
from agent.speaking import speak
from agent.state import BETWEEN_TURNS, SCHEMA, SessionState, calls_of, turn_messages, unanswered, user_texts, without_model
from agent.toolbox import call
from tools.registry import ToolContext


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
    graph.add_conditional_edges("model", _after_model, ["model", "tools", "verify"])
    graph.add_edge("tools", "model")
    graph.add_edge("verify", END)
    return graph.compile(checkpointer=checkpointer)


def _after_model(state: SessionState) -> str:
    if state.get("rebuke"):
        return "model"
    last = state["messages"][-1]
    return "tools" if isinstance(last, AIMessage) and last.tool_calls else "verify"


class _Nodes:
    def __init__(self, parts: GraphParts) -> None:
        self.parts = parts

    async def listen(self, state: SessionState) -> dict[str, Any]:
        current = state["messages"][-1]
        removed = unanswered(state["messages"], current.id)
        message = str(current.content)
        dialogue = dict(state.get("dialogue", {}))
        briefing, ledger = brief(self.parts.policy, self.parts.reader, message, state.get("ledger", {}), dialogue)
        deadline = asyncio.get_running_loop().time() + self.parts.seconds
        return {
            **BETWEEN_TURNS,
            "schema": SCHEMA,
            "messages": removed,
            "ledger": ledger,
            "briefing": briefing.to_json(),
            "deadline": deadline,
        }

    async def model(self, state: SessionState, config: RunnableConfig) -> dict[str, Any]:
        parts, fallback = self.parts, state.get("fallback", "")
        update: dict[str, Any] = {}
        if not parts.is_offline and not fallback:
            update = await speak(parts, state, config["configurable"]["tool_context"], get_stream_writer())
            if not update.get("fallback"):
                return update
        briefing = Briefing.from_json(state["briefing"])
        # Called as what it is: a runnable's bookkeeping around it takes a millisecond each time and tells nobody anything.
        message = parts.offline.reply([system_message(briefing), *without_model(state["messages"])])
        return {**update, "messages": [message]}

    async def tools(self, state: SessionState, config: RunnableConfig) -> dict[str, Any]:
        context: ToolContext = config["configurable"]["tool_context"]
        write = get_stream_writer()
        last = state["messages"][-1]
        assert isinstance(last, AIMessage)
        answers: list[BaseMessage] = []
        for wanted in last.tool_calls:
            name, args = wanted["name"], wanted["args"]
            write({"event": "tool", "name": name, "phase": "start", "args": args, "result": None})
            result = await self._result(state, context, name, args)
            write({"event": "tool", "name": name, "phase": "end", "args": args, "result": result})
            answers.append(ToolMessage(json.dumps(result, ensure_ascii=False), tool_call_id=wanted["id"] or "", name=name))
        return {"messages": answers}

    async def _result(self, state: SessionState, context: ToolContext, name: str, args: dict[str, Any]) -> dict[str, Any]:
        parts = self.parts
        if UNREADABLE in args:
            return _refused("参数不是完整的 JSON 对象，请重新调用一次")
        if name not in parts.tools:
            return _refused(f"没有“{name}”这个工具；能用的是 {'、'.join(parts.tools)}")
        made = next((c for c in calls_of(turn_messages(state["messages"])) if c["name"] == name and c["args"] == args), None)
        if made is not None:  # the same call again has the same result
            return dict(made["result"])
        if not parts.is_offline and not state.get("fallback"):
            briefing = Briefing.from_json(state["briefing"])
            if invented := untold(parts.reader.vocabulary, briefing, user_texts(state["messages"]), name, args):
                return _refused(invented)
        return await call(parts.tools[name], context, args)

    async def verify(self, state: SessionState) -> dict[str, Any]:
        return answered(self.parts, state, get_stream_writer())


def _refused(detail: str) -> dict[str, Any]:
    return {"error": {"detail": detail, "field": None, "missing": []}}
