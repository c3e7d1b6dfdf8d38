"""Where the vectors live: Chroma embedded in the data folder, or a Chroma server of its own. Its errors leave in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.errors import AssistantError, IndexUnusable

FOLDER = "index"
"""Folder of the index in the data folder."""


def open_client(folder: Path, server: str | None) -> Any:
    """A client of the store: at the address `server`, or embedded in `folder`. Raises `IndexUnusable` when no server is there."""
    import chromadb  # half a second to import: only where an index is opened

    settings = chromadb.Settings(anonymized_telemetry=False)
    if server is None:
        return chromadb.PersistentClient(path=str(folder / "chroma"), settings=settings)
    address = urlsplit(server)
    secure = address.scheme == "https"
    try:
        return chromadb.HttpClient(host=str(address.hostname), port=address.port or (443 if secure else 80), ssl=secure, settings=settings)
    except ValueError as error:
        raise IndexUnusable(_server_said(server, error)) from error


@contextmanager
def store_errors(folder: Path | None, server: str | None = None) -> Iterator[None]:
    """Whatever Chroma raises leaves as `IndexUnusable` with what to do."""
    try:
        yield
    except (AssistantError, ValueError):
        raise
    except Exception as error:
        if server:
            raise IndexUnusable(_server_said(server, error)) from error
        where = f"（文件夹 {folder}）" if folder else ""
        raise IndexUnusable(f"检索索引打不开或读不了{where}：{error}；停止服务后删除数据文件夹里的 {FOLDER}，再启动会重新建立") from error


def _server_said(server: str, error: Exception) -> str:
    return f"Chroma 服务 {server} 用不了：{error}；请确认它已启动、OPC_CHROMA_URL 写对了"
