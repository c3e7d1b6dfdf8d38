"""The data folder: made when it is not there, refused in clear words when it cannot hold what we write."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from knowledge.errors import Unavailable

MINIMUM_FREE = 32 * 1024 * 1024
"""Bytes that have to be free: an index build and some weeks of conversations."""


def prepare_data_dir(folder: Path, minimum_free: int = MINIMUM_FREE) -> Path:
    """The folder, existing, writable and with room, as an absolute path; otherwise `Unavailable` with what to do."""
    folder = folder.expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise Unavailable(_refusal(folder, error)) from error
    if free < minimum_free:
        needed, left = minimum_free // 2**20, free // 2**20
        raise Unavailable(
            f"数据文件夹 {folder} 所在的磁盘快满了：只剩 {left} MB，至少要 {needed} MB。请清理磁盘，或者用 OPC_DATA_DIR 换一个地方。"
        )
    return folder


def probe_sqlite(file: Path) -> None:
    """Raises `sqlite3.Error` when the file cannot be opened, or is no database. Makes it when it is not there.

    Asked before aiosqlite opens it: a connection of that library which fails leaves a thread that outlives the event loop.
    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA schema_version").fetchone()


def _refusal(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"数据文件夹 {folder} 所在的磁盘已满。请清理磁盘，或者用 OPC_DATA_DIR 换一个地方。"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"OPC_DATA_DIR={folder} 不能用：路径上有一个同名的文件。请移走它，或者用 OPC_DATA_DIR 换一个地方。"
    return f"数据文件夹 {folder} 不能写（{error.strerror}）。请给它写权限，或者用 OPC_DATA_DIR 换一个地方。"
