"""`POST /api/drafts` makes an application draft, `GET /api/files/{id}` hands a file to the caller it was made for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from agent.files import with_files
from tools.registry import TOOLS
from tools.schema import DraftInput, DraftResult
from ui.callers import CallerOf
from ui.openapi import refusals
from ui.service import ServiceOf

router = APIRouter(tags=["工具"], responses=refusals(401, 403, 422, 429, 503))

_TOOL = TOOLS["draft_application"]


@router.post("/api/drafts", response_model=DraftResult, responses=refusals(413), summary=_TOOL.title, description=_TOOL.description)
async def draft(body: DraftInput, caller: CallerOf, service: ServiceOf) -> JSONResponse:
    """A draft from facts; what it lacks is named in `missing` and `blanks`."""
    result = await _TOOL.run(with_files(service.tools, service.records, caller), body)
    return JSONResponse(result.model_dump(mode="json"))


@router.get("/api/files/{id}", response_class=Response, responses=refusals(404), summary="自己的一个文件")
async def file(id: str, caller: CallerOf, service: ServiceOf) -> Response:
    """The file as it was made; another caller's looks the same as one that does not exist."""
    found = await service.records.read_file(caller, id)
    plain = f"draft.{found.name.rpartition('.')[2]}"
    headers: dict[str, Any] = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)
