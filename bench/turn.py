"""How long a turn takes, beside what it cannot go below: the bare graph and one query embedding, measured in the same run.

    python -m bench.turn [turns]

Prints p50 and p95 in milliseconds of (1) a whole turn of the offline engine through `ConversationService`, (2) LangGraph's
bare loop model → tool → model → verify with a model that takes no time and one checkpoint write a turn, (3) one query
embedding. Machines differ and neighbours disturb: compare rows of one run, not runs.
"""

from __future__ import annotations

import asyncio
import math
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.graph.state import CompiledStateGraph
from rich.console import Console
from rich.table import Table

from agent.assembly import open_service
from agent.checkpoints import DURABILITY, open_checkpoints
from agent.schema import LOCAL, ChatRequest
from agent.settings import Settings
from knowledge.embedding import embedded

QUESTIONS = (
    "我们公司租显卡一年花了{n}万，能补贴多少",
    "团队扩到{n}个人了还能申请吗",
    "申请了{n}天，这些钱什么时候发下来",
    "贷款{n}万，利息的支持怎么算",
)
"""One computed, one checked, one on which the text is silent, one explained; `n` differs each time, so that no cache answers."""


def question(index: int) -> str:
    """The message of turn `index`."""
    return QUESTIONS[index % len(QUESTIONS)].format(n=11 + index)


class LoopState(TypedDict):
    """The messages and nothing else."""

    messages: Annotated[list[AnyMessage], add_messages]


async def model(state: LoopState) -> dict[str, Any]:
    """Asks for a tool once, then replies."""
    if isinstance(state["messages"][-1], ToolMessage):
        return {"messages": [AIMessage("完成")]}
    return {"messages": [AIMessage("", tool_calls=[{"name": "tool", "args": {}, "id": "1"}])]}


async def tool(state: LoopState) -> dict[str, Any]:
    """A result at once."""
    return {"messages": [ToolMessage("{}", tool_call_id="1")]}


async def verify(state: LoopState) -> dict[str, Any]:
    """Keeps the conversation as small as ours keeps it: the question and the reply."""
    return {"messages": [RemoveMessage(id=str(message.id)) for message in state["messages"][:-2]]}


def bare_loop(saver: Any) -> CompiledStateGraph[Any, Any, Any, Any]:
    """model → tool → model → verify, the floor of any LangGraph agent."""
    graph = StateGraph(LoopState)
    graph.add_node("model", model)
    graph.add_node("tool", tool)
    graph.add_node("verify", verify)
    graph.add_edge(START, "model")
    graph.add_conditional_edges("model", lambda state: "tool" if state["messages"][-1].tool_calls else "verify", ["tool", "verify"])
    graph.add_edge("tool", "model")
    graph.add_edge("verify", END)
    return graph.compile(checkpointer=saver)


async def timed(once: Callable[[int], Awaitable[object]], turns: int) -> list[float]:
    """Seconds of each of `turns` runs, sorted; a tenth more is run first and not counted."""
    for index in range(max(1, turns // 10)):
        await once(turns + index)
    seconds = []
    for index in range(turns):
        began = time.perf_counter()
        await once(index)
        seconds.append(time.perf_counter() - began)
    return sorted(seconds)


async def measure(turns: int, folder: Path) -> dict[str, list[float]]:
    """Sorted seconds of the three rows."""
    rows: dict[str, list[float]] = {}
    async with open_service(Settings(data_dir=folder)) as service:

        async def turn(index: int) -> object:
            request = ChatRequest(message=question(index), session_id=f"bench-{index // len(QUESTIONS)}")
            return await service.ask(LOCAL, request)

        rows["离线引擎一轮（含记录与检索）"] = await timed(turn, turns)
    async with open_checkpoints(folder / "bare.sqlite") as checkpoints:
        loop = bare_loop(checkpoints.saver)

        async def bare(index: int) -> object:
            config: Any = {"configurable": {"thread_id": f"bare-{index // len(QUESTIONS)}"}}
            return await loop.ainvoke({"messages": [HumanMessage(question(index))]}, config, durability=DURABILITY)

        rows["LangGraph 空循环一轮（每轮写一次）"] = await timed(bare, turns)
    embedder = embedded()
    if embedder is not None:
        known = embedder

        async def embed(index: int) -> object:
            # Texts of its own: the embedder remembers those of the turns above.
            return known.queries([question(10_000 + index)])

        rows["一次查询向量"] = await timed(embed, turns)
    return rows


def main() -> None:
    """Measures and prints the table."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(turns, Path(folder)))
    table = Table("每轮，毫秒", "p50", "p95", "次数")
    for name, seconds in rows.items():
        p95 = seconds[math.ceil(0.95 * len(seconds)) - 1]
        table.add_row(name, f"{seconds[len(seconds) // 2] * 1000:.1f}", f"{p95 * 1000:.1f}", str(len(seconds)))
    Console().print(table)


if __name__ == "__main__":
    main()
