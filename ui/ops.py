"""For whoever runs the server: is the process up, can it answer, what has it done."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from ui.openapi import refusals
from ui.service import ServiceOf

router = APIRouter(tags=["运维"])


@router.get("/healthz", summary="进程在运行")
async def healthz() -> dict[str, str]:
    """The process is up; says nothing of its stores."""
    return {"status": "ok"}


@router.get("/readyz", responses=refusals(503), summary="对话库、记录库和检索索引都能用")
async def readyz(service: ServiceOf) -> dict[str, Any]:
    """Reads both stores and asks the index one question. Raises `Unavailable` or `IndexUnusable`: 503."""
    await service.records.check()
    await service.checkpoints.check()
    question = next(iter(service.policy.head.examples), service.policy.head.title)
    service.retriever.search(question, 1)
    return {"status": "ready", "policy": service.policy.id, "retrieval": service.retriever.mode}


@router.get("/metrics", response_class=Response, responses=refusals(401, 403, 429), summary="Prometheus 指标，不含任何消息内容")
async def metrics(request: Request) -> Response:
    """Counters and times in Prometheus' text format."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
