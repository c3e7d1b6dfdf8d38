"""The index on a Chroma server of its own, as OPC_CHROMA_URL asks for."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from chromadb import HttpClient, Settings

from knowledge.embedding import embedded
from knowledge.errors import IndexUnusable
from knowledge.index import open_examples

EXAMPLES = {"greeting": ["你好"], "bye": ["再见"]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A real Chroma server on a free port, up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "chroma"),
        "run",
        "--path",
        str(tmp_path / "server"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        # It says that it is there before it listens: the client's own retries, each later than the one before, wait for it.
        with httpx2.Client(transport=httpx2.HTTPTransport(retries=8), trust_env=False, timeout=30) as client:
            client.get(f"http://127.0.0.1:{port}/api/v2/heartbeat").raise_for_status()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_collections_live_on_the_server_and_are_reused(server: str, tmp_path: Path) -> None:
    embedder = embedded()
    assert embedder is not None
    first = open_examples("talk", EXAMPLES, tmp_path, embedder, server=server)
    assert len(first) == sum(map(len, EXAMPLES.values()))
    port = int(server.rsplit(":", 1)[1])
    client = HttpClient(host="127.0.0.1", port=port, settings=Settings(anonymized_telemetry=False))
    (collection,) = client.list_collections()
    again = open_examples("talk", EXAMPLES, tmp_path, embedder, server=server)
    assert again == pytest.approx(first)
    assert [one.name for one in client.list_collections()] == [collection.name]
    assert not (tmp_path / "index" / "chroma").exists()


def test_a_server_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    embedder = embedded()
    assert embedder is not None
    with pytest.raises(IndexUnusable, match="OPC_CHROMA_URL"):
        open_examples("talk", EXAMPLES, tmp_path, embedder, server="http://127.0.0.1:9")
