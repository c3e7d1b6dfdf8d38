"""Files made for a caller: kept in the records store under ids nobody can guess, for their owner alone, for so many days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from agent.schema import Caller
from agent.store import Store
from agent.tables import files
from knowledge.errors import NotFound
from tools.schema import DraftFile

if TYPE_CHECKING:
    from tools.registry import ToolContext

DAY = 86_400
ADDRESS = "/api/files/{id}"
_NO_FILE = "没有这个文件，或者已经过了保存期。请在对话里再生成一份。"


@dataclass(frozen=True)
class StoredFile:
    """A file as it was made. `created`: seconds since 1970."""

    id: str
    name: str
    media_type: str
    content: bytes
    created: float


class FileRecords(Store):
    """The files table. `file_days`: how long a file is kept; what is older is gone for everybody and deleted with the next one made."""

    file_days = 7

    async def keep_file(self, caller: Caller, name: str, content: bytes, media_type: str) -> StoredFile:
        """Stores a file of the caller's and deletes what is past its days."""
        return await self._transact(self._keep, caller, StoredFile(secrets.token_urlsafe(24), name, media_type, content, self._clock()))

    def _keep(self, connection: Connection, caller: Caller, file: StoredFile) -> StoredFile:
        self._expire(connection)
        row = {"id": file.id, "owner": caller.id, "name": file.name, "media_type": file.media_type}
        connection.execute(insert(files).values(**row, content=file.content, created=file.created))
        return file

    async def read_file(self, caller: Caller, id_: str) -> StoredFile:
        """The file; `NotFound` when it is another caller's, past its days, or never was."""
        return await self._transact(self._read, caller, id_)

    def _read(self, connection: Connection, caller: Caller, id_: str) -> StoredFile:
        where = (files.c.id == id_) & (files.c.owner == caller.id) & (files.c.created > self._oldest())
        row = connection.execute(select(files).where(where)).mappings().first()
        if row is None:
            raise NotFound(_NO_FILE, field="id")
        return StoredFile(row["id"], row["name"], row["media_type"], row["content"], row["created"])

    async def delete_old_files(self) -> int:
        """Deletes what is past its days; how many there were."""
        return await self._transact(self._expire)

    def _expire(self, connection: Connection) -> int:
        return connection.execute(delete(files).where(files.c.created <= self._oldest())).rowcount

    def _oldest(self) -> float:
        return self._clock() - self.file_days * DAY


async def read_address(records: FileRecords, caller: Caller, url: str) -> bytes:
    """The content of the caller's file at an address that `Keeper` gave; `NotFound` as in `read_file`."""
    return (await records.read_file(caller, url.rpartition("/")[2])).content


class Keeper:
    """The `ToolContext.files` of one caller."""

    def __init__(self, records: FileRecords, caller: Caller) -> None:
        self._records = records
        self._caller = caller

    async def __call__(self, name: str, content: bytes, media_type: str) -> DraftFile:
        """Stores the file; its id, name and address."""
        kept = await self._records.keep_file(self._caller, name, content, media_type)
        return DraftFile(id=kept.id, name=kept.name, url=ADDRESS.format(id=kept.id))


def with_files(tools: ToolContext, records: FileRecords, caller: Caller) -> ToolContext:
    """The same tools, with files that belong to this caller."""
    return replace(tools, files=Keeper(records, caller))
