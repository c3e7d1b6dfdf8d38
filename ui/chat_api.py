"""`/api/chat`: one message, whole or as a stream, and the messages so far of one's own sessions."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel

from agent.messages import check_characters, check_message
from agent.schema import Answer, ChatRequest, Event, FinalEvent
from knowledge.errors import AssistantError
from ui import problems
from ui.callers import CallerOf
from ui.live_turn import LiveTurn, live_turn
from ui.metrics import Metrics
from ui.openapi import refusals
from ui.service import ServiceOf

router = APIRouter(tags=["对话"])

_log = logging.getLogger(__name__)
_PING = b": ping\n\n"


class History(BaseModel):
    """Messages of a session, oldest first: ``{"role": "user" | "assistant", "text", "message_id", "answer"?}``."""

    session_id: str
    messages: list[dict[str, Any]]


@router.post("/api/chat", response_model=Answer, responses=refusals(401, 403, 404, 409, 413, 422, 429, 503), summary="问一句，得到整个回答")
async def chat(request: Request, body: ChatRequest, caller: CallerOf, service: ServiceOf) -> JSONResponse:
    """One turn. `session_id` absent: a new session; the same `turn_id` again: the stored answer again."""
    check_message(body.message)
    answer = await service.ask(caller, body)
    _metrics(request).answer(answer)
    return JSONResponse(answer_object(answer))


@router.post(
    "/api/chat/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, **refusals(401, 403, 404, 409, 413, 422, 429, 503)},
    summary="问一句，回答边核对边送出（SSE：tool、token、final、error）",
)
async def stream(
    request: Request,
    body: ChatRequest,
    caller: CallerOf,
    service: ServiceOf,
    turn: Annotated[LiveTurn, Depends(live_turn)],
) -> StreamingResponse:
    """One turn as Server-Sent Events. A turn that is refused at once answers with its own status instead of a stream."""
    check_message(body.message)
    await turn.begin(service.stream(caller, body))
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    lines = _lines(turn, _metrics(request), request.url.path)
    return StreamingResponse(lines, media_type="text/event-stream", headers=headers)


@router.get(
    "/api/chat/{session_id:path}",
    response_model=History,
    responses=refusals(401, 403, 404, 422, 429, 503),
    summary="自己的一个会话到目前为止的消息",
)
async def history(session_id: str, caller: CallerOf, service: ServiceOf) -> JSONResponse:
    """Another caller's session looks the same as one that does not exist."""
    check_characters(session_id, "session_id")
    messages = await service.history(caller, session_id)
    return JSONResponse({"session_id": session_id, "messages": messages})


def answer_object(answer: Answer) -> dict[str, Any]:
    """The contract's object: `fallback` stands in it only when a turn fell back, `usage` only when a language model was asked."""
    return answer.model_dump(mode="json", exclude={name for name in ("fallback", "usage") if getattr(answer, name) is None})


async def _lines(turn: LiveTurn, metrics: Metrics, path: str) -> AsyncIterator[bytes]:
    try:
        async for event in turn:
            if event is None:
                yield _PING
            else:
                metrics.event(event)
                yield _line(event)
    except AssistantError as error:
        yield _failure(problems.problem(error, path), metrics)
    except Exception:
        _log.exception("unexpected error in a stream")
        entry = problems.UNEXPECTED
        yield _failure(problems.members(entry.status, entry.title, problems.UNEXPECTED_DETAIL, entry.type, path), metrics)


def _line(event: Event) -> bytes:
    data = answer_object(event.answer) if isinstance(event, FinalEvent) else event.model_dump(mode="json", exclude={"event"})
    return format_sse_event(event=event.event, data_str=json.dumps(data, ensure_ascii=False))


def _failure(body: dict[str, Any], metrics: Metrics) -> bytes:
    metrics.failed(body["status"])
    return format_sse_event(event="error", data_str=problems.encoded(body).decode("utf-8"))


def _metrics(request: Request) -> Metrics:
    return request.app.state.metrics  # type: ignore[no-any-return]
