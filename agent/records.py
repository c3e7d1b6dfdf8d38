"""What belongs to no single turn: whose session it is, what was answered, which turn is running, what staff were asked."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent.schema import Answer, Caller, StaffAnswer
from agent.tables import leases, sessions, tickets, turns
from agent.tickets import TicketRecords
from knowledge.errors import MessageRejected, NotFound

_NO_SESSION = "没有这个会话。请不带 session_id 重新开始一个。"


class Turn(BaseModel):
    """One answered turn."""

    turn_id: str
    message: str
    answer: Answer
    created: float


class Records(TicketRecords):
    """The whole records store: tickets, and the sessions, turns and leases below. Every method is one transaction."""

    async def claim(self, caller: Caller, session_id: str) -> None:
        """Opens the session for the caller, or makes sure it is theirs; another caller's raises `NotFound`."""
        async with self._transaction() as connection:
            await self._claim(connection, caller, session_id)

    async def begin_turn(
        self, caller: Caller, session_id: str, turn_id: str, message: str, holder: str, seconds: float
    ) -> tuple[bool, Answer | None]:
        """`claim`, `take_lease` and `turn` together: whether `holder` may answer now, and the stored answer if there is one."""
        async with self._transaction() as connection:
            await self._claim(connection, caller, session_id)
            if not await self._take(connection, session_id, holder, seconds):
                return False, None
            return True, await self._stored(connection, session_id, turn_id, message)

    async def finish_turn(self, turn_id: str, message: str, answer: Answer, holder: str) -> Answer:
        """The answer with what staff answered meanwhile, stored as by `save_turn`, and the lease released, together."""
        async with self._transaction() as connection:
            waiting = await self._unshown(connection, answer.session_id)
            staff = [StaffAnswer(ticket=ticket.ticket, text=ticket.answer or "") for ticket in waiting]
            stored = await self._save(connection, turn_id, message, answer.model_copy(update={"staff_answers": staff}))
            await self._release(connection, answer.session_id, holder)
        return stored

    async def _claim(self, connection: AsyncConnection, caller: Caller, session_id: str) -> None:
        row = {"session_id": session_id, "owner": caller.id, "created": self._clock()}
        await connection.execute(self._insert(sessions).values(row).on_conflict_do_nothing())
        await self._check_owner(connection, caller, session_id)

    async def _check_owner(self, connection: AsyncConnection, caller: Caller, session_id: str) -> None:
        owner = await connection.scalar(select(sessions.c.owner).where(sessions.c.session_id == session_id))
        if owner != caller.id:
            raise NotFound(_NO_SESSION, field="session_id")

    async def turn(self, session_id: str, turn_id: str, message: str) -> Answer | None:
        """The stored answer of this turn, if it was answered; `MessageRejected` when the id was used for another message."""
        async with self._transaction() as connection:
            return await self._stored(connection, session_id, turn_id, message)

    async def _stored(self, connection: AsyncConnection, session_id: str, turn_id: str, message: str) -> Answer | None:
        where = (turns.c.session_id == session_id) & (turns.c.turn_id == turn_id)
        row = (await connection.execute(select(turns.c.message, turns.c.answer).where(where))).first()
        if row is None:
            return None
        if row.message != message:
            raise MessageRejected(f"turn_id“{turn_id}”已经用在另一条消息上。每条新消息请换一个 turn_id。", field="turn_id")
        return Answer.model_validate(row.answer)

    async def save_turn(self, turn_id: str, message: str, answer: Answer) -> Answer:
        """Stores the turn and marks the staff answers in it as shown, together. Returns what is stored: the first one wins."""
        async with self._transaction() as connection:
            return await self._save(connection, turn_id, message, answer)

    async def _save(self, connection: AsyncConnection, turn_id: str, message: str, answer: Answer) -> Answer:
        row = {
            "session_id": answer.session_id,
            "turn_id": turn_id,
            "message_id": answer.message_id,
            "message": message,
            "answer": answer.model_dump(mode="json"),
            "created": self._clock(),
        }
        insert = self._insert(turns).values(row).on_conflict_do_nothing(index_elements=["session_id", "turn_id"])
        if await connection.scalar(insert.returning(turns.c.number)) is not None:
            for staff in answer.staff_answers:
                same = (tickets.c.ticket == staff.ticket) & (tickets.c.answer == staff.text)
                await connection.execute(update(tickets).where(same).values(shown=True))
            return answer
        return await self._stored(connection, answer.session_id, turn_id, message) or answer

    async def history(self, caller: Caller, session_id: str) -> list[Turn]:
        """The session's answered turns, oldest first; `NotFound` when the session is not the caller's."""
        query = select(turns).where(turns.c.session_id == session_id).order_by(turns.c.number)
        async with self._transaction() as connection:
            await self._check_owner(connection, caller, session_id)
            rows = (await connection.execute(query)).mappings().all()
        return [Turn(**{key: row[key] for key in Turn.model_fields}) for row in rows]

    async def take_lease(self, session_id: str, holder: str, seconds: float) -> bool:
        """Whether `holder` may answer in this session now: it was free, its own, or left by one that died."""
        async with self._transaction() as connection:
            return await self._take(connection, session_id, holder, seconds)

    async def _take(self, connection: AsyncConnection, session_id: str, holder: str, seconds: float) -> bool:
        now = self._clock()
        row = {"session_id": session_id, "holder": holder, "until": now + seconds}
        insert = self._insert(leases).values(row)
        taken = insert.on_conflict_do_update(
            index_elements=[leases.c.session_id],
            set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
            where=(leases.c.until < now) | (leases.c.holder == holder),
        ).returning(leases.c.holder)
        return (await connection.scalar(taken)) is not None

    async def release_lease(self, session_id: str, holder: str) -> None:
        """Frees the session, if `holder` still has it."""
        async with self._transaction() as connection:
            await self._release(connection, session_id, holder)

    async def _release(self, connection: AsyncConnection, session_id: str, holder: str) -> None:
        await connection.execute(delete(leases).where((leases.c.session_id == session_id) & (leases.c.holder == holder)))
