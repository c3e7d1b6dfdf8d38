"""Records: owners, turns, leases, on both engines. Real stores; concurrency by gather on several connections."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect

from agent.database import open_database, sqlite_url
from agent.records import Records
from agent.schema import Answer, Caller, StaffAnswer
from agent.tables import metadata
from knowledge.errors import MessageRejected, NotFound, Unavailable

pytestmark = pytest.mark.anyio


def answer(text: str = "好的。", **more: Any) -> Answer:
    return Answer(session_id="s", message_id=f"m-{text}", reply=text, **more)


async def begin(records: Records, caller: Caller, turn_id: str = "t", message: str = "问") -> tuple[bool, Answer | None]:
    return await records.begin_turn(caller, "s", turn_id, message, caller.id, 30)


async def test_a_session_belongs_to_the_caller_who_opened_it(records: Records, zhang: Caller, li: Caller) -> None:
    assert await begin(records, zhang) == (True, None)
    assert await begin(records, zhang) == (True, None)
    with pytest.raises(NotFound) as refused:
        await begin(records, li)
    assert refused.value.field == "session_id"


async def test_of_two_callers_who_open_one_session_at_once_exactly_one_gets_it(records: Records) -> None:
    callers = [Caller("key", f"c{number}") for number in range(20)]
    outcomes = await asyncio.gather(*(begin(records, caller) for caller in callers), return_exceptions=True)
    assert sum(outcome == (True, None) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NotFound) for outcome in outcomes) == 19


async def test_reading_anothers_session_looks_like_reading_none(records: Records, zhang: Caller, li: Caller) -> None:
    await begin(records, zhang)
    with pytest.raises(NotFound) as foreign:
        await records.history(li, "s")
    with pytest.raises(NotFound) as absent:
        await records.history(li, "nothing")
    assert foreign.value.detail == absent.value.detail


async def test_history_is_the_answered_turns_oldest_first(records: Records, zhang: Caller) -> None:
    for number in range(3):
        await begin(records, zhang, f"t{number}", f"问{number}")
        await records.finish_turn(f"t{number}", f"问{number}", answer(f"答{number}"), zhang.id)
    history = await records.history(zhang, "s")
    assert [(turn.message, turn.answer.reply) for turn in history] == [("问0", "答0"), ("问1", "答1"), ("问2", "答2")]


async def test_a_turn_saved_twice_keeps_its_first_answer(records: Records, zhang: Caller) -> None:
    await begin(records, zhang)
    first = await records.finish_turn("t", "问", answer("一"), zhang.id)
    second = await records.finish_turn("t", "问", answer("二"), zhang.id)
    assert (first.reply, second.reply) == ("一", "一")
    assert await begin(records, zhang) == (True, answer("一"))
    assert len(await records.history(zhang, "s")) == 1


async def test_a_turn_id_cannot_be_used_for_another_message(records: Records, zhang: Caller) -> None:
    await begin(records, zhang)
    await records.finish_turn("t", "问", answer(), zhang.id)
    with pytest.raises(MessageRejected) as refused:
        await begin(records, zhang, message="别的")
    assert refused.value.field == "turn_id"


async def test_of_twenty_takers_of_a_lease_exactly_one_wins(records: Records) -> None:
    won = await asyncio.gather(*(records.take_lease("s", f"h{number}", 30) for number in range(20)))
    assert sum(won) == 1


async def test_a_lease_is_renewed_by_its_holder_and_free_after_release(records: Records) -> None:
    assert await records.take_lease("s", "a", 30)
    assert await records.take_lease("s", "a", 30)
    await records.release_lease("s", "b")
    assert not await records.take_lease("s", "b", 30)
    await records.release_lease("s", "a")
    assert await records.take_lease("s", "b", 30)


async def test_a_lease_left_by_a_dead_process_is_taken_over_when_it_ran_out(records: Records, clock: Any) -> None:
    assert await records.take_lease("s", "dead", 30)
    clock.now += 29
    assert not await records.take_lease("s", "next", 30)
    clock.now += 2
    assert await records.take_lease("s", "next", 30)
    assert not await records.take_lease("s", "dead", 30)


async def test_everything_is_there_after_closing_and_opening_again(database_url: str, zhang: Caller, li: Caller) -> None:
    async with open_database(database_url) as engine:
        before = Records(engine)
        await begin(before, zhang)
        await before.finish_turn("t", "问", answer(), zhang.id)
        ticket = await before.open_ticket(zhang, "s", "t", "要人工", [{"role": "user", "text": "问"}], {"headcount": "8"})
    async with open_database(database_url) as engine:
        after = Records(engine)
        assert await after.list_tickets() == [ticket]
        assert len(await after.history(zhang, "s")) == 1
        with pytest.raises(NotFound):
            await begin(after, li)
        assert await after.check() == {"sessions": 1, "turns": 1, "tickets": 1, "files": 0}


async def test_staff_answers_in_a_saved_turn_are_marked_as_shown_with_it(records: Records, zhang: Caller) -> None:
    await begin(records, zhang, "t1")
    ticket = await records.open_ticket(zhang, "s", "t1", "要人工", [], {})
    await records.answer_ticket(ticket.ticket, "周三来电")
    saved = await records.finish_turn("t2", "问", answer(), zhang.id)
    assert saved.staff_answers == [StaffAnswer(ticket=ticket.ticket, text="周三来电")]
    assert [seen.shown for seen in await records.list_tickets()] == [True]
    assert (await records.finish_turn("t3", "问", answer("再见。"), zhang.id)).staff_answers == []


async def test_an_answer_that_staff_changed_meanwhile_is_still_to_be_shown(records: Records, zhang: Caller) -> None:
    await begin(records, zhang, "t1")
    ticket = await records.open_ticket(zhang, "s", "t1", "要人工", [], {})
    await records.answer_ticket(ticket.ticket, "旧的")
    await records.answer_ticket(ticket.ticket, "新的")
    # The inside of `finish_turn` as it runs when staff change their answer after it was read, before the turn is stored.
    await records._transact(records._save, "t2", "问", answer(staff_answers=[StaffAnswer(ticket=ticket.ticket, text="旧的")]))
    assert [waiting.shown for waiting in await records.list_tickets()] == [False]
    shown = await records.finish_turn("t3", "问", answer("再见。"), zhang.id)
    assert [staff.text for staff in shown.staff_answers] == ["新的"]


async def test_the_migrations_make_exactly_the_tables_that_the_code_uses(database_url: str) -> None:
    def shape(connection: Connection) -> dict[str, Any]:
        seen = inspect(connection)
        return {
            table.name: (
                sorted((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table.name)),
                sorted(tuple(unique["column_names"]) for unique in seen.get_unique_constraints(table.name)),
                sorted((index["name"], tuple(index["column_names"])) for index in seen.get_indexes(table.name)),
                [(key["constrained_columns"], key["referred_table"]) for key in seen.get_foreign_keys(table.name)],
            )
            for table in metadata.sorted_tables
        }

    def shape_of(engine: Engine) -> dict[str, Any]:
        with engine.begin() as connection:
            return shape(connection)

    async with open_database(database_url) as engine:
        migrated = shape_of(engine)
        with engine.begin() as connection:
            metadata.drop_all(connection)
            metadata.create_all(connection)
        assert migrated == shape_of(engine)


async def test_two_processes_may_open_a_new_database_at_once(database_url: str) -> None:
    async def opened() -> dict[str, int]:
        async with open_database(database_url) as engine:
            return await Records(engine).check()

    assert len({tuple(found) for found in await asyncio.gather(*(opened() for _ in range(4)))}) == 1


async def test_a_database_that_cannot_be_opened_says_which_and_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="OPC_DATA_DIR") as refused:
        async with open_database(sqlite_url(tmp_path / "missing" / "records.sqlite3")):
            pass
    assert "missing" in refused.value.detail


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(Unavailable, match="打不开记录库"):
        async with open_database(sqlite_url(tmp_path / "records.sqlite3")):
            pass


async def test_a_store_that_disappears_is_unavailable_and_not_a_crash(database_url: str) -> None:
    async with open_database(database_url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE tickets")
        with pytest.raises(Unavailable, match="记录库"):
            await Records(engine).list_tickets()
