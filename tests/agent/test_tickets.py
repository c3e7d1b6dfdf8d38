"""Tickets: one a turn however often it is retried, answered by staff, shown once."""

import asyncio

import pytest
from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, UniqueConstraint

from agent.database import open_database
from agent.records import Records
from agent.schema import Answer, Caller, StaffAnswer
from agent.tables import tickets
from agent.tickets import Ticket
from knowledge.errors import MessageRejected, NotFound, Unavailable

pytestmark = pytest.mark.anyio
_TALK = [{"role": "user", "text": "我要找人"}]


@pytest.fixture(autouse=True)
async def session(records: Records, zhang: Caller) -> None:
    await records.begin_turn(zhang, "s", "t", "我要找人", "h", 30)


async def opened(records: Records, caller: Caller, turn_id: str = "t") -> Ticket:
    return await records.open_ticket(caller, "s", turn_id, "要人工", _TALK, {"headcount": "8"})


async def shown_with(records: Records, turn_id: str) -> list[StaffAnswer]:
    answer = Answer(session_id="s", message_id=f"m-{turn_id}", reply="好的。")
    return (await records.finish_turn(turn_id, "问", answer, "h")).staff_answers


async def test_a_ticket_keeps_the_conversation_and_what_was_told(records: Records, zhang: Caller) -> None:
    await opened(records, zhang)
    [ticket] = await records.list_tickets()
    assert (ticket.owner, ticket.reason, ticket.conversation, ticket.facts) == (zhang.id, "要人工", _TALK, {"headcount": "8"})
    assert ticket.status == "open"


async def test_a_turn_that_is_retried_has_one_ticket_and_another_turn_has_its_own(records: Records, zhang: Caller) -> None:
    made = await asyncio.gather(*(opened(records, zhang) for _ in range(30)))
    other = await opened(records, zhang, "t2")
    assert len({ticket.ticket for ticket in made}) == 1
    assert {ticket.ticket for ticket in await records.list_tickets()} == {made[0].ticket, other.ticket}


async def test_without_the_unique_constraint_no_ticket_is_made_at_all(database_url: str, zhang: Caller) -> None:
    async with open_database(database_url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE tickets")
            _without_uniqueness(connection)
        with pytest.raises(Unavailable):
            await opened(Records(engine), zhang)


def _without_uniqueness(connection: Connection) -> None:
    mutant = tickets.to_metadata(MetaData(), name="tickets", referred_schema_fn=lambda *_: None)
    mutant.constraints = {one for one in mutant.constraints if not isinstance(one, UniqueConstraint | ForeignKeyConstraint)}
    mutant.create(connection)


async def test_an_answer_is_waiting_until_it_was_shown(records: Records, zhang: Caller) -> None:
    first, second = await opened(records, zhang, "t1"), await opened(records, zhang, "t2")
    assert await shown_with(records, "t3") == []
    answered = await records.answer_ticket(first.ticket, "  请带上合同。 ")
    assert (answered.status, answered.answer, answered.shown) == ("answered", "请带上合同。", False)
    assert [ticket.ticket for ticket in await records.list_tickets("open")] == [second.ticket]
    assert [ticket.ticket for ticket in await records.list_tickets("answered")] == [first.ticket]
    assert await shown_with(records, "t4") == [StaffAnswer(ticket=first.ticket, text="请带上合同。")]
    assert [ticket.ticket for ticket in await records.list_tickets() if ticket.shown] == [first.ticket]
    assert await shown_with(records, "t5") == []


async def test_answering_nothing_or_nobody_says_what_to_do(records: Records, zhang: Caller) -> None:
    with pytest.raises(NotFound, match="opc tickets"):
        await records.answer_ticket("T0", "好")
    ticket = await opened(records, zhang)
    with pytest.raises(MessageRejected) as refused:
        await records.answer_ticket(ticket.ticket, "  ")
    assert refused.value.field == "answer"
