"""Whatever is sent, the answer is one of the contract's: never a 500, always JSON or a problem in Chinese with its status."""

import json
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.loader import SHIPPED, load_policy

POLICY = load_policy(SHIPPED / "chaoyang-opc")
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503}

many = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 1e308, -0.0])
odd = ["80万", "NaN", "1e999999", "１２", "\ud800", "\0", "-0", "٣", "0x10", " 5 ", "1,000", "½", "²"]
texts = st.text(max_size=40) | st.sampled_from(odd)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
facts = st.dictionaries(st.sampled_from(sorted(POLICY.facts)) | texts, values, max_size=5)
measures = st.sampled_from(sorted(POLICY.measures)) | texts


KEYS = ["message", "session_id", "turn_id", "items", "facts", "measures"]
WORDS = ["我们", "花了", "12个人", "80万", "算力", "第99条", "？", "-5元", "１e9", "OPC", "\u202e", "💥", "<b>", "{x}", "%s"]


def fair(response: Any) -> None:
    assert response.status_code == 200 or response.status_code in REFUSALS, response.text
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"] and problem["detail"] and problem["type"]
        assert "Traceback" not in response.text
    elif response.headers["content-type"] == "application/json":
        json.loads(response.text, parse_constant=no_number)


def no_number(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def post(client: TestClient, address: str, body: Any) -> Any:
    return client.post(address, content=json.dumps(body), headers={"content-type": "application/json"})


@many
@given(facts=facts, named=st.none() | st.lists(measures, max_size=3))
def test_eligibility_takes_anything_without_failing(client: TestClient, facts: Any, named: Any) -> None:
    fair(post(client, "/api/eligibility", {"facts": facts, "measures": named}))


item = st.fixed_dictionaries(
    {"measure": measures, "facts": facts},
    optional={"years": values, "label": values, "received": values, "before": st.none() | facts, "target": values},
)


@many
@given(items=st.lists(item, max_size=3))
def test_subsidy_takes_anything_without_failing(client: TestClient, items: Any) -> None:
    fair(post(client, "/api/subsidy", {"items": items}))


@many
@given(body=values | st.dictionaries(st.sampled_from(KEYS), values, max_size=4))
def test_any_json_at_any_door_gets_an_answer(client: TestClient, body: Any) -> None:
    for address in ("/api/chat", "/api/chat/stream", "/api/eligibility", "/api/subsidy"):
        fair(post(client, address, body))


@some
@given(message=st.text(max_size=300))
def test_any_message_gets_an_answer(client: TestClient, message: str) -> None:
    fair(post(client, "/api/chat", {"message": message}))


@some
@given(parts=st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_heap_of_words_gets_an_answer(client: TestClient, parts: list[str]) -> None:
    fair(post(client, "/api/chat", {"message": "".join(parts)}))


@some
@given(q=st.text(max_size=60), k=values)
def test_any_search_gets_an_answer(client: TestClient, q: str, k: Any) -> None:
    query = f"q={quote(q, errors='surrogatepass')}&k={quote(str(k), errors='surrogatepass')}"
    fair(client.get(f"/api/policy/search?{query}"))


@some
@given(first=st.text(max_size=20), second=st.text(max_size=20))
def test_any_address_gets_an_answer(client: TestClient, first: str, second: str) -> None:
    first, second = (quote(part, safe="", errors="surrogatepass") for part in (first, second))
    for address in (f"/api/policy/{first}/{second}", f"/api/policy/{first}", f"/api/chat/{first}", f"/{first}/{second}"):
        fair(client.get(address))


@some
@given(raw=st.binary(max_size=200))
def test_any_bytes_get_an_answer(client: TestClient, raw: bytes) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        fair(client.post("/api/chat", content=raw, headers={"content-type": kind}))
