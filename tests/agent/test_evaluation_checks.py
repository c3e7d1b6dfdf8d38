"""Each key of `expect` lets a right answer through and stops a plausible wrong one; each failure names its key. The format demands it."""

from typing import Any

import pytest

from agent.evaluation.cases import Expect
from agent.evaluation.checks import CHECKS, Played, failures


def cited(*sections: str) -> dict[str, Any]:
    return {"citations": [{"section": section} for section in sections]}


ELIGIBLE = {"compute_voucher": "needs_recognition"}

# key, wanted, answer (or document, verdicts) that holds, answer that does not
EXAMPLES: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = [
    ("amounts_all", [430000], {"reply": "按原文可测算为 43 万元"}, {"reply": "按原文可测算为 86 万元"}),
    ("amounts_none", [860000], {"reply": "支持 43 万元"}, {"reply": "全部 86万 都给"}),
    ("sections_all", ["art-5", "scope"], cited("art-5", "scope"), cited("art-5")),
    ("sections_any", ["art-5", "scope"], cited("scope"), cited("art-6")),
    ("sections_none", ["art-1"], cited("art-5"), cited("art-1")),
    ("tools_any", ["calculate_subsidy"], {"tool_calls": [{"name": "calculate_subsidy"}]}, {"tool_calls": [{"name": "search_policy"}]}),
    ("tools_none", ["request_human"], {"tool_calls": []}, {"tool_calls": [{"name": "request_human"}]}),
    ("asks_any", ["headcount", "measure"], {"asks": ["measure"]}, {"asks": ["industry"]}),
    ("asks_none", ["headcount"], {"asks": ["measure"]}, {"asks": ["headcount"]}),
    ("text_all", ["不超过", "土建"], {"reply": "不超过 30%，\n土建除外"}, {"reply": "不超过 30%"}),
    ("text_any", ["封顶", "最高"], {"reply": "每年最高五十万"}, {"reply": "没有限制"}),
    ("text_none", ["恭喜", "^.{0,3}到账$"], {"reply": "可以测算"}, {"reply": "恭喜您"}),
    ("handoff", True, {"handoff": {"ticket": "T-1"}}, {"handoff": None}),
    ("handoff", False, {"handoff": None}, {"handoff": {"ticket": "T-1"}}),
    ("files_any", [".docx"], {"files": [{"name": "申请书.docx"}]}, {"files": [{"name": "申请书.md"}]}),
    ("unstated", True, {"unstated": ["hotline"]}, {"unstated": []}),
    ("unstated", False, {"unstated": []}, {"unstated": ["hotline"]}),
    ("max_chars", 5, {"reply": "五个字以内"}, {"reply": "这里超过了五个字"}),
    ("verdict", ELIGIBLE, {"verdicts": ELIGIBLE}, {"verdicts": {"compute_voucher": "meets_stated"}}),
    ("doc_amounts_all", [180000], {"document": "申请金额：人民币壹拾捌万元整"}, {"document": "申请金额：36 万元"}),
    ("doc_amounts_none", [360000], {"document": "申请金额 18 万元"}, {"document": "申请金额 36 万元"}),
    ("doc_text_all", ["草稿", "待补充"], {"document": "草稿\n电话：待补充"}, {"document": "草稿"}),
    ("doc_text_none", [r"1[3-9]\d{9}"], {"document": "电话：待补充"}, {"document": "电话：13800001111"}),
]


def played(given: dict[str, Any]) -> Played:
    answer = {key: value for key, value in given.items() if key not in ("document", "verdicts")}
    return Played(answer, given.get("verdicts", {}), given.get("document"))


def faults(key: str, wanted: Any, given: dict[str, Any]) -> list[str]:
    return list(failures(Expect.model_validate({key: wanted}), played(given)))


@pytest.mark.parametrize(("key", "wanted", "right", "wrong"), EXAMPLES)
def test_a_right_answer_passes_and_a_wrong_one_is_named(key: str, wanted: Any, right: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert faults(key, wanted, right) == []
    (fault,) = faults(key, wanted, wrong)
    assert fault.startswith(f"{key}: ")


def test_every_key_of_the_format_has_a_check_and_an_example() -> None:
    assert set(CHECKS) == set(Expect.model_fields) == {key for key, *_ in EXAMPLES}


def test_what_asks_for_a_document_fails_when_there_is_none() -> None:
    for key in ("doc_amounts_all", "doc_text_none"):
        assert faults(key, [1] if key.startswith("doc_a") else ["x"], {"document": None})


def test_a_verdict_that_was_never_checked_is_none() -> None:
    assert "未核对" in faults("verdict", ELIGIBLE, {"verdicts": {}})[0]


def test_patterns_ignore_case_and_let_the_dot_cross_lines() -> None:
    assert faults("text_all", ["opc.*依法"], {"reply": "OPC\n依法经营"}) == []
