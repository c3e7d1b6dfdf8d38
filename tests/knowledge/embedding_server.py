"""A real HTTP server that speaks OpenAI's embeddings call: vectors of character counts, refusing what strict servers refuse."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DIMENSIONS = 64


@dataclass
class Served:
    """Where it listens and what it was asked."""

    url: str
    batches: list[list[Any]] = field(default_factory=list)


def vector(text: str) -> list[float]:
    counts = [0.1] * DIMENSIONS
    for char in text:
        counts[ord(char) % DIMENSIONS] += 1.0
    return counts


@contextmanager
def serving() -> Iterator[Served]:
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.batches.append(body["input"])
            plain = all(isinstance(text, str) for text in body["input"])
            status = 200 if plain and len(body["input"]) <= 10 and self.path.endswith("/embeddings") else 400
            vectors = [vector(text) for text in body["input"]] if plain else []
            data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(vectors)]
            payload = {"object": "list", "data": data, "model": body["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
            answer = json.dumps(payload).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
