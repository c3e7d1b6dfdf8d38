"""The checkpointer's file: what is wrong with it is said, with its path and what to do."""

from pathlib import Path

import pytest

from agent.checkpoints import open_checkpoints
from knowledge.errors import Unavailable

pytestmark = pytest.mark.anyio


async def test_a_new_file_holds_no_conversation(tmp_path: Path) -> None:
    async with open_checkpoints(tmp_path / "c.sqlite3") as checkpoints:
        assert await checkpoints.check() == 0
        assert await checkpoints.newest("thread") is None


@pytest.mark.parametrize("place", ["missing/c.sqlite3", "text.sqlite3"])
async def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "text.sqlite3").write_text("不是数据库" * 100, encoding="utf-8")
    with pytest.raises(Unavailable, match="OPC_DATA_DIR") as refused:
        async with open_checkpoints(tmp_path / place):
            pass
    assert place in refused.value.detail


async def test_a_store_that_is_gone_is_unavailable_and_not_a_crash(tmp_path: Path) -> None:
    async with open_checkpoints(tmp_path / "c.sqlite3") as checkpoints:
        await checkpoints.saver.conn.execute("DROP TABLE checkpoints")
        with pytest.raises(Unavailable, match="opc doctor"):
            await checkpoints.check()
