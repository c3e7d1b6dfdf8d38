"""The sheet: its formulas give the tool's figures, cached and computed anew; what was told is never a formula."""

import io
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from knowledge.schema import Policy
from tools.drafting import draft_application
from tools.schema import DraftInput


def cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("measure", ["compute_voucher", "data_voucher", "loan_interest", "scenario_project"])
def test_the_result_in_the_sheet_is_the_result_of_the_tool(policy: Policy, facts: dict[str, Any], measure: str) -> None:
    made = draft_application(policy, DraftInput(measure=measure, facts=facts, format="xlsx"))
    line = made.drafts[0].line
    assert line is not None
    results = [row[1] for row in cells(made.content) if row[0] in ("测算金额", "测算上限")]
    assert [Decimal(str(value)) for value in results] == [line.amount]


def test_what_looks_like_a_formula_stays_text(policy: Policy, facts: dict[str, Any]) -> None:
    made = draft_application(policy, DraftInput(measure="compute_voucher", facts={**facts, "company_name": "=1+1"}, format="xlsx"))
    assert "=1+1" in [row[0] for row in cells(made.content)]


def test_the_same_facts_make_the_same_sheet(policy: Policy, facts: dict[str, Any]) -> None:
    request = DraftInput(measure="compute_voucher", facts=facts, format="xlsx")
    assert draft_application(policy, request).content == draft_application(policy, request).content
