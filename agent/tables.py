"""The tables of the records store. Times are seconds since 1970 (UTC); JSON columns hold what the contract's shapes dump."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(128), primary_key=True),
    Column("owner", String(300), nullable=False, index=True),
    Column("created", Float, nullable=False),
)
"""Whose session it is. The first caller who uses an id owns it."""

turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(128), ForeignKey("sessions.session_id"), nullable=False),
    Column("turn_id", String(128), nullable=False),
    Column("message_id", String(64), nullable=False, unique=True),
    Column("message", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("created", Float, nullable=False),
    UniqueConstraint("session_id", "turn_id"),
)
"""Answered turns, oldest first by `number`: the history, and what a retried turn is answered with."""

leases = Table(
    "leases",
    metadata,
    Column("session_id", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Float, nullable=False),
)
"""Which turn a session is answering; a row past `until` was left by a process that died."""

tickets = Table(
    "tickets",
    metadata,
    Column("ticket", String(64), primary_key=True),
    Column("session_id", String(128), ForeignKey("sessions.session_id"), nullable=False),
    Column("turn_id", String(128), nullable=False),
    Column("owner", String(300), nullable=False),
    Column("reason", Text, nullable=False),
    Column("conversation", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created", Float, nullable=False, index=True),
    Column("answer", Text, nullable=True),
    Column("answered_at", Float, nullable=True),
    Column("shown", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("session_id", "turn_id"),
)
"""Questions passed to staff, one a turn. Open while `answer` is null; `shown` once the session has seen the answer."""

files = Table(
    "files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(300), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created", Float, nullable=False, index=True),
)
"""Files made for callers, the file itself in `content`: a server with several processes has them all."""
