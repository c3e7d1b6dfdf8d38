"""Tickets from the command line: only the records are opened, not the whole assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.database import open_database
from agent.records import Records
from agent.settings import Settings
from agent.storage import prepare_data_dir
from agent.tickets import Ticket
from knowledge.errors import InvalidFacts

STATUSES = (None, "open", "answered")


async def listed(status: str | None) -> list[Ticket]:
    """Tickets, oldest first. Raises `InvalidFacts` for a status that there is not."""
    if status not in STATUSES:
        raise InvalidFacts(f"没有“{status}”这种状态；可以写 open（待答复）或 answered（已答复）", field="status")
    async with _records() as records:
        return await records.list_tickets(status)


async def answered(ticket: str, text: str) -> Ticket:
    """The ticket with its answer. Raises `NotFound` for an unknown ticket, `MessageRejected` for an empty answer."""
    async with _records() as records:
        return await records.answer_ticket(ticket, text)


@asynccontextmanager
async def _records() -> AsyncIterator[Records]:
    settings = Settings()
    prepare_data_dir(settings.data_dir)
    async with open_database(settings.records_url) as engine:
        yield Records(engine)
