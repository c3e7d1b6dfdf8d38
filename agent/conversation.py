"""The one conversation service: every door calls it. Limits, ownership, one turn at a time, the same answer for a retried turn."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import HumanMessage
from langgraph.errors import GraphRecursionError
from pydantic import TypeAdapter

from agent.checkpoints import DURABILITY, Checkpoints
from agent.handoff import turn_tools
from agent.leases import Lease, leased
from agent.messages import check_characters, check_message
from agent.records import Records
from agent.schema import Answer, Caller, ChatRequest, Event, FinalEvent, TokenEvent, ToolEvent
from knowledge.errors import Unavailable
from knowledge.schema import Policy

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from knowledge.retrieval import Retriever
    from tools.registry import ToolContext

MAX_STEPS = 40
"""Nodes a turn may run; LangGraph's own limit would be ten thousand."""

Outcome = dict[str, Any]
"""What the graph says of a finished turn: an `Answer` without its ids."""

_log = logging.getLogger(__name__)
_PIECE: TypeAdapter[ToolEvent | TokenEvent] = TypeAdapter(ToolEvent | TokenEvent)


@dataclass(frozen=True)
class _Turn:
    caller: Caller
    session_id: str
    turn_id: str
    message: str

    @property
    def thread_id(self) -> str:
        """Name of the conversation in the checkpointer: of no use to a caller who guesses a session id."""
        return f"{hashlib.sha256(self.caller.id.encode()).hexdigest()[:32]}-{self.session_id}"


class ConversationService:
    """Answers chat messages by the graph. `tools` is what direct tool calls run on; `records` lists tickets."""

    def __init__(
        self, graph: CompiledStateGraph[Any, Any, Any, Any], tools: ToolContext, records: Records, checkpoints: Checkpoints
    ) -> None:
        self._graph = graph
        self.tools = tools
        self.records = records
        self.checkpoints = checkpoints

    @property
    def policy(self) -> Policy:
        """The policy that is talked about."""
        return self.tools.policy

    @property
    def retriever(self) -> Retriever:
        """The search over it."""
        return self.tools.retriever

    async def ask(self, caller: Caller, request: ChatRequest) -> Answer:
        """`stream` read to its end."""
        async with aclosing(self.stream(caller, request)) as events:
            async for event in events:
                if isinstance(event, FinalEvent):
                    return event.answer
        raise AssertionError("a stream ends with its final event or an exception")

    async def stream(self, caller: Caller, request: ChatRequest) -> AsyncGenerator[Event, None]:
        """Tool and token events as they come, then the final one. Close it (`aclosing`) when you stop reading early.

        Raises `MessageRejected`, `MessageTooLong`, `NotFound` (another caller's session), `SessionBusy`, `Unavailable`.
        """
        check_message(request.message)
        turn = _Turn(
            caller,
            session_id=request.session_id or secrets.token_urlsafe(18),
            turn_id=request.turn_id or secrets.token_urlsafe(18),
            message=request.message,
        )
        check_characters(turn.session_id, "session_id")
        check_characters(turn.turn_id, "turn_id")
        answer: Answer | None = None

        async def begin(holder: str, seconds: float) -> bool:
            nonlocal answer
            taken, answer = await self.records.begin_turn(caller, turn.session_id, turn.turn_id, turn.message, holder, seconds)
            return taken

        async with leased(self.records, turn.session_id, take=begin) as lease:
            if answer is not None:
                yield TokenEvent(text=answer.reply)
            else:
                async with aclosing(self._answered(turn, lease)) as events:
                    async for event in events:
                        if isinstance(event, Answer):
                            answer = event
                        else:
                            yield event
        assert answer is not None
        yield FinalEvent(answer=answer)

    async def history(self, caller: Caller, session_id: str) -> list[dict[str, Any]]:
        """The session's messages, oldest first: ``{"role", "text", "message_id", "answer"?}``; `NotFound` if not the caller's."""
        messages: list[dict[str, Any]] = []
        for turn in await self.records.history(caller, session_id):
            messages.append({"role": "user", "text": turn.message, "message_id": turn.turn_id})
            answer = turn.answer.model_dump(mode="json")
            messages.append({"role": "assistant", "text": turn.answer.reply, "message_id": turn.answer.message_id, "answer": answer})
        return messages

    async def _answered(self, turn: _Turn, lease: Lease) -> AsyncGenerator[ToolEvent | TokenEvent | Answer, None]:
        """Runs the turn; the last is the stored answer. A turn that comes to nothing leaves the conversation as it was."""
        before = await self.checkpoints.newest(turn.thread_id)
        pieces: list[str] = []
        outcome: Outcome | None = None
        try:
            async with aclosing(self._written(turn)) as written:
                async for piece in written:
                    if piece["event"] == "answer":
                        outcome = piece["answer"]
                        continue
                    event = _PIECE.validate_python(piece)
                    if isinstance(event, TokenEvent):
                        pieces.append(event.text)
                    yield event
            if outcome is None:
                raise Unavailable("这一次没能得出回答。请重试一次。")
            if not pieces:
                pieces.append(outcome["reply"])
                yield TokenEvent(text=pieces[0])
        except BaseException as error:
            await lease.finish(self._undone(turn, before, error))
            raise
        yield await lease.finish(self._kept(turn, {**outcome, "reply": "".join(pieces)}, lease))

    async def _written(self, turn: _Turn) -> AsyncGenerator[dict[str, Any], None]:
        """What the graph writes in this turn."""
        context = turn_tools(self.tools, self.records, turn.caller, turn.session_id, turn.turn_id, turn.message)
        inputs = {"messages": [HumanMessage(turn.message, id=turn.turn_id)]}
        stream = self._graph.astream(inputs, _config(turn, context), stream_mode="custom", durability=DURABILITY)
        try:
            async with aclosing(cast("AsyncGenerator[dict[str, Any], None]", stream)) as pieces:
                async for piece in pieces:
                    yield piece
        except GraphRecursionError as error:
            raise Unavailable("这个问题没能在限定的步数内答完。请换个说法，或者拆成几个问题再问。") from error
        except sqlite3.Error as error:
            raise Unavailable(f"对话库暂时写不进去（{error}）。请稍后重试；如果是磁盘已满，请先清理磁盘。") from error

    async def _undone(self, turn: _Turn, before: str | None, error: BaseException) -> None:
        # A cancelled run stores what it has heard so far, and LangGraph hands over the task that is still storing it.
        if storing := [task for task in error.args if isinstance(task, asyncio.Task)]:
            await asyncio.wait(storing)
        try:
            await self.checkpoints.roll_back(turn.thread_id, before)
        except sqlite3.Error:
            _log.warning("what a failed turn had stored could not be taken back")

    async def _kept(self, turn: _Turn, outcome: Outcome, lease: Lease) -> Answer:
        """Builds the answer, adds what staff answered meanwhile and stores it; returns what a retry will get.

        The session is free with the same transaction, so what deletes older states of the conversation comes before it.
        """
        answer = Answer(**outcome, session_id=turn.session_id, message_id=secrets.token_urlsafe(12))
        if answer.handoff is not None:
            await self.records.add_facts(answer.handoff.ticket, await self._facts(turn))
        try:
            await self.checkpoints.keep_newest(turn.thread_id)
        except (sqlite3.Error, Unavailable):
            _log.warning("older states of a conversation could not be deleted; the next turn tries again")
        answer = await self.records.finish_turn(turn.turn_id, turn.message, answer, lease.holder)
        lease.freed = True
        return answer

    async def _facts(self, turn: _Turn) -> dict[str, Any]:
        return dict((await self._graph.aget_state(_config(turn))).values.get("ledger", {}))


def _config(turn: _Turn, context: ToolContext | None = None) -> RunnableConfig:
    return {"configurable": {"thread_id": turn.thread_id, "tool_context": context}, "recursion_limit": MAX_STEPS}
