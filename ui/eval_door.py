"""Plays conversation cases on a running server: `POST /api/chat`, files by their url."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import httpx2

from knowledge.errors import Unavailable

TIMEOUT = 120.0
"""Seconds for one answer; a language model may take its time."""


class HttpDoor:
    """The assistant behind an address. `key`: sent as bearer token. Use as an asynchronous context manager."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url = url.rstrip("/") + "/"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # trust_env off: a proxy of the machine must not come between us and a server that is usually this machine.
        self._client = httpx2.AsyncClient(headers=headers, timeout=TIMEOUT, trust_env=False)

    async def __aenter__(self) -> HttpDoor:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, session_id: str, message: str) -> dict[str, Any]:
        """One turn. Raises `Unavailable` with the server's own detail when it refuses or cannot be reached."""
        try:
            response = await self._client.post(urljoin(self._url, "api/chat"), json={"message": message, "session_id": session_id})
        except httpx2.HTTPError as error:
            raise Unavailable(f"连不上 {self._url}（{type(error).__name__}）。请确认服务已启动、地址正确。", field="url") from error
        return _object(response)

    async def fetch(self, url: str) -> bytes:
        """A file of an answer; a relative url is one of this server, and the key is sent nowhere else."""
        address = urljoin(self._url, url)
        if httpx2.URL(address).host != httpx2.URL(self._url).host:
            raise Unavailable(f"文件不在被测的服务上：{address}", field="url")
        try:
            response = await self._client.get(address)
        except httpx2.HTTPError as error:
            raise Unavailable(f"取不到文件 {address}（{type(error).__name__}）。", field="url") from error
        if response.status_code != httpx2.codes.OK:
            raise Unavailable(f"取不到文件 {address}：{response.status_code}", field="url")
        return response.content


def _object(response: httpx2.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Unavailable(f"{response.url} 回的不是 JSON 对象（{response.status_code}）；请确认地址是本助手。", field="url")
    if response.status_code != httpx2.codes.OK:
        raise Unavailable(f"{response.status_code}：{body.get('detail', '没有说明原因')}")
    return body
