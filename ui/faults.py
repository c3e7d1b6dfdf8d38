"""What is wrong with a request, field by field, in Chinese: pydantic's error types and HTTP's own refusals put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ui.problems import members

MOST = 10
"""Faults that are listed; more help nobody."""

INVALID = "urn:opc:problem:invalid-request"
BODY = "body"
"""The field of a fault that is the whole body's."""


@cache
def _wording() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "faults.yaml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def invalid(faults: Sequence[Mapping[str, Any]], instance: str | None = None) -> dict[str, Any]:
    """The 422 problem of pydantic's `errors()`: the first fault's `field`, all of them in `errors`."""
    wording = _wording()
    found = [{"field": _field(fault), "detail": _said(fault)} for fault in faults[:MOST]]
    lines = [one["detail"] if one["field"] == BODY else wording["line"].format(field=one["field"], what=one["detail"]) for one in found]
    detail = "；".join(lines) + "。"
    return {**members(422, wording["title"], detail, INVALID, instance), "field": found[0]["field"], "errors": found}


def refused(status: int, path: str, method: str = "", allow: str = "", limit: int = 0) -> dict[str, Any]:
    """The problem of an HTTP refusal that has no error class: 404, 405, 413 …  `limit`: bytes of a body.

    A body that is no JSON is 422 like every other malformed input, not the 400 of the framework.
    """
    texts = _wording()["http"]
    text = texts.get(status, texts["other"])
    detail = text["detail"].format(status=status, path=path, method=method, allow=allow, limit=limit // 1024)
    if status == 400:
        return members(422, text["title"], detail, INVALID, path) | {"field": BODY}
    return members(status, text["title"], detail, instance=path)


def _field(fault: Mapping[str, Any]) -> str:
    """`items.0.measure` of ``("body", "items", 0, "measure")``."""
    where = [str(part) for part in fault["loc"][1:]]
    if fault["type"] == "json_invalid" or not where:
        return BODY
    return ".".join(where)[:200]


def _said(fault: Mapping[str, Any]) -> str:
    text = _wording()["types"].get(fault["type"], _wording()["other"])
    return str(text).format(**fault.get("ctx", {}))
