"""How long a turn takes, beside what it cannot go below: the bare graph and one query embedding, measured in the same run.

    python -m bench.turn [turns]

Prints p50 and p95 in milliseconds of (1) a whole turn of the offline engine through `ConversationService`, all together and by
kind of question, (2) LangGraph's bare loop model → tool → model → verify with a model that takes no time and one checkpoint write
a turn, (3) one query embedding; and whether a turn stays within 2 × (2) + (3). The three take turns, so that neighbours disturb
all alike: compare rows of one run, not runs. Half of the questions need no embedding: the p50 of all lies in the gap between two
clusters, jumps from one to the other, and is held against nothing.
"""

from __future__ import annotations

import asyncio
import math
import sys
import tempfile
import time
from collections import defaultdict
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

QUESTIONS = {
    "金额": "我们公司租显卡一年花了{n}万，能补贴多少",
    "资格": "团队扩到{n}个人了还能申请吗",
    "未写": "申请了{n}天，这些钱什么时候发下来",
    "条文": "贷款{n}万，利息的支持怎么算",
}
"""One computed, one checked, one on which the text is silent, one explained; `n` differs each time, so that no cache answers."""

KINDS = tuple(QUESTIONS)
TURN, BARE, EMBEDDING = "离线引擎一轮", "LangGraph 空循环", "一次查询向量"


def question(index: int) -> str:
    """The message of turn `index`."""
    return QUESTIONS[KINDS[index % len(KINDS)]].format(n=11 + index)


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


Work = Callable[[int], Awaitable[object]]


async def timed(works: dict[str, Work], turns: int) -> dict[str, list[float]]:
    """Name → seconds of each of `turns` runs in their order, the works by turns; a tenth more is run first and not counted."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for index in [*range(turns, turns + max(len(KINDS), turns // 10)), *range(turns)]:
        for name, work in works.items():
            began = time.perf_counter()
            await work(index)
            seconds[name].append(time.perf_counter() - began)
    return {name: found[-turns:] for name, found in seconds.items()}


async def measure(turns: int, folder: Path) -> dict[str, list[float]]:
    """Seconds of the rows."""
    async with open_service(Settings(data_dir=folder)) as service, open_checkpoints(folder / "bare.sqlite") as checkpoints:
        loop = bare_loop(checkpoints.saver)
        embedder = embedded()

        async def turn(index: int) -> object:
            request = ChatRequest(message=question(index), session_id=f"bench-{index // len(KINDS)}")
            return await service.ask(LOCAL, request)

        async def bare(index: int) -> object:
            config: Any = {"configurable": {"thread_id": f"bare-{index // len(KINDS)}"}}
            return await loop.ainvoke({"messages": [HumanMessage(question(index))]}, config, durability=DURABILITY)

        async def embed(index: int) -> object:
            # Texts of its own: the embedder remembers those of the turns.
            return embedder and embedder.queries([question(10_000 + index)])

        found = await timed({TURN: turn, BARE: bare, EMBEDDING: embed}, turns)
    by_kind = {kind: found[TURN][place :: len(KINDS)] for place, kind in enumerate(KINDS)}
    return {TURN: found[TURN], **by_kind, BARE: found[BARE], EMBEDDING: found[EMBEDDING]}


def quantile(seconds: list[float], part: float) -> float:
    """Milliseconds that `part` of the runs do not exceed."""
    return sorted(seconds)[math.ceil(part * len(seconds)) - 1] * 1000


def main() -> None:
    """Measures and prints the table."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(turns, Path(folder)))
    bound = 2 * quantile(rows[BARE], 0.5) + quantile(rows[EMBEDDING], 0.5)
    table = Table("每轮，毫秒", "p50", "p95", "次数", f"≤ 2 × 空循环 + 向量 = {bound:.1f}")
    for name, seconds in rows.items():
        p50, p95 = quantile(seconds, 0.5), quantile(seconds, 0.95)
        within = "" if name not in KINDS else "是" if p50 <= bound else f"否，多 {p50 - bound:.1f}"
        table.add_row(name, f"{p50:.1f}", f"{p95:.1f}", str(len(seconds)), within)
    Console().print(table)


if __name__ == "__main__":
    main()
