"""Health, counts and the description of the API: for whoever runs the server, without a word of what was said."""

import re
import sqlite3

from fastapi.testclient import TestClient

from tests.ui.doors.conftest import OpenClient

SECRET = "我的公司叫秘密科技，租显卡花了36万"


def test_the_process_is_up_and_the_stores_and_the_index_answer(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"


def test_a_store_that_is_gone_is_not_ready_while_the_process_is_up(open_client: OpenClient) -> None:
    client = open_client()
    with sqlite3.connect(client.app.state.folder / "conversations.sqlite3") as database:
        database.execute("ALTER TABLE checkpoints RENAME TO mislaid")
    database.close()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/healthz").status_code == 200


def counted(text: str, name: str, *labels: str) -> float:
    lines = [line for line in text.splitlines() if line.startswith(name) and all(label in line for label in labels)]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines)


def test_turns_tools_errors_and_times_are_counted_and_no_words_kept(open_client: OpenClient) -> None:
    client = open_client()
    client.post("/api/chat", json={"message": SECRET, "session_id": "秘密会话"})
    client.post("/api/chat/stream", json={"message": SECRET, "session_id": "秘密会话"})
    client.get("/api/chat/秘密会话")
    client.get("/api/policy/search", params={"q": SECRET})
    client.post("/api/chat", json={"message": " "})
    text = client.get("/metrics").text
    assert counted(text, "opc_turns_total", 'engine="offline"') == 2
    assert counted(text, "opc_tool_calls_total", 'tool="calculate_subsidy"') == 2
    assert counted(text, "opc_errors_total", 'status="422"') == 1
    assert counted(text, "opc_request_seconds_count", 'route="/api/chat"') == 2
    assert "秘密" not in text and "36" not in re.sub(r"[\d.e+-]+$", "", text, flags=re.MULTILINE)


def test_the_description_names_every_door_and_its_problems(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    wanted = {
        "/api/chat": "post",
        "/api/chat/stream": "post",
        "/api/eligibility": "post",
        "/api/subsidy": "post",
        "/api/policy/search": "get",
        "/api/policy/{policy}/{section}": "get",
        "/api/measures": "get",
        "/healthz": "get",
    }
    for path, method in wanted.items():
        assert method in described["paths"][path], path
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert "application/problem+json" in response["content"], (path, method, status)
    assert "HTTPValidationError" not in str(described)
    assert "Problem" in described["components"]["schemas"]
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_page_of_the_description_asks_no_other_host(client: TestClient) -> None:
    page = client.get("/docs").text
    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"|url: '([^']+)'", page)
    assert addresses
    for pair in addresses:
        address = "".join(pair)
        assert address.startswith("/"), address
        assert client.get(address).status_code == 200, address
    assert client.get("/docs/redoc.standalone.js").status_code == 404


def test_a_server_that_is_still_opening_its_service_says_so(built_index) -> None:
    from agent.settings import Settings
    from ui.app import create_server_app

    app = create_server_app(Settings(_env_file=None, data_dir=built_index.parent), page=False)
    asleep = TestClient(app, base_url="http://127.0.0.1")  # not entered: its lifespan has not begun
    assert asleep.get("/healthz").status_code == 200
    response = asleep.get("/readyz")
    assert response.status_code == 503
    assert "启动" in response.json()["detail"]
