"""The HTTP layer under the library: whatever comes back leaves it as a regular stream of chunks, or as a `ModelFailure`.

Mended here and nowhere else: bytes, lines, comments, a body that is not a stream, a stream that breaks off.
"""

from __future__ import annotations

import asyncio
import codecs
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx2

from agent.llm.errors import ModelFailure
from agent.llm.mending import Mender

MOST_BYTES = 4_000_000
"""An answer larger than this is no answer."""
MOST_ERROR_BYTES = 64_000
LAST_SECONDS = 2.0
"""How long the tokens of a finished answer, or the end of its stream, are waited for."""


class MendingTransport(httpx2.AsyncBaseTransport):
    """Passes requests on; successful answers are mended."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body a stream of regular chunks."""
        response = await self._inner.handle_async_request(request)
        if response.status_code != httpx2.codes.OK:
            return await _refusal(response, request)
        headers = {"Content-Type": "text/event-stream"}
        return httpx2.Response(response.status_code, headers=headers, stream=_Mended(response), request=request)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()


class _Mended(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        mender, seen, finished = Mender(), False, False
        async with aclosing(_events(self._response)) as events:
            while True:
                try:
                    async with asyncio.timeout(LAST_SECONDS if finished else None):
                        data = await anext(events)
                except StopAsyncIteration:
                    break
                except (httpx2.TransportError, TimeoutError):
                    if finished:  # the answer is whole; what fails now is only how the connection ends
                        break
                    raise
                seen = True
                chunk = mender.chunk(data)
                finished = finished or any(choice["finish_reason"] for choice in chunk["choices"])
                if chunk["choices"] or chunk.get("usage"):
                    yield f"data: {json.dumps(chunk)}\n\n".encode()
        if not seen:
            raise ModelFailure("bad_answer", "空的回答")
        yield b"data: [DONE]\n\n"

    async def aclose(self) -> None:
        await self._response.aclose()


async def _refusal(response: httpx2.Response, request: httpx2.Request) -> httpx2.Response:
    """The same status with the beginning of its body: an error page of any size is no reason to read it all."""
    kept = b""
    try:
        async with aclosing(response.aiter_bytes()) as pieces:
            async for piece in pieces:
                kept += piece
                if len(kept) >= MOST_ERROR_BYTES:
                    break
    except httpx2.TransportError:
        pass  # the status says enough
    finally:
        await response.aclose()
    headers = {name: response.headers[name] for name in ("Content-Type", "Retry-After") if name in response.headers}
    return httpx2.Response(response.status_code, headers=headers, content=kept[:MOST_ERROR_BYTES], request=request)


async def _events(response: httpx2.Response) -> AsyncGenerator[object, None]:
    """The JSON values of a stream, or of a body that is one value."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    pending, size, streamed, event = "", 0, False, _Event()
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
            if (value := event.line(line)) is not None:
                yield value
    pending += decoder.decode(b"", final=True)
    if streamed:
        for line in (pending, ""):
            if (value := event.line(line)) is not None:
                yield value
    elif pending.strip():
        yield _json(pending)


def _is_stream(text: str) -> bool:
    """Whether the body is a stream of events, as its first characters tell."""
    begins = text.lstrip()
    return any(begins.startswith(field) for field in ("data:", ":", "event:", "id:", "retry:"))


class _Event:
    """One event: JSON on one `data:` line, or on several up to an empty one."""

    def __init__(self) -> None:
        self._data = ""

    def line(self, line: str) -> object | None:
        """The value that this line makes whole. Raises `ModelFailure` when the event ends and it is none."""
        line = line.strip()
        if not line.startswith("data:"):
            if self._data and not line:
                return _json(self._data)
            return None
        data = line.removeprefix("data:").strip()
        self._data += data if data != "[DONE]" else ""
        try:
            value: object = json.loads(self._data)
        except ValueError:
            return None
        self._data = ""
        return value


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ModelFailure("bad_answer", "不是 JSON") from None
