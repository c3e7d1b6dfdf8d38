"""The records database: SQLite in the data folder by default, PostgreSQL when configured; brought up to date when opened."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from filelock import AsyncFileLock
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from agent.storage import probe_sqlite
from knowledge.errors import SettingsError, Unavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x4F5043
_OPENING_SECONDS = 60


def sqlite_url(path: Path) -> str:
    """The `OPC_DATABASE_URL` form of a SQLite file."""
    return f"sqlite:///{path}"


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Engine]:
    """An engine on `url` (sqlite:///… or postgresql://…) with the newest tables.

    Raises `SettingsError` when the driver is missing, `Unavailable` when the database cannot be opened or written.
    """
    engine = _engine(url)
    try:
        try:
            async with _opening(url):
                await asyncio.to_thread(_migrated, engine)
        except (DBAPIError, sqlite3.Error, OSError) as error:
            where = make_url(url).render_as_string()
            raise Unavailable(f"打不开记录库（{where}）：{_cause(error)}。请检查 OPC_DATABASE_URL 和 OPC_DATA_DIR。") from error
        yield engine
    finally:
        engine.dispose()


@asynccontextmanager
async def _opening(url: str) -> AsyncIterator[None]:
    """One process at a time makes a SQLite file and its tables: the switch to WAL does not wait for others, it fails at once."""
    file = make_url(url).database
    if not file or not url.startswith("sqlite"):
        yield
        return
    if not Path(file).parent.is_dir():  # the lock would make it, and hide a mistyped path
        raise FileNotFoundError(f"没有文件夹 {Path(file).parent}")
    async with AsyncFileLock(f"{file}.lock", timeout=_OPENING_SECONDS):
        probe_sqlite(Path(file))
        yield


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    parsed = parsed.set(drivername=drivers[parsed.get_backend_name()])
    try:
        engine = create_engine(parsed, json_serializer=partial(json.dumps, ensure_ascii=False))
    except (ImportError, NoSuchModuleError) as error:
        raise SettingsError(
            "OPC_DATABASE_URL 指向 PostgreSQL，但没有安装它的驱动。请安装 psycopg[binary]，或者去掉 OPC_DATABASE_URL 使用 SQLite。",
            field="OPC_DATABASE_URL",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune)
        event.listen(engine, "begin", _begin)
    return engine


def _tune(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that first reads and then writes fails at once under WAL when another process wrote in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrated(engine: Engine) -> None:
    with engine.begin() as connection:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)
