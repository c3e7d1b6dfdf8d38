"""The tool calls of the contract: shapes, kinds, and 422 with the field for what cannot be."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

OPC = {"applicant_type": "opc", "headcount": 12, "lawful_operation": True}


def subsidy(client: TestClient, **facts: Any) -> Any:
    return client.post("/api/subsidy", json={"items": [{"measure": "compute_voucher", "facts": facts}]})


def test_eligibility_answers_a_verdict_per_measure_with_reasons(client: TestClient) -> None:
    response = client.post("/api/eligibility", json={"facts": OPC, "measures": ["compute_voucher"]})
    assert response.status_code == 200
    (verdict,) = response.json()["measures"]
    assert verdict.keys() >= {"measure", "section", "status", "reasons", "missing", "undefined"}
    assert verdict["status"] == "needs_recognition"
    assert all(reason.keys() >= {"text", "section", "quote"} for reason in verdict["reasons"])
    assert verdict["undefined"]


def test_without_measures_all_are_checked_and_a_blank_is_no_no(client: TestClient) -> None:
    verdicts = client.post("/api/eligibility", json={"facts": {}}).json()["measures"]
    assert len(verdicts) == len(client.get("/api/measures").json()["measures"])
    assert {verdict["status"] for verdict in verdicts} == {"needs_facts"}


def test_subsidy_answers_money_as_strings_with_formula_and_sentence(client: TestClient) -> None:
    result = subsidy(client, compute_spend="800000").json()
    (line,) = result["items"]
    wanted = {"measure", "section", "basis", "rate", "cap", "uncapped", "amount", "capped", "kind", "formula", "quote"}
    assert line.keys() >= wanted
    assert (line["basis"], line["amount"], line["cap"], line["capped"]) == ("800000.00", "400000.00", "500000.00", False)
    assert result["total"] == "400000.00"
    assert result.keys() >= {"items", "total", "notes"}


def test_a_discretionary_measure_has_a_cap_and_no_amount(client: TestClient) -> None:
    body = {"items": [{"measure": "community_operation", "facts": {}}]}
    (line,) = client.post("/api/subsidy", json=body).json()["items"]
    assert line["kind"] == "discretionary"
    assert line["amount"] is None
    assert line["cap"] is not None


@pytest.mark.parametrize(
    "value", ["-1", -5, "abc", "NaN", "Infinity", "-Infinity", "1e400", "99999999999999999999", 10**40, 0.1, True, [], {}, "1.234"]
)
def test_a_sum_that_cannot_be_names_its_field_in_chinese(client: TestClient, value: Any) -> None:
    response = subsidy(client, compute_spend=value)
    assert response.status_code == 422
    problem = response.json()
    assert problem["field"] == "items.0.facts.compute_spend"
    assert any("\u4e00" <= char <= "\u9fff" for char in problem["detail"])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1E999999"])
def test_numbers_that_json_has_no_room_for_are_refused_too(client: TestClient, number: str) -> None:
    raw = f'{{"items": [{{"measure": "compute_voucher", "facts": {{"compute_spend": {number}}}}}]}}'
    response = client.post("/api/subsidy", content=raw, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["field"] == "items.0.facts.compute_spend"


def test_a_missing_fact_is_named_and_not_taken_for_zero(client: TestClient) -> None:
    problem = subsidy(client).json()
    assert problem["status"] == 422
    assert problem["missing"] == ["compute_spend"]


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("/api/eligibility", {"facts": {"shoe_size": 43}}, "facts.shoe_size"),
        ("/api/eligibility", {"facts": {"headcount": -1}}, "facts.headcount"),
        ("/api/eligibility", {"facts": {"headcount": "十几个"}}, "facts.headcount"),
        ("/api/eligibility", {"facts": {"applicant_type": "\ud83d"}}, "facts.applicant_type"),
        ("/api/eligibility", {"facts": {}, "measures": ["no_such"]}, "measures.0"),
        ("/api/eligibility", {"facts": []}, "facts"),
        ("/api/eligibility", {"fact": {}}, "fact"),
        ("/api/subsidy", {"items": []}, "items"),
        ("/api/subsidy", {}, "items"),
        ("/api/subsidy", {"items": [{"measure": "no_such", "facts": {}}]}, "items.0.measure"),
        ("/api/subsidy", {"items": [{"facts": {}}]}, "items.0.measure"),
        ("/api/subsidy", {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "1"}, "years": 0}]}, "items.0.years"),
        ("/api/subsidy", {"items": [{"measure": "compute_voucher", "facts": {"x": "1"}}]}, "items.0.facts.x"),
        ("/api/subsidy", {"items": [{"measure": "loan_interest", "facts": {}, "target": "很多"}]}, "items.0.target"),
    ],
)
def test_every_refusal_names_the_field(client: TestClient, address: str, body: Any, field: str) -> None:
    # Escaped, because half a character can be sent in no other way.
    response = client.post(address, content=json.dumps(body), headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["field"] == field
    assert response.json()["errors"][0]["field"] == field


def test_search_ranks_sections_with_verbatim_text(client: TestClient) -> None:
    result = client.get("/api/policy/search", params={"q": "贷款利息能报销一部分吗", "k": 3}).json()
    assert 1 <= len(result["passages"]) <= 3
    best = result["passages"][0]
    assert best["section"] == "art-7"
    assert best["text"] == client.get(f"/api/policy/{best['policy']}/art-7").json()["text"]
    assert result["answered"] is True
    scores = [passage["score"] for passage in result["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_search_says_when_the_text_states_nothing(client: TestClient) -> None:
    assert client.get("/api/policy/search", params={"q": "咨询电话是多少"}).json()["answered"] is False


@pytest.mark.parametrize(
    ("params", "field"),
    [({}, "q"), ({"q": ""}, "q"), ({"q": "a\0"}, "q"), ({"q": "x" * 4001}, "q"), ({"q": "a", "k": 0}, "k"), ({"q": "a", "k": "many"}, "k")],
)
def test_a_search_that_cannot_be_names_its_parameter(client: TestClient, params: dict[str, Any], field: str) -> None:
    response = client.get("/api/policy/search", params=params)
    assert response.status_code == 422
    assert response.json()["field"] == field


def test_the_policy_can_be_read_section_by_section(client: TestClient) -> None:
    contents = client.get("/api/policy/chaoyang-opc").json()
    assert [section["id"] for section in contents["sections"]] == ["preamble", *(f"art-{n}" for n in range(1, 11)), "scope"]
    for section in contents["sections"]:
        assert client.get(f"/api/policy/chaoyang-opc/{section['id']}").json()["label"] == section["label"]
    matters = client.get("/api/policy/chaoyang-opc/matters").json()["matters"]
    assert {"id", "label"} == matters[0].keys()


NOWHERE = ["none", "none/art-1", "none/matters", "chaoyang-opc/art-11", "%00/x"]


@pytest.mark.parametrize("address", NOWHERE)
def test_what_the_policy_does_not_have_is_not_found(client: TestClient, address: str) -> None:
    response = client.get(f"/api/policy/{address}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_measures_are_the_rules_as_data_without_floats(client: TestClient) -> None:
    measures = {measure["id"]: measure for measure in client.get("/api/measures").json()["measures"]}
    support = measures["compute_voucher"]["support"]
    assert (support["rate"], support["cap"]) == ("0.50", "500000")
    assert support["quote"] in client.get("/api/policy/chaoyang-opc/art-5").json()["text"]


def test_every_example_question_gets_an_answer_with_its_source(client: TestClient) -> None:
    examples = client.get("/api/examples").json()
    assert len(examples) >= 3
    for question in examples:
        answer = client.post("/api/chat", json={"message": question}).json()
        assert answer["citations"], question
