"""One transaction on the records database: the ground on which tickets, sessions and turns stand.

A transaction is a plain function over a connection that runs in a worker thread: one hop for all its statements (an asynchronous
driver hops for each of them, three times as long a transaction on SQLite; measured with bench/turn.py).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from agent.tables import files, sessions, tickets, turns
from knowledge.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """An open engine (`agent.database.open_database`) and a clock in seconds since 1970. Works on SQLite and PostgreSQL."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    async def _transact(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, done in one transaction: all of it or, when it raises, nothing. It goes on when its caller is cancelled."""

        def once() -> T:
            with self._engine.begin() as connection:
                return work(connection, *args, **kwargs)

        try:
            return await asyncio.to_thread(once)
        except DBAPIError as error:
            raise Unavailable(f"记录库暂时不可用（{error.orig}）。请稍后重试；如果是磁盘已满，请先清理磁盘。") from error

    async def check(self) -> dict[str, int]:
        """Row counts by table, read now: the store is usable. Raises `Unavailable` when it is not."""
        return await self._transact(_counts)


def _counts(connection: Connection) -> dict[str, int]:
    return {table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0) for table in (sessions, turns, tickets, files)}
