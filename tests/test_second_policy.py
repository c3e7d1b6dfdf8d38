"""A document of another district, with its own headings, applicants, facts, rates and kinds, works in every tool; no Python knows it.

Our design demands it: policy is data.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import MissingFacts, UnknownPolicyPart
from knowledge.loader import SHIPPED, load_policy
from knowledge.retrieval import open_retriever
from knowledge.schema import Policy
from tools.lookup import list_measures, read_section
from tools.registry import TOOLS, ToolContext
from tools.schema import HandoffResult

BUNDLE = Path(__file__).parent / "fixtures" / "second-policy"
pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy(BUNDLE)


@pytest.fixture(scope="module")
def context(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> ToolContext:
    async def ticket(reason: str) -> HandoffResult:
        return HandoffResult(ticket="T-1", note=reason)

    return ToolContext(policy, open_retriever(policy, tmp_path_factory.mktemp("data"), None), ticket)


async def run(context: ToolContext, tool: str, **given: Any) -> dict[str, Any]:
    """A tool called as every door calls it: JSON in, JSON out."""
    spec = TOOLS[tool]
    answer = await spec.run(context, spec.input.model_validate(given))
    return json.loads(spec.output.model_validate(answer).model_dump_json())


async def test_its_sections_carry_the_headings_of_its_own_pattern(policy: Policy) -> None:
    assert [section.label for section in policy.sections.values()] == [
        "开头", "一、 场地租金", "二、 设备更新", "三、 专利授权", "四、 展会组织", "五、 学徒结对", "适用与施行"
    ]  # fmt: skip
    assert read_section(policy, "part-5").text.endswith("结对期为6个月。")
    with pytest.raises(UnknownPolicyPart):
        read_section(policy, "art-5")


async def test_its_measures_are_listed_in_the_order_of_its_text(policy: Policy) -> None:
    assert list(policy.measures) == ["rent", "equipment", "patent", "exhibition", "apprentice"]
    assert len(list_measures(policy)) == 5


@pytest.mark.parametrize(
    ("heads", "status"), [(6, "meets_stated"), (7, "needs_recognition"), (9, "needs_recognition"), (10, "not_eligible")]
)
async def test_its_own_limits_decide(context: ToolContext, heads: int, status: str) -> None:
    facts = {"applicant_type": "studio", "headcount": heads, "registered": True}
    (found,) = (await run(context, "check_eligibility", facts=facts, measures=["rent"]))["measures"]
    assert found["status"] == status


async def test_its_own_facts_and_applicants_are_asked_for(context: ToolContext) -> None:
    (found,) = (await run(context, "check_eligibility", facts={"applicant_type": "studio"}, measures=["patent"]))["measures"]
    assert set(found["missing"]) == {"headcount", "registered", "granted_patents"}
    (found,) = (await run(context, "check_eligibility", facts={"applicant_type": "studio"}, measures=["exhibition"]))["measures"]
    assert (found["status"], found["instead"]) == ("not_eligible", "工作室可以参加行业组织办的展会")


@pytest.mark.parametrize(
    ("measure", "facts", "basis", "amount", "capped"),
    [
        ("rent", {"rent_paid": "100000", "property_fee": "12345.67"}, "112345.67", "44938.27", False),
        ("rent", {"rent_paid": "190000", "property_fee": "10000.03"}, "200000.03", "80000.00", True),
        ("equipment", {"equipment_cost": "900000", "used_equipment": "100000"}, "800000.00", "120000.00", False),
        ("equipment", {"equipment_cost": "4000000.10", "used_equipment": "0"}, "4000000.10", "600000.00", True),
        ("patent", {"patent_fees": "37500"}, "37500.00", "30000.00", False),
    ],
)
async def test_its_own_rates_and_caps_compute(
    context: ToolContext, measure: str, facts: dict[str, str], basis: str, amount: str, capped: bool
) -> None:
    (found,) = (await run(context, "calculate_subsidy", items=[{"measure": measure, "facts": facts}]))["items"]
    assert (found["basis"], found["amount"], found["capped"]) == (basis, amount, capped)


async def test_its_own_years_end_the_multiplication(context: ToolContext) -> None:
    facts = {"rent_paid": "100000", "property_fee": "0"}
    (found,) = (await run(context, "calculate_subsidy", items=[{"measure": "rent", "facts": facts, "years": 5}]))["items"]
    assert (found["years"], found["amount"]) == (2, "80000.00")


async def test_what_only_has_a_cap_or_is_a_service_has_no_amount(context: ToolContext) -> None:
    answer = await run(context, "calculate_subsidy", items=[{"measure": "exhibition"}, {"measure": "apprentice"}])
    assert [(one["kind"], one["amount"], one["cap"]) for one in answer["items"]] == [
        ("discretionary", None, "200000.00"),
        ("service", None, None),
    ]


async def test_a_part_of_a_sum_that_was_not_told_is_missing(context: ToolContext) -> None:
    with pytest.raises(MissingFacts) as caught:
        await run(context, "calculate_subsidy", items=[{"measure": "rent", "facts": {"rent_paid": "100000"}}])
    assert caught.value.missing == ["property_fee"]


async def test_its_text_and_its_silences_are_found(context: ToolContext) -> None:
    found = await run(context, "search_policy", query="房租能报销多少")
    assert found["answered"]
    assert found["passages"][0]["section"] == "part-1"
    silent = await run(context, "search_policy", query="材料送到哪个窗口")
    assert [matter["id"] for matter in silent["matters"]][:1] == ["where_to_apply"]


async def test_a_person_can_be_asked_for(context: ToolContext) -> None:
    assert (await run(context, "request_human", reason="想问清楚"))["ticket"] == "T-1"


async def test_the_two_documents_know_nothing_of_each_other(policy: Policy) -> None:
    other = load_policy(SHIPPED / "chaoyang-opc")
    assert not set(policy.measures) & set(other.measures)
    assert "rent_paid" not in other.facts
    assert policy.fingerprint != other.fingerprint
