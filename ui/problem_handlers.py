"""Every refusal leaves as `application/problem+json` (RFC 9457): ours, FastAPI's, Starlette's, and what nobody foresaw."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from knowledge.errors import AssistantError
from ui import faults, problems

MAX_BODY = 256 * 1024
"""Bytes of a request body: a message at its limit, escaped character by character, has room several times over."""

_log = logging.getLogger(__name__)


class ProblemResponse(Response):
    """A problem as a response."""

    media_type = problems.PROBLEM_JSON

    def render(self, content: Any) -> bytes:
        """The problem's bytes."""
        return problems.encoded(content)


def problem_response(error: AssistantError, instance: str | None = None) -> ProblemResponse:
    """The response to one of our own errors."""
    body = problems.problem(error, instance)
    return ProblemResponse(body, body["status"], problems.headers_of(error))


def install(app: FastAPI) -> None:
    """Puts the handlers into the app."""
    app.add_exception_handler(AssistantError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssistantError)
    if problems.entry_of(error).status >= 500:
        _log.warning("%s on %s: %s", type(error).__name__, request.url.path, error.detail)
    return problem_response(error, request.url.path)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return ProblemResponse(faults.invalid(error.errors(), request.url.path), 422)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allow = (error.headers or {}).get("Allow", "")
    body = faults.refused(error.status_code, request.url.path, request.method, allow, MAX_BODY)
    return ProblemResponse(body, body["status"], error.headers)


class BodyLimit:
    """Refuses bodies of too many bytes with a 413 problem. FastAPI's own limit answers in plain text and past our handlers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Announced lengths are refused unread; of the others, as many bytes are read as are allowed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _announced(scope) > MAX_BODY:
            body = faults.refused(413, scope["path"], limit=MAX_BODY)
            # The connection stays open: closed with the body unread, it would be reset before the answer is read.
            await ProblemResponse(body, 413)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


class UnexpectedErrors:
    """Answers what nobody foresaw with a 500 problem; the cause goes to our log and no further.

    Not an exception handler: Starlette raises again behind those, and the server then breaks the kept-alive connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer that had already begun can only be broken off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = False

        async def watched(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if began:
                raise
            _log.exception("unexpected error on %s", scope["path"])
            entry = problems.UNEXPECTED
            body = problems.members(entry.status, entry.title, problems.UNEXPECTED_DETAIL, entry.type, scope["path"])
            await ProblemResponse(body, entry.status)(scope, receive, send)
