"""Drafts of applications: complete, partial, for every measure; nothing is made up. Our design demands what the contract leaves open."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import InvalidFacts, MissingFacts, UnknownPolicyPart
from knowledge.loader import SHIPPED, load_policy
from tests.tools.documents.conftest import FACTS, lines
from tools.application import application
from tools.drafting import draft_application
from tools.schema import DraftInput

POLICY = load_policy(SHIPPED / "chaoyang-opc")
SECOND = load_policy(Path(__file__).parents[1] / "fixtures" / "second-policy")


@pytest.mark.parametrize("measure", POLICY.measures)
def test_every_measure_has_a_form_of_its_own_and_its_sentence_in_it(measure: str) -> None:
    one = POLICY.measures[measure]
    assert one.form is not None
    text = "\n".join(lines(draft_application(POLICY, DraftInput(measure=measure, facts=FACTS)).content))
    for expected in (one.form.title, one.support.quote, POLICY.sections[one.section].label, "示例智能科技", "（建议）", "盖章或签字"):
        assert expected in text


@pytest.mark.parametrize("measure", POLICY.measures)
@pytest.mark.parametrize("format_", ["docx", "md"])
def test_without_any_fact_everything_is_a_blank_and_listed(measure: str, format_: str) -> None:
    made = draft_application(POLICY, DraftInput(measure=measure, format=format_))
    draft = made.drafts[0]
    text = made.content.decode() if format_ == "md" else "\n".join(lines(made.content))
    assert {"company_name", "contact", "applicant_type"} <= set(draft.missing)
    assert set(POLICY.measures[measure].support.basis) <= set(draft.missing)
    for label in draft.blanks:
        assert text.count(label) >= 2, "once where it is missing, once in the list at the end"
    assert draft.line is None or draft.line.amount is None


@pytest.mark.parametrize(
    ("facts", "amount", "capitals"),
    [
        ({"compute_spend": "360000"}, "180,000.00元", "人民币壹拾捌万元整"),
        ({"compute_spend": "1008000"}, "500,000.00元", "人民币伍拾万元整"),
        ({"compute_spend": "0"}, "0.00元", "人民币零元整"),
        ({"compute_spend": "33.33"}, "16.67元", "人民币壹拾陆元陆角柒分"),
    ],
)
def test_the_amount_is_the_tools_in_figures_and_capitals(facts: dict[str, str], amount: str, capitals: str) -> None:
    found = lines(draft_application(POLICY, DraftInput(measure="compute_voucher", facts=facts)).content)
    assert f"{amount}（{capitals}）" in found
    assert amount in found


def test_a_ceiling_is_said_as_one() -> None:
    facts = {"project_investment": "9000000", "civil_works": "1000000"}
    found = lines(draft_application(POLICY, DraftInput(measure="scenario_project", facts=facts)).content)
    assert "不超过2,400,000.00元（人民币贰佰肆拾万元整）" in found
    assert any(line.startswith("这是原文写的上限，不是一定给到的数。") for line in found)


def test_unknown_civil_works_are_not_taken_for_none() -> None:
    draft = application(POLICY, "scenario_project", {"project_investment": "9000000"}, 1)
    assert draft.calculation is None
    assert "civil_works" in draft.missing
    assert draft.amount == "【待补充：其中土建的金额】"


def test_the_narrative_is_what_was_told_and_known_facts_and_nothing_else() -> None:
    draft = application(POLICY, "compute_voucher", {"project_content": "做导览。\n\n生成讲解词。", "compute_spend": "10"}, 1)
    assert [part.paragraphs for part in draft.narrative] == [["做导览。", "生成讲解词。"], ["申请人算力或词元实际使用金额为10.00元。"]]
    assert [part.paragraphs for part in application(POLICY, "compute_voucher", {}, 1).narrative] == [
        ["【待补充：研发创新内容】"],
        ["【待补充：算力、词元使用情况】"],
    ]


def test_terms_that_the_text_leaves_open_are_never_ticked_off() -> None:
    rows = {row.quote: row.outcome for row in application(POLICY, "compute_voucher", FACTS, 1).conditions}
    assert rows["“符合要求”（第五条）"] == "原文没有写明标准"
    assert rows["“对符合要求的OPC”（第五条）"] == "申请主体相符"


@pytest.mark.parametrize(("heads", "said"), [(12, "要先经认定"), (21, "不符合")])
def test_a_condition_that_is_not_met_stands_in_the_draft_and_in_its_notes(heads: int, said: str) -> None:
    draft = application(POLICY, "compute_voucher", {**FACTS, "headcount": heads}, 1)
    assert said in {row.outcome for row in draft.conditions}
    assert said in draft.notes[0]


def test_several_measures_make_one_package_with_summary_and_sheet() -> None:
    made = draft_application(POLICY, DraftInput(measures=list(POLICY.measures), facts=FACTS, format="zip"))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        summary = "\n".join(lines(archive.read(names[0])))
    assert [name.split("-")[0] for name in names] == ["00", *(f"{n:02}" for n in range(1, 10)), "99"]
    assert f"按公式计算的合计：{made.total:,.2f}元" in summary
    assert made.total == sum(d.line.amount for d in made.drafts if d.line and d.line.kind == "formula" and d.line.amount)
    assert any("能否同时享受" in note for note in made.notes)


def test_a_newer_version_says_so_in_file_and_name() -> None:
    made = draft_application(POLICY, DraftInput(measure="compute_voucher", facts=FACTS, version=2))
    assert made.name.endswith("-v2.docx")
    assert any(line.startswith("第2稿") for line in lines(made.content))


@pytest.mark.parametrize(
    ("given", "kind", "field"),
    [
        ({}, MissingFacts, "measure"),
        ({"measure": "gpu"}, UnknownPolicyPart, "measure"),
        ({"measures": ["compute_voucher", "data_voucher"]}, InvalidFacts, "format"),
        ({"measure": "talent_service", "format": "xlsx"}, InvalidFacts, "format"),
        ({"measure": "compute_voucher", "facts": {"colour": "red"}}, InvalidFacts, "facts.colour"),
        ({"measure": "compute_voucher", "facts": {"compute_spend": "-1"}}, InvalidFacts, "facts.compute_spend"),
        ({"measure": "compute_voucher", "facts": {"project_content": "字" * 10_001}}, InvalidFacts, "facts.project_content"),
    ],
)
def test_what_cannot_be_drafted_is_refused_with_its_field(given: dict[str, Any], kind: type[InvalidFacts], field: str) -> None:
    with pytest.raises(kind) as refused:
        draft_application(POLICY, DraftInput.model_validate(given))
    assert refused.value.field == field


@pytest.mark.parametrize("measure", SECOND.measures)
def test_another_policy_is_drafted_without_a_form_of_its_own(measure: str) -> None:
    facts = {"company_name": "云溪木作工作室", "rent_paid": "100000", "property_fee": "12345.67"}
    found = lines(draft_application(SECOND, DraftInput(measure=measure, facts=facts)).content)
    assert f"{SECOND.measures[measure].label}申请书" in found
    assert ("44,938.27元（人民币肆万肆仟玖佰叁拾捌元贰角柒分）" in found) == (measure == "rent")


def test_markdown_escapes_what_was_told() -> None:
    facts = {**FACTS, "company_name": "<script>|*a*|[x](y)", "project_content": "# 标题\n- 项\n1. 项"}
    text = draft_application(POLICY, DraftInput(measure="compute_voucher", facts=facts, format="md")).content.decode()
    assert r"\<script\>\|\*a\*\|\[x\](y)" in text
    assert "\n\\# 标题\n" in text
    assert "\n\\- 项\n" in text
