"""Files of a caller: for nobody else, and gone after their days. The contract demands it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.database import open_database, sqlite_url
from agent.files import DAY, Keeper
from agent.records import Records
from agent.schema import Caller
from knowledge.errors import NotFound

pytestmark = pytest.mark.anyio

ZHANG, LI = Caller("key", "zhang"), Caller("key", "li")


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def records(tmp_path: Path, clock: Clock) -> AsyncIterator[Records]:
    async with open_database(sqlite_url(tmp_path / "records.sqlite3")) as engine:
        yield Records(engine, clock)


async def test_a_file_is_read_back_by_its_owner_alone(records: Records) -> None:
    made = await Keeper(records, ZHANG)("申请书.docx", b"\x00PK", "application/x")
    found = await records.read_file(ZHANG, made.id)
    assert (found.name, found.content, found.media_type) == ("申请书.docx", b"\x00PK", "application/x")
    assert made.url == f"/api/files/{made.id}"
    with pytest.raises(NotFound) as others:
        await records.read_file(LI, made.id)
    with pytest.raises(NotFound) as unknown:
        await records.read_file(LI, "no-such-file")
    assert others.value.detail == unknown.value.detail


async def test_ids_are_long_and_never_the_same(records: Records) -> None:
    ids = {(await Keeper(records, ZHANG)("a", b"a", "a")).id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 32


async def test_a_file_is_gone_after_its_days_and_deleted_with_the_next(records: Records, clock: Clock) -> None:
    records.file_days = 3
    old = await Keeper(records, ZHANG)("old", b"old", "a")
    clock.now += 3 * DAY - 1
    assert (await records.read_file(ZHANG, old.id)).content == b"old"
    clock.now += 1
    with pytest.raises(NotFound):
        await records.read_file(ZHANG, old.id)
    assert (await records.check())["files"] == 1
    await Keeper(records, ZHANG)("new", b"new", "a")
    assert (await records.check())["files"] == 1
    assert await records.delete_old_files() == 0
