"""Cases are played over HTTP as any program would: the contract's shapes, the key, files, and refusals in the server's own words."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from knowledge.errors import Unavailable
from ui.eval_door import HttpDoor

pytestmark = pytest.mark.anyio


async def chat(request: Request) -> Response:
    if request.headers.get("authorization") != "Bearer right":
        return JSONResponse({"detail": "没有访问密钥"}, status_code=401, media_type="application/problem+json")
    given = await request.json()
    if given["message"] == "闲聊":
        return PlainTextResponse("hello")
    return JSONResponse({"reply": given["message"] + "！", "session_id": given["session_id"]})


async def file(request: Request) -> Response:
    return Response(b"PK") if request.path_params["id"] == "a" else JSONResponse({"detail": "没有"}, status_code=404)


class Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/api/chat", chat, methods=["POST"]), Route("/api/files/{id}", file)])
    server = Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        await server.listens.wait()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def test_a_turn_goes_to_the_chat_api_with_session_and_key() -> None:
    async with served() as url, HttpDoor(url, "right") as door:
        assert await door.ask("s-1", "你好") == {"reply": "你好！", "session_id": "s-1"}


async def test_a_refusal_comes_in_the_servers_words() -> None:
    async with served() as url, HttpDoor(url + "/", "wrong") as door:
        with pytest.raises(Unavailable, match="401：没有访问密钥"):
            await door.ask("s-1", "你好")


async def test_what_is_no_answer_is_said_to_be_none() -> None:
    async with served() as url, HttpDoor(url, "right") as door:
        with pytest.raises(Unavailable, match="不是 JSON"):
            await door.ask("s-1", "闲聊")


async def test_a_server_that_is_not_there_is_named() -> None:
    async with served() as url:
        gone = url
    async with HttpDoor(gone) as door:
        with pytest.raises(Unavailable, match="连不上"):
            await door.ask("s-1", "你好")


async def test_files_come_from_this_server_only() -> None:
    async with served() as url, HttpDoor(url, "right") as door:
        assert await door.fetch("/api/files/a") == b"PK"
        with pytest.raises(Unavailable, match="404"):
            await door.fetch("/api/files/b")
        with pytest.raises(Unavailable, match="不在被测的服务上"):
            await door.fetch("http://192.0.2.1/a.docx")
