"""`/api/chat` as the contract of the doors fixes it: shapes, statuses, the stream, one's own history."""

import json
import sqlite3
from typing import Any

import pytest
from fastapi.testclient import TestClient

SPENT = "去年租显卡一共花了36万，能给多少？"
CONTRACT = {"session_id", "message_id", "reply", "citations", "tool_calls", "asks", "unstated", "files", "handoff", "engine"}


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """(event, data) of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_an_answer_has_the_contracts_shape_with_figure_and_verbatim_sentence(client: TestClient) -> None:
    response = client.post("/api/chat", json={"message": SPENT, "session_id": "shape"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert answer.keys() >= CONTRACT
    assert "fallback" not in answer, "only a turn that fell back has it"
    assert answer["session_id"] == "shape"
    assert "18万元" in answer["reply"]
    assert answer["engine"] == "offline"
    assert answer["handoff"] is None
    cited = next(one for one in answer["citations"] if one["section"] == "art-5")
    assert cited.keys() >= {"policy", "section", "label", "quote"}
    section = client.get(f"/api/policy/{cited['policy']}/art-5").json()
    assert cited["quote"] in section["text"]
    call = next(one for one in answer["tool_calls"] if one["name"] == "calculate_subsidy")
    assert call["result"]["items"][0]["amount"] == "180000.00"


def test_without_a_session_a_new_unguessable_one_is_opened(client: TestClient) -> None:
    first, second = (client.post("/api/chat", json={"message": "你好"}).json()["session_id"] for _ in range(2))
    assert first != second
    assert min(len(first), len(second)) >= 20


def test_the_stream_tells_tools_then_tokens_that_join_to_the_final_reply(client: TestClient) -> None:
    with client.stream("POST", "/api/chat/stream", json={"message": SPENT}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache"
        text = response.read().decode()
    assert "万元" in text, "Chinese goes out as it is, not in escapes"
    told = events(text)
    names = [name for name, _ in told]
    assert set(names) == {"tool", "token", "final"}
    assert names[-1] == "final" and names.count("final") == 1
    final = told[-1][1]
    assert final.keys() >= CONTRACT
    assert "".join(data["text"] for name, data in told if name == "token") == final["reply"]
    assert [(data["phase"], data["name"]) for name, data in told if name == "tool"][:2] == [
        ("start", "calculate_subsidy"),
        ("end", "calculate_subsidy"),
    ]
    assert all(data.keys() == {"name", "phase", "args", "result"} for name, data in told if name == "tool")
    assert len([name for name in names if name == "token"]) > 1


def test_stream_and_whole_answer_say_the_same(client: TestClient) -> None:
    whole = client.post("/api/chat", json={"message": SPENT}).json()
    streamed = events(client.post("/api/chat/stream", json={"message": SPENT}).text)[-1][1]
    for own in ("session_id", "message_id"):
        del whole[own], streamed[own]
    assert streamed == whole


def test_a_stream_leaves_the_session_free_for_the_next_message(client: TestClient) -> None:
    for message in ("你好", SPENT):
        response = client.post("/api/chat/stream", json={"message": message, "session_id": "twice"})
        assert events(response.text)[-1][0] == "final"


def test_the_same_turn_sent_again_gets_the_stored_answer(client: TestClient) -> None:
    body = {"message": SPENT, "session_id": "retried", "turn_id": "one"}
    assert client.post("/api/chat", json=body).json() == client.post("/api/chat", json=body).json()
    assert len(client.get("/api/chat/retried").json()["messages"]) == 2


@pytest.mark.parametrize("session", ["plain", "with/slash", "名字 空格", "stream"])
def test_a_session_can_be_read_back_under_the_id_its_caller_chose(client: TestClient, session: str) -> None:
    answer = client.post("/api/chat", json={"message": "你好", "session_id": session}).json()
    history = client.get(f"/api/chat/{session.replace('/', '%2F')}").json()
    assert history["session_id"] == session
    assert [message["role"] for message in history["messages"]] == ["user", "assistant"]
    assert history["messages"][0]["text"] == "你好"
    assert history["messages"][1]["message_id"] == answer["message_id"]
    assert history["messages"][1]["answer"]["reply"] == answer["reply"]


def test_what_was_never_opened_is_not_found(client: TestClient) -> None:
    response = client.get("/api/chat/never-opened")
    assert response.status_code == 404
    assert response.json()["type"].endswith(":not-found")


def test_a_session_id_that_no_store_can_hold_is_named(client: TestClient) -> None:
    response = client.get("/api/chat/a%00b")
    assert response.status_code == 422
    assert response.json()["field"] == "session_id"


@pytest.mark.parametrize("address", ["/api/chat", "/api/chat/stream"])
@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"message": " \n\t　"}, 422, "message"),
        ({"message": "你\0好"}, 422, "message"),
        ({"message": ""}, 422, "message"),
        ({}, 422, "message"),
        ({"message": 7}, 422, "message"),
        ({"message": "你好", "session_id": ""}, 422, "session_id"),
        ({"message": "你好", "session_id": "s" * 129}, 422, "session_id"),
        ({"message": "你好", "session_id": "a\0b"}, 422, "session_id"),
        ({"message": "你好", "sesion_id": "a"}, 422, "sesion_id"),
        ({"message": "补" * 4001}, 413, "message"),
    ],
)
def test_a_message_that_cannot_be_taken_names_its_field(
    client: TestClient, address: str, body: dict[str, Any], status: int, field: str
) -> None:
    response = client.post(address, json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["field"] == field


def test_half_a_character_is_refused_not_answered_with_an_error_of_ours(client: TestClient) -> None:
    response = client.post("/api/chat", content=rb'{"message": "\ud83d"}', headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.json()["field"] == "message"


def test_the_longest_message_is_taken(client: TestClient) -> None:
    assert client.post("/api/chat", json={"message": "😀" * 4000}).status_code == 200


def test_a_session_that_is_answering_takes_no_second_message(client: TestClient) -> None:
    client.post("/api/chat", json={"message": "你好", "session_id": "busy"})
    records = client.app.state.service.records
    assert client.portal.call(records.take_lease, "busy", "another turn", 60.0)
    for address in ("/api/chat", "/api/chat/stream"):
        response = client.post(address, json={"message": SPENT, "session_id": "busy"})
        assert response.status_code == 409
        assert response.headers["content-type"] == "application/problem+json"
    client.portal.call(records.release_lease, "busy", "another turn")
    assert client.post("/api/chat", json={"message": SPENT, "session_id": "busy"}).status_code == 200


def test_a_store_that_is_gone_is_told_as_unavailable_and_when_to_come_back(open_client: Any) -> None:
    client = open_client()
    with sqlite3.connect(client.app.state.folder / "records.sqlite3") as database:
        database.execute("ALTER TABLE leases RENAME TO mislaid")
    database.close()
    for address in ("/api/chat", "/api/chat/stream"):
        response = client.post(address, json={"message": "你好"})
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert response.json()["detail"]


def test_a_stream_that_breaks_after_it_began_ends_with_an_error_event(open_client: Any) -> None:
    client = open_client()
    with sqlite3.connect(client.app.state.folder / "records.sqlite3") as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON turns BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    database.close()
    response = client.post("/api/chat/stream", json={"message": SPENT})
    assert response.status_code == 200
    name, problem = events(response.text)[-1]
    assert name == "error"
    assert problem["status"] == 503
    assert problem["detail"] and problem["type"] and problem["title"]
