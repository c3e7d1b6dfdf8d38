"""The tool calls of the contract: the functions that the agent has, from the same registry, and the policy as data."""

# No postponed annotations here: FastAPI reads the types of the generated endpoints from the functions themselves.
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from agent.messages import check_characters
from knowledge.errors import NotFound, UnknownPolicyPart
from knowledge.schema import Policy, Section
from tools.lookup import list_measures, read_section
from tools.registry import TOOLS, ToolSpec
from tools.schema import SearchInput, SearchResult
from ui.openapi import refusals
from ui.service import ServiceOf

router = APIRouter(tags=["工具"], responses=refusals(401, 403, 422, 429, 503))

POSTED = {"/api/eligibility": "check_eligibility", "/api/subsidy": "calculate_subsidy"}
"""Address → tool whose input is the body."""


def _post(path: str, spec: ToolSpec) -> None:
    async def run(body: spec.input, service: ServiceOf) -> JSONResponse:  # type: ignore[name-defined]
        result = await spec.run(service.tools, body)
        return JSONResponse(result.model_dump(mode="json"))

    router.add_api_route(
        path,
        run,
        methods=["POST"],
        name=spec.name,
        operation_id=spec.name,
        summary=spec.title,
        description=spec.description,
        response_model=spec.output,
        responses=refusals(413),
    )


for _path, _name in POSTED.items():
    _post(_path, TOOLS[_name])


@router.get("/api/policy/search", response_model=SearchResult, summary=TOOLS["search_policy"].title)
async def search(
    service: ServiceOf,
    q: Annotated[str, Query(min_length=1, max_length=4000, description="用自己的话提问")],
    k: Annotated[int, Query(ge=1, le=20, description="最多返回几条")] = 5,
) -> JSONResponse:
    """Sections that answer a question, best first; `answered` says whether the text states an answer."""
    check_characters(q, "q")
    result = await TOOLS["search_policy"].run(service.tools, SearchInput(query=q, k=k))
    return JSONResponse(result.model_dump(mode="json"))


@router.get("/api/policy/{policy}", responses=refusals(404), summary="一份政策：名称和全部条款的标题")
async def policy_contents(policy: str, service: ServiceOf) -> dict[str, Any]:
    """`{"id", "title", "sections": [{"id", "label"}]}` in the order of the text."""
    found = _policy(service.policy, policy)
    sections = [{"id": section.id, "label": section.label} for section in found.sections.values()]
    return {"id": found.id, "title": found.head.title, "sections": sections}


@router.get("/api/policy/{policy}/matters", responses=refusals(404), summary="原文没有写明的事项")
async def policy_matters(policy: str, service: ServiceOf) -> dict[str, Any]:
    """`{"matters": [{"id", "label"}]}`: the ids that `unstated` of an answer names."""
    found = _policy(service.policy, policy)
    return {"matters": [{"id": matter.id, "label": matter.label} for matter in found.matters.values()]}


@router.get("/api/policy/{policy}/{section}", response_model=Section, responses=refusals(404), summary="一个条款的原文")
async def policy_section(policy: str, section: str, service: ServiceOf) -> JSONResponse:
    """The section verbatim: `{"id", "label", "title", "text"}`."""
    try:
        found = read_section(_policy(service.policy, policy), section)
    except UnknownPolicyPart as error:
        raise NotFound(error.detail, field=error.field) from error
    return JSONResponse(found.model_dump(mode="json"))


@router.get("/api/measures", summary="每项措施的规则，作为数据")
async def measures(service: ServiceOf) -> dict[str, Any]:
    """`{"policy", "measures": […]}`: audience, conditions, support and quote of each measure."""
    return {"policy": service.policy.id, "measures": list_measures(service.policy)}


@router.get("/api/examples", summary="新来的人可以先问的几句")
async def examples(service: ServiceOf) -> list[str]:
    """Questions that the policy's data gives and the assistant can answer."""
    return list(service.policy.head.examples)


def _policy(known: Policy, wanted: str) -> Policy:
    if wanted != known.id:
        raise NotFound(f"没有“{wanted}”这份政策；有：{known.id}", field="policy")
    return known
