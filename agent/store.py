"""One transaction on the records database: the ground on which tickets, sessions and turns stand."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent.tables import sessions, tickets, turns
from knowledge.errors import Unavailable


class Store:
    """An open engine (`agent.database.open_database`) and a clock in seconds since 1970. Works on SQLite and PostgreSQL."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise Unavailable(f"记录库暂时不可用（{error.orig}）。请稍后重试；如果是磁盘已满，请先清理磁盘。") from error

    async def check(self) -> dict[str, int]:
        """Row counts by table, read now: the store is usable. Raises `Unavailable` when it is not."""
        counts = {}
        async with self._transaction() as connection:
            for table in (sessions, turns, tickets):
                counts[table.name] = int(await connection.scalar(select(func.count()).select_from(table)) or 0)
        return counts
