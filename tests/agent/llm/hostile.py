"""An OpenAI-compatible endpoint that does what a test tells it, over real HTTP: lies, stalls, breaks off, floods.

`endpoint.answer` makes an `Answer` of each request; what was asked stands in `endpoint.seen`.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Event, Thread
from typing import Any

HOLD = "hold"
"""A piece that never comes: the connection stays open without a byte."""
RESET = "reset"
"""A piece at which the connection is torn down."""


@dataclass
class Answer:
    """`pieces`: bytes as they are sent, `HOLD` or `RESET`."""

    pieces: list[bytes | str]
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})


class HostileEndpoint(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[dict[str, Any]], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.released = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no error of a test."""


class _Handler(BaseHTTPRequestHandler):
    server: HostileEndpoint

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(asked)
        self.server.keys.append(self.headers["Authorization"])
        answer = self.server.answer(asked)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in answer.pieces:
            if piece == HOLD:
                self.server.released.wait()
            elif piece == RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            else:
                assert isinstance(piece, bytes)
                self.wfile.write(piece)
                self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(answer: Callable[[dict[str, Any]], Answer]) -> Iterator[HostileEndpoint]:
    """The endpoint, listening as long as the block lasts."""
    with HostileEndpoint(answer) as endpoint:
        thread = Thread(target=endpoint.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.released.set()
            endpoint.shutdown()
            thread.join()


def event(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> bytes:
    """One chunk as most endpoints send it."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return (
        b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": choices, **more}).encode() + b"\n\n"
    )


DONE = b"data: [DONE]\n\n"


def streamed(text: str, size: int = 7, **delta: Any) -> Answer:
    """A text, in pieces of `size` characters, well behaved."""
    pieces: list[bytes | str] = [event({"content": text[at : at + size]}) for at in range(0, len(text), size)]
    return Answer([event({"role": "assistant", "content": "", **delta}), *pieces, event({}, "stop"), DONE])


def sliced(answer: Answer, cuts: list[int]) -> Answer:
    """The same bytes, cut elsewhere: also inside of characters."""
    body = b"".join(piece for piece in answer.pieces if isinstance(piece, bytes))
    places = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    return Answer([body[a:b] for a, b in pairwise(places)], answer.status, answer.headers)


def calling(name: str, arguments: object, *, finish: str = "tool_calls", **call: Any) -> Answer:
    """One tool call; `call` replaces or adds fields of it (None: left out)."""
    made = {"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}, **call}
    made = {key: value for key, value in made.items() if value is not None}
    return Answer([event({"role": "assistant", "content": None, "tool_calls": [made]}), event({}, finish), DONE])


def refusing(status: int, message: str, **headers: str) -> Answer:
    """An error as a status with an error object."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": status}}).encode()
    return Answer([body], status, {"Content-Type": "application/json", **headers})
