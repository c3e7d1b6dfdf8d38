"""The checkpointer: one write a turn, the newest state of each conversation and no other, nothing but plain data in it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiosqlite
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.storage import probe_sqlite
from knowledge.errors import Unavailable

DURABILITY: Final = "exit"
"""LangGraph's word for one write at the end of a turn; an argument of every run."""

_BUSY_SECONDS = 10.0


class Checkpoints:
    """An open checkpointer. `saver` is what a graph is compiled with."""

    def __init__(self, saver: AsyncSqliteSaver) -> None:
        self.saver = saver

    async def newest(self, thread_id: str) -> str | None:
        """Id of the conversation's newest state; None before its first turn. Ids grow with time."""
        statement = "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''"
        row = await self._row(statement, thread_id)
        return row[0] if row else None

    async def keep_newest(self, thread_id: str) -> None:
        """Deletes all but the newest state of a conversation: the file stays bounded however long it is."""
        newest = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :thread AND checkpoint_ns = '')"
        await self._delete(f"< {newest}", {"thread": thread_id})

    async def roll_back(self, thread_id: str, checkpoint_id: str | None) -> None:
        """Makes `checkpoint_id` the newest state again (None: there was none), after a turn that came to nothing."""
        await self._delete("> :kept", {"thread": thread_id, "kept": checkpoint_id or ""})

    async def _delete(self, which: str, values: dict[str, str]) -> None:
        # AsyncSqliteSaver.aprune raises NotImplementedError; its own lock keeps other turns of this process out meanwhile.
        async with self.saver.lock:
            for table in ("writes", "checkpoints"):
                await self.saver.conn.execute(f"DELETE FROM {table} WHERE thread_id = :thread AND checkpoint_id {which}", values)
            await self.saver.conn.commit()

    async def check(self) -> int:
        """How many conversations are kept. Raises `Unavailable` when the store cannot be read."""
        row = await self._row("SELECT count(DISTINCT thread_id) FROM checkpoints")
        return int(row[0]) if row else 0

    async def _row(self, statement: str, *values: str) -> sqlite3.Row | None:
        try:
            async with self.saver.lock:
                # One errand to the connection's thread; a cursor of its own would be three.
                return next(iter(await self.saver.conn.execute_fetchall(statement, values)), None)
        except sqlite3.Error as error:
            raise Unavailable(f"对话库读不了（{error}）。请运行 opc doctor 查看原因。") from error


@asynccontextmanager
async def open_checkpoints(path: Path) -> AsyncIterator[Checkpoints]:
    """Opens or makes the SQLite file. Raises `Unavailable` when it cannot be opened or written."""
    try:
        probe_sqlite(path)
        connection = await aiosqlite.connect(path, timeout=_BUSY_SECONDS)
    except sqlite3.Error as error:
        raise Unavailable(_unusable(path, error)) from error
    try:
        saver = AsyncSqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        try:
            await saver.setup()
            await connection.execute("PRAGMA synchronous=NORMAL")
        except sqlite3.Error as error:
            raise Unavailable(_unusable(path, error)) from error
        yield Checkpoints(saver)
    finally:
        await connection.close()


def _unusable(path: Path, error: sqlite3.Error) -> str:
    return f"打不开对话库 {path}（{error}）。请检查 OPC_DATA_DIR 是否可写、磁盘是否已满；文件损坏时请移走它再启动。"
