"""The registry as LangChain tools. A tool's error returns as a result that the model can read; it never ends the turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.tools import StructuredTool
from pydantic import BaseModel, ValidationError

from knowledge.errors import AssistantError, InvalidFacts, MissingFacts
from tools.registry import ToolContext, ToolSpec


async def call(spec: ToolSpec, context: ToolContext, args: Mapping[str, Any]) -> dict[str, Any]:
    """The tool's JSON result, or ``{"error": {"detail", "field", "missing"}}`` in Chinese."""
    try:
        request = spec.input.model_validate(dict(args))
        result: BaseModel = await spec.run(context, request)
    except MissingFacts as error:
        return {"error": {"detail": error.detail, "field": error.field, "missing": error.missing}}
    except (InvalidFacts, AssistantError) as error:
        return {"error": {"detail": error.detail, "field": error.field, "missing": []}}
    except ValidationError as error:
        faults = "；".join(".".join(map(str, fault["loc"])) + " " + fault["type"] for fault in error.errors())
        return {"error": {"detail": f"参数不对：{faults}", "field": None, "missing": []}}
    return result.model_dump(mode="json")


def langchain_tools(tools: Mapping[str, ToolSpec], context: ToolContext) -> list[StructuredTool]:
    """One LangChain tool per registry entry, for models that bind tools."""
    return [_tool(spec, context) for spec in tools.values()]


def _tool(spec: ToolSpec, context: ToolContext) -> StructuredTool:
    async def run(**args: Any) -> dict[str, Any]:
        return await call(spec, context, args)

    return StructuredTool.from_function(
        coroutine=run, name=spec.name, description=spec.description, args_schema=spec.input, infer_schema=False
    )
