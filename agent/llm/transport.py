"""The HTTP layer under the library: whatever comes back leaves it as a regular stream of chunks, or as a `ModelFailure`.

Mended here and nowhere else: bytes, lines, comments, a body that is not a stream, a stream that breaks off.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import AsyncIterator

import httpx2

from agent.llm.errors import ModelFailure
from agent.llm.mending import Mender

MOST_BYTES = 4_000_000
"""An answer larger than this is no answer."""


class MendingTransport(httpx2.AsyncBaseTransport):
    """Passes requests on; successful answers are mended."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body a stream of regular chunks."""
        response = await self._inner.handle_async_request(request)
        if response.status_code != httpx2.codes.OK:
            return response
        headers = {"Content-Type": "text/event-stream"}
        return httpx2.Response(response.status_code, headers=headers, stream=_Mended(response), request=request)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()


class _Mended(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        mender, seen = Mender(), False
        async for data in _events(self._response):
            seen = True
            chunk = mender.chunk(data)
            if chunk["choices"] or chunk.get("usage"):
                yield f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
        if not seen:
            raise ModelFailure("bad_answer", "空的回答")
        yield b"data: [DONE]\n\n"

    async def aclose(self) -> None:
        await self._response.aclose()


async def _events(response: httpx2.Response) -> AsyncIterator[object]:
    """The JSON values of a stream, or of a body that is one value."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    pending, size, streamed = "", 0, False
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > MOST_BYTES:
            raise ModelFailure("bad_answer", "回答过大")
        pending += decoder.decode(piece)
        if not streamed and not _is_stream(pending):
            continue
        streamed = True
        *lines, pending = pending.replace("\r\n", "\n").split("\n")
        for line in lines:
            if line.strip() == "data: [DONE]" or line.strip() == "data:[DONE]":
                return
            if (value := _of_line(line)) is not None:
                yield value
    pending += decoder.decode(b"", final=True)
    if streamed:
        if (value := _of_line(pending)) is not None:
            yield value
    elif pending.strip():
        yield _json(pending)


def _is_stream(text: str) -> bool:
    """Whether the body is a stream of events, as its first characters tell."""
    begins = text.lstrip()
    return any(begins.startswith(field) for field in ("data:", ":", "event:", "id:", "retry:"))


def _of_line(line: str) -> object | None:
    line = line.strip()
    if not line.startswith("data:"):
        return None
    data = line.removeprefix("data:").strip()
    return _json(data) if data and data != "[DONE]" else None


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ModelFailure("bad_answer", "不是 JSON") from None
