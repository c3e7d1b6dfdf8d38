"""The gate before Gradio: of all that Gradio serves, only what our page asks for is let through.

Gradio has no option that closes its upload, its queue or its API descriptions, so the mounted app is wrapped: what is not on
the list answers 404 as a problem (RFC 9457), which is also the answer to every address that no door of ours knows.
Both classes are plain ASGI, because anything that buffers responses would hold back the event streams.
"""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = frozenset({"/", "/theme.css", "/favicon.ico", "/robots.txt", "/gradio_api/startup-events"})
"""Addresses of Gradio that the page asks for."""

FOLDERS = ("/assets/", "/static/")
"""Folders of Gradio that hold its scripts and styles."""

METHODS = frozenset({"GET", "HEAD"})

# Gradio compiles the template of gr.HTML from a string, hence 'unsafe-eval'; its own start script and our theme switch stand in
# the document, hence 'unsafe-inline'. No other host may be asked for anything.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)

HEADERS = (
    (b"content-security-policy", POLICY.encode("ascii")),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class Gate:
    """Wraps the mounted Gradio app. Anything but `PAGE` and `FOLDERS` is a 404 problem; so is a write to them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers 404 itself; a WebSocket is refused."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif _is_open(scope):
            await self.app(scope, receive, send)
        else:
            await _not_found(scope["path"], send)


class PageHeaders:
    """Adds the content security policy and its companions to every response that has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything through unbuffered; touches only the head of a response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", [])}
                message["headers"] = [*message.get("headers", []), *(pair for pair in HEADERS if pair[0] not in present)]
            await send(message)

        await self.app(scope, receive, with_headers)


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    # A dot segment that reached us is no address of the page, whatever the app behind would make of it.
    if scope["method"] not in METHODS or ".." in path:
        return False
    return path in PAGE or path.startswith(FOLDERS)


async def _not_found(path: str, send: Send) -> None:
    problem = {
        "type": "about:blank",
        "title": "没有这个地址",
        "status": 404,
        "detail": f"没有“{path}”这个地址。网页在 /，接口说明在 /docs",
    }
    body = json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace")
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode("ascii"))]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})
