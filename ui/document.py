"""What we add to the head of Gradio's document, in the document itself.

Gradio's own `head` option is carried out by its script once that has started: styles would come late, and a dark page would
first be white. So the page's document, and nothing else, is taken up whole and sent on with our lines before `</head>`.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

END = b"</head>"


class WithHead:
    """Wraps the app that serves the document at `/`. `head`: HTML of ours, trusted as it stands."""

    def __init__(self, app: ASGIApp, head: str) -> None:
        self.app = app
        self.head = head.encode("utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Changes the answer to `GET /`; everything else passes as it is."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def gather(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":  # a test client's own messages
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                whole = body.replace(END, self.head + b"\n" + END, 1)
                kept = [pair for pair in start["headers"] if pair[0].lower() not in (b"content-length", b"etag")]
                length = (b"content-length", str(len(whole)).encode("ascii"))
                await send({**start, "headers": [*kept, length, (b"cache-control", b"no-cache")]})
                await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, gather)
