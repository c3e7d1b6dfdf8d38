"""The data folder: what is wrong with it and what to do about it is said before anything is built."""

from pathlib import Path

import pytest

from agent.storage import prepare_data_dir
from knowledge.errors import Unavailable


def test_a_folder_that_is_not_there_is_made_with_its_parents(tmp_path: Path) -> None:
    assert prepare_data_dir(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    for wanted in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(Unavailable, match="同名的文件") as refused:
            prepare_data_dir(wanted)
        assert str(wanted) in refused.value.detail


def test_a_place_that_cannot_be_written_names_the_setting() -> None:
    with pytest.raises(Unavailable, match="OPC_DATA_DIR"):
        prepare_data_dir(Path("/proc/opc"))


def test_a_disk_that_is_nearly_full_says_how_much_is_left(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"只剩 \d+ MB"):
        prepare_data_dir(tmp_path, minimum_free=2**60)
