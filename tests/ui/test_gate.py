"""The gate: of Gradio's surface only what the page needs is open, every answer carries its headers, streams stay unbuffered."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from ui.gate import Gate
from ui.web import mount_page

CLOSED = [
    "/config", "/config/", "/login", "/logout", "/login_check", "/manifest.json", "/pwa_icon", "/monitoring", "/monitoring/x", "/svelte/x",
    "/gradio_api", "/gradio_api/", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/app_id", "/gradio_api/user", 
    "/gradio_api/token",
    "/gradio_api/queue/status", "/gradio_api/call/x", "/gradio_api/runs",
    "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://192.0.2.1/", "/gradio_api/stream/x/y/z", "/gradio_api/deep_link",
    "/gradio_api/vibe-code", "/gradio_api/mcp", "/assets/../config", "/static/%2e%2e/config", "/assets", "/no/such/page", "/?/../config/x",
]  # fmt: skip
WRITES = ["/", "/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/api/predict", "/gradio_api/call/x",
          "/gradio_api/reset", "/gradio_api/cancel", "/gradio_api/component_server", "/gradio_api/process_recording", "/login"]  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def pieces() -> Iterator[str]:  # type: ignore[misc]
            for _ in range(400):
                yield "data: 一段\n\n"

        return StreamingResponse(pieces(), media_type="text/event-stream")

    mount_page(app, title="试", policy="p", policy_title="</script><b>某文件", sections=[("art-1", "第一条 某事")])
    with TestClient(app) as client:
        yield client


def test_the_page_is_served_with_our_title_and_files(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "opc-app" in page.text and '"title": "试"' in page.text
    for address in re.findall(r'(?:href|src)="(/ui/[^"]+)"', page.text):
        file = client.get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]


def test_the_pages_data_cannot_end_its_script(client: TestClient) -> None:
    assert "</script><b>某文件" not in client.get("/").text
    assert "\\u003c/script>\\u003cb>某文件" in client.get("/").text


def test_styles_and_scripts_go_out_compressed_and_streams_do_not(client: TestClient) -> None:
    address = re.search(r'href="(/ui/[^"]+chat\.css)"', client.get("/").text)
    assert address
    assert client.get(address[1], headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/stream", headers={"accept-encoding": "gzip"}).headers


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_need_is_not_there(client: TestClient, path: str) -> None:
    if path.startswith("/?"):
        assert client.get(path).status_code == 200  # a question mark begins the query: it is the page
        return
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404 and "没有" in answer.json()["detail"]


@pytest.mark.parametrize("path", WRITES)
def test_nothing_can_be_written_to_gradio(client: TestClient, path: str) -> None:
    assert client.post(path, files={"files": ("x.txt", b"x")}).status_code == 404
    assert client.post(path, json={"fn_index": 0, "data": [], "session_hash": "x"}).status_code == 404
    assert client.put(path).status_code == 404


@pytest.mark.parametrize("path", ["/gradio_api/heartbeat/x", "/gradio_api/queue/data", "/gradio_api/stream/x", "/assetsx", "/static"])
def test_endless_streams_of_gradio_are_closed_too(path: str) -> None:
    async def open_to_all(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("let in")(scope, receive, send)

    assert TestClient(Gate(open_to_all)).get("/").text == "let in"
    assert TestClient(Gate(open_to_all)).get(path).status_code == 404


def test_a_web_socket_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/join"):
        pass


@pytest.mark.parametrize("path", ["/", "/stream", "/config", "/ui/x", "/openapi.json"])
def test_every_answer_forbids_other_hosts_and_sniffing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "connect-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
