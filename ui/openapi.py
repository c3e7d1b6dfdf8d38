"""What `/openapi.json` says of refusals, and `/docs` from files of this machine: no other host is asked for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import BaseModel

from knowledge.errors import NotFound
from ui import problems

FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_FOLDER = Path(fastapi_offline.__file__).parent / "static"
_ICON = Path(__file__).parent / "page" / "icon.svg"

router = APIRouter(include_in_schema=False)


class FieldProblem(BaseModel):
    """What is wrong with one field of the input."""

    field: str
    detail: str


class Problem(BaseModel):
    """RFC 9457. `detail` is Chinese and says what to do; `field` and `errors` name what was wrong, `missing` the facts wanted."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    field: str | None = None
    errors: list[FieldProblem] | None = None
    missing: list[str] | None = None


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an endpoint that may refuse with these statuses."""
    titles: dict[int, list[str]] = {}
    for entry in problems.TABLE.values():
        titles.setdefault(entry.status, []).append(entry.title)
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {problems.PROBLEM_JSON: {"schema": schema}}
    return {status: {"description": "；".join(titles[status]), "content": content} for status in statuses}


def describe(app: FastAPI) -> None:
    """Makes `/openapi.json` name our problem object instead of the framework's own error shapes."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = plain()
            parts = schema.setdefault("components", {}).setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):
                parts.pop(unused, None)
            parts["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            parts.update(parts["Problem"].pop("$defs", {}))
            schema["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            schema["security"] = [{"key": []}, {}]  # none: the page's own browser, or a server without keys
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


@router.get("/docs")
async def docs() -> HTMLResponse:
    """Swagger's page."""
    return get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="朝阳 OPC 政策助手 接口说明",
        swagger_js_url="/docs/swagger-ui-bundle.js",
        swagger_css_url="/docs/swagger-ui.css",
        swagger_favicon_url="/docs/icon.svg",
        swagger_ui_parameters={"validatorUrl": None},
    )


@router.get("/docs/{name}")
async def docs_file(name: str) -> FileResponse:
    """Its two files and our icon."""
    if name == _ICON.name:
        return FileResponse(_ICON)
    if name not in FILES:
        raise NotFound(f"没有“{name}”这个文件。接口说明在 /docs")
    return FileResponse(_FOLDER / name, media_type=FILES[name])
