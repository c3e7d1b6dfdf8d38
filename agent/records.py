"""What belongs to no single turn: whose session it is, what was answered, which turn is running, what staff were asked."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, bindparam, delete, select, update

from agent.files import FileRecords
from agent.schema import Answer, Caller, StaffAnswer
from agent.tables import leases, sessions, tickets, turns
from agent.tickets import TicketRecords, unshown
from knowledge.errors import MessageRejected, NotFound

_NO_SESSION = "没有这个会话。请不带 session_id 重新开始一个。"

# Every turn runs these. Putting a statement together takes longer than SQLite needs to run it, so each is put together once.
_OWNER = select(sessions.c.owner).where(sessions.c.session_id == bindparam("session"))
_TURN = select(turns.c.message, turns.c.answer).where((turns.c.session_id == bindparam("session")) & (turns.c.turn_id == bindparam("turn")))
_RELEASE = delete(leases).where((leases.c.session_id == bindparam("session")) & (leases.c.holder == bindparam("by")))


class Turn(BaseModel):
    """One answered turn."""

    turn_id: str
    message: str
    answer: Answer
    created: float


class Records(TicketRecords, FileRecords):
    """The whole records store: tickets, files, and the sessions, turns and leases below. Every method is one transaction."""

    async def begin_turn(
        self, caller: Caller, session_id: str, turn_id: str, message: str, holder: str, seconds: float
    ) -> tuple[bool, Answer | None]:
        """Opens the session for the caller, takes its lease and looks the turn up, together.

        Returns whether `holder` may answer now, and the stored answer if the turn was answered. Raises `NotFound` when the session is
        another caller's, `MessageRejected` when the turn id was used for another message.
        """
        return await self._transact(self._begin, caller, session_id, turn_id, message, holder, seconds)

    def _begin(
        self, connection: Connection, caller: Caller, session_id: str, turn_id: str, message: str, holder: str, seconds: float
    ) -> tuple[bool, Answer | None]:
        self._claim(connection, caller, session_id)
        if not self._take(connection, session_id, holder, seconds):
            return False, None
        return True, self._stored(connection, session_id, turn_id, message)

    async def finish_turn(self, turn_id: str, message: str, answer: Answer, holder: str) -> Answer:
        """Stores the answer with what staff answered meanwhile, marks that as shown and releases the lease, together.

        Returns what is stored: the first answer wins.
        """
        return await self._transact(self._finish, turn_id, message, answer, holder)

    def _finish(self, connection: Connection, turn_id: str, message: str, answer: Answer, holder: str) -> Answer:
        staff = [StaffAnswer(ticket=ticket.ticket, text=ticket.answer or "") for ticket in unshown(connection, answer.session_id)]
        stored = self._save(connection, turn_id, message, answer.model_copy(update={"staff_answers": staff}))
        self._release(connection, answer.session_id, holder)
        return stored

    @cached_property
    def _opened(self) -> Any:
        return self._insert(sessions).on_conflict_do_nothing()

    @cached_property
    def _saved(self) -> Any:
        return self._insert(turns).on_conflict_do_nothing(index_elements=["session_id", "turn_id"]).returning(turns.c.number)

    @cached_property
    def _taken(self) -> Any:
        insert = self._insert(leases)
        return insert.on_conflict_do_update(
            index_elements=[leases.c.session_id],
            set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
            where=(leases.c.until < bindparam("now")) | (leases.c.holder == insert.excluded.holder),
        ).returning(leases.c.holder)

    def _claim(self, connection: Connection, caller: Caller, session_id: str) -> None:
        connection.execute(self._opened, {"session_id": session_id, "owner": caller.id, "created": self._clock()})
        self._check_owner(connection, caller, session_id)

    def _check_owner(self, connection: Connection, caller: Caller, session_id: str) -> None:
        owner = connection.scalar(_OWNER, {"session": session_id})
        if owner != caller.id:
            raise NotFound(_NO_SESSION, field="session_id")

    def _stored(self, connection: Connection, session_id: str, turn_id: str, message: str) -> Answer | None:
        row = connection.execute(_TURN, {"session": session_id, "turn": turn_id}).first()
        if row is None:
            return None
        if row.message != message:
            raise MessageRejected(f"turn_id“{turn_id}”已经用在另一条消息上。每条新消息请换一个 turn_id。", field="turn_id")
        return Answer.model_validate(row.answer)

    def _save(self, connection: Connection, turn_id: str, message: str, answer: Answer) -> Answer:
        row = {
            "session_id": answer.session_id,
            "turn_id": turn_id,
            "message_id": answer.message_id,
            "message": message,
            "answer": answer.model_dump(mode="json"),
            "created": self._clock(),
        }
        if connection.scalar(self._saved, row) is not None:
            for staff in answer.staff_answers:
                same = (tickets.c.ticket == staff.ticket) & (tickets.c.answer == staff.text)
                connection.execute(update(tickets).where(same).values(shown=True))
            return answer
        return self._stored(connection, answer.session_id, turn_id, message) or answer

    async def history(self, caller: Caller, session_id: str) -> list[Turn]:
        """The session's answered turns, oldest first; `NotFound` when the session is not the caller's."""
        return await self._transact(self._history, caller, session_id)

    def _history(self, connection: Connection, caller: Caller, session_id: str) -> list[Turn]:
        self._check_owner(connection, caller, session_id)
        query = select(turns).where(turns.c.session_id == session_id).order_by(turns.c.number)
        rows = connection.execute(query).mappings()
        return [Turn(**{key: row[key] for key in Turn.model_fields}) for row in rows]

    async def take_lease(self, session_id: str, holder: str, seconds: float) -> bool:
        """Whether `holder` may answer in this session now: it was free, its own, or left by one that died."""
        return await self._transact(self._take, session_id, holder, seconds)

    def _take(self, connection: Connection, session_id: str, holder: str, seconds: float) -> bool:
        now = self._clock()
        row = {"session_id": session_id, "holder": holder, "until": now + seconds, "now": now}
        return connection.scalar(self._taken, row) is not None

    async def release_lease(self, session_id: str, holder: str) -> None:
        """Frees the session, if `holder` still has it."""
        await self._transact(self._release, session_id, holder)

    def _release(self, connection: Connection, session_id: str, holder: str) -> None:
        connection.execute(_RELEASE, {"session": session_id, "by": holder})
