"""Which model speaks, and what an endpoint of ours sees of it: a real HTTP server on a port of its own."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel

from agent.models import chat_model, open_client
from agent.settings import Settings

pytestmark = pytest.mark.anyio


class Endpoint(ThreadingHTTPServer):
    """Answers 您好 (or `status`), and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.seen: list[tuple[str, dict[str, Any], str | None]] = []


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, sent, self.headers["Authorization"]))
        message = {"role": "assistant", "content": "您好"}
        body = json.dumps({"id": "1", "object": "chat.completion", "model": "m", "choices": [{"index": 0, "message": message}]})
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def offline() -> BaseChatModel:
    return FakeListChatModel(responses=["离线"])


def configured(endpoint: Endpoint) -> Settings:
    address = f"http://127.0.0.1:{endpoint.server_port}/v1"
    return Settings(_env_file=None, llm_base_url=address, llm_api_key="geheim", llm_model="m")


async def test_without_an_endpoint_the_offline_model_speaks(offline: BaseChatModel) -> None:
    assert chat_model(Settings(_env_file=None), offline) is offline


async def test_a_configured_endpoint_speaks_by_chat_completions_past_any_proxy(
    endpoint: Endpoint, offline: BaseChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with open_client() as client:
        answer = await chat_model(configured(endpoint), offline, client).ainvoke("你好")
    assert answer.content == "您好"
    [(path, sent, key)] = endpoint.seen
    assert (path, sent["model"], key) == ("/v1/chat/completions", "m", "Bearer geheim")


async def test_a_failing_endpoint_is_asked_once_and_no_more(endpoint: Endpoint, offline: BaseChatModel) -> None:
    endpoint.status = 500
    async with open_client() as client:
        with pytest.raises(Exception, match="500"):
            await chat_model(configured(endpoint), offline, client).ainvoke("你好")
    assert len(endpoint.seen) == 1
