"""Worked examples for a language model: the policy's own example questions, answered by the offline engine."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from langchain_core.messages import HumanMessage

from agent.graph import build_graph
from agent.parts import GraphParts
from tools.registry import ToolContext

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig


async def worked_examples(parts: GraphParts, context: ToolContext) -> str:
    """Question, calls and reply of each, as text; made anew at every start, so that they follow the policy's data."""
    graph = build_graph(replace(parts, model=parts.offline), None)
    config: RunnableConfig = {"configurable": {"tool_context": context}}
    worked = []
    for question in parts.policy.head.examples:
        async for event in graph.astream({"messages": [HumanMessage(question)]}, config, stream_mode="custom"):
            if event["event"] == "answer":
                answer = event["answer"]
                calls = "".join(f"工具：{one['name']} {json.dumps(one['args'], ensure_ascii=False)}\n" for one in answer["tool_calls"])
                worked.append(f"用户：{question}\n{calls}答：{answer['reply']}")
    return "\n\n".join(worked)
