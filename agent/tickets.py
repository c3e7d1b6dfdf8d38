"""Questions passed to staff: opened once a turn, answered by staff, shown once in the session they came from."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, Select, Update, bindparam, select, update

from agent.schema import Caller
from agent.store import Store
from agent.tables import tickets
from knowledge.errors import MessageRejected, NotFound

_UNSHOWN = (
    select(tickets)
    .where((tickets.c.session_id == bindparam("session")) & tickets.c.answer.is_not(None) & ~tickets.c.shown)
    .order_by(tickets.c.answered_at)
)
_NO_TICKET = "没有编号为 {ticket} 的工单。请用 opc tickets 查看现有的编号。"


class Ticket(BaseModel):
    """A question passed to staff. `conversation`: [{"role", "text"}] up to the question; `facts`: what the user had told."""

    ticket: str
    session_id: str
    turn_id: str
    owner: str
    reason: str
    conversation: list[dict[str, Any]]
    facts: dict[str, Any]
    created: float
    answer: str | None = None
    answered_at: float | None = None
    shown: bool = False

    @property
    def status(self) -> str:
        """Either open or answered."""
        return "open" if self.answer is None else "answered"


class TicketRecords(Store):
    """The tickets table."""

    async def open_ticket(
        self, caller: Caller, session_id: str, turn_id: str, reason: str, conversation: Sequence[dict[str, Any]], facts: dict[str, Any]
    ) -> Ticket:
        """The ticket of this turn: made the first time, the same one however often the turn is retried."""
        ticket = Ticket(
            ticket=f"T{secrets.token_hex(4).upper()}",
            session_id=session_id,
            turn_id=turn_id,
            owner=caller.id,
            reason=reason,
            conversation=list(conversation),
            facts=facts,
            created=self._clock(),
        )
        return await self._transact(self._open, ticket)

    def _open(self, connection: Connection, ticket: Ticket) -> Ticket:
        insert = self._insert(tickets).values(ticket.model_dump(mode="json"))
        connection.execute(insert.on_conflict_do_nothing(index_elements=["session_id", "turn_id"]))
        where = (tickets.c.session_id == ticket.session_id) & (tickets.c.turn_id == ticket.turn_id)
        return Ticket(**connection.execute(select(tickets).where(where)).mappings().one())

    async def add_facts(self, ticket: str, facts: dict[str, Any]) -> None:
        """Puts what the user has told into the ticket, once the turn that opened it has been read to its end."""
        await self._transact(_change, update(tickets).where(tickets.c.ticket == ticket).values(facts=facts))

    async def list_tickets(self, status: str | None = None) -> list[Ticket]:
        """All tickets, oldest first; `status` open or answered narrows them. For staff: no owner is checked."""
        query = select(tickets).order_by(tickets.c.created, tickets.c.ticket)
        if status is not None:
            query = query.where(tickets.c.answer.is_(None) if status == "open" else tickets.c.answer.is_not(None))
        return await self._transact(_tickets, query)

    async def answer_ticket(self, ticket: str, text: str) -> Ticket:
        """Stores the staff's answer, to be shown with the session's next turn; a newer answer replaces an older one."""
        if not text.strip():
            raise MessageRejected("答复不能是空的。请写上要告诉用户的话。", field="answer")
        where = tickets.c.ticket == ticket
        values = {"answer": text.strip(), "answered_at": self._clock(), "shown": False}
        answered = await self._transact(_changed, update(tickets).where(where).values(values), select(tickets).where(where))
        if not answered:
            raise NotFound(_NO_TICKET.format(ticket=ticket), field="ticket")
        return answered[0]


def unshown(connection: Connection, session_id: str) -> list[Ticket]:
    """Answered tickets whose answer the session has not seen, oldest answer first. Within a transaction."""
    return _tickets(connection, _UNSHOWN, {"session": session_id})


def _tickets(connection: Connection, query: Select[Any], values: dict[str, str] | None = None) -> list[Ticket]:
    return [Ticket(**row) for row in connection.execute(query, values).mappings()]


def _change(connection: Connection, statement: Update) -> None:
    connection.execute(statement)


def _changed(connection: Connection, statement: Update, query: Select[Any]) -> list[Ticket]:
    connection.execute(statement)
    return _tickets(connection, query)
