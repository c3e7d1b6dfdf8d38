"""Who may call, as whom, and what belongs to whom. The contract's table of callers demands it."""

import itertools
import re

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from agent.schema import LOCAL, Caller
from knowledge.errors import Forbidden, NotAllowed
from tests.ui.doors.conftest import HERE, OpenClient
from ui.browser_cookie import NAME, BrowserCookie, signing_key
from ui.callers import Callers

PAGE_SAYS = {"sec-fetch-site": "same-origin"}
HELLO = {"message": "你好"}


def new_browser(client: TestClient) -> dict[str, str]:
    """Headers of a browser that has just opened the page."""
    client.cookies.clear()
    cookie = client.get("/").headers["set-cookie"].split(";")[0]
    client.cookies.clear()
    return {"cookie": cookie, **PAGE_SAYS}


def every_address(client: TestClient) -> list[tuple[str, str]]:
    paths = client.app.openapi()["paths"]
    return [(method.upper(), re.sub(r"\{.*?\}", "x", path)) for path, methods in paths.items() for method in methods]


def test_with_keys_every_door_wants_one_except_the_page_and_the_health_checks(keyed: TestClient) -> None:
    keyed.cookies.clear()
    closed = [*every_address(keyed), ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/metrics"), ("POST", "/no/such/door")]
    for method, path in closed:
        if path in ("/healthz", "/readyz"):
            continue
        response = keyed.request(method, path, content=b"{broken")
        assert response.status_code == 401, (method, path)
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["www-authenticate"] == "Bearer"
    for path in ("/", "/healthz", "/readyz", "/theme.css"):
        assert keyed.get(path).status_code == 200, path


@pytest.mark.parametrize("value", ["Bearer wrong", "Bearer ", "Bearer zhang", "Bearer zhang-secret2", "bearer é", "Basic zhang-secret"])
def test_a_wrong_key_is_refused_even_beside_a_good_cookie(keyed: TestClient, value: str) -> None:
    headers = {**new_browser(keyed), "authorization": value.encode()} if value.lower().startswith("bearer") else {"authorization": value}
    assert keyed.post("/api/chat", json=HELLO, headers=headers).status_code == 401


def test_what_belongs_to_another_looks_like_what_does_not_exist(keyed: TestClient, zhang: dict[str, str], li: dict[str, str]) -> None:
    browser, other_browser = new_browser(keyed), new_browser(keyed)
    owners = {"key-owned": zhang, "browser-owned": browser}
    for session, headers in owners.items():
        assert keyed.post("/api/chat", json={**HELLO, "session_id": session}, headers=headers).status_code == 200
        assert keyed.get(f"/api/chat/{session}", headers=headers).status_code == 200
    for session, headers in itertools.product(owners, (zhang, li, browser, other_browser)):
        if owners[session] is headers:
            continue
        seen = keyed.get(f"/api/chat/{session}", headers=headers)
        nothing = keyed.get("/api/chat/nobodys", headers=headers)
        assert seen.status_code == nothing.status_code == 404
        assert {**seen.json(), "instance": ""} == {**nothing.json(), "instance": ""}
        for address in ("/api/chat", "/api/chat/stream"):
            response = keyed.post(address, json={**HELLO, "session_id": session}, headers=headers)
            assert response.status_code == 404
            assert response.json()["detail"] == nothing.json()["detail"]


def test_the_page_gives_a_cookie_that_scripts_and_other_sites_cannot_use(keyed: TestClient) -> None:
    keyed.cookies.clear()
    given = keyed.get("/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(given.split("; "))
    assert "Secure" not in given


def test_behind_https_the_cookie_is_secure(open_client: OpenClient) -> None:
    by_address = open_client(page=True, public_url="https://opc.example.cn")
    assert "; Secure" in by_address.get("/").headers["set-cookie"]
    assert by_address.get("/api/examples", headers={"host": "opc.example.cn"}).status_code == 200


def test_the_same_browser_stays_the_same_caller_when_the_page_is_opened_again(keyed: TestClient) -> None:
    browser = new_browser(keyed)
    keyed.post("/api/chat", json={**HELLO, "session_id": "reopened"}, headers=browser)
    again = keyed.get("/", headers=browser).headers["set-cookie"].split(";")[0]
    keyed.cookies.clear()
    assert keyed.get("/api/chat/reopened", headers={"cookie": again, **PAGE_SAYS}).status_code == 200


FOREIGN = [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {"origin": "http://evil.example"}]


@pytest.mark.parametrize("says", FOREIGN)
def test_a_cookie_counts_on_calls_of_our_own_page_only(keyed: TestClient, client: TestClient, says: dict[str, str]) -> None:
    cookie = {"cookie": new_browser(keyed)["cookie"]}
    assert keyed.post("/api/chat", json=HELLO, headers={**cookie, **says}).status_code == 403
    assert keyed.post("/api/chat", json=HELLO, headers=says).status_code == 401
    assert client.post("/api/chat", json=HELLO, headers=says).status_code == 403, "nor does being on this machine"


def test_a_cookie_without_a_word_of_where_the_call_comes_from_lets_nobody_write(keyed: TestClient) -> None:
    cookie = {"cookie": new_browser(keyed)["cookie"]}
    assert keyed.post("/api/chat", json=HELLO, headers=cookie).status_code == 401


def test_a_program_that_keeps_cookies_is_still_the_one_in_front_of_this_machine(open_client: OpenClient) -> None:
    client = open_client(page=True)
    assert "set-cookie" in client.get("/").headers
    assert client.post("/api/chat", json={**HELLO, "session_id": "program"}).status_code == 200
    client.cookies.clear()
    assert client.get("/api/chat/program").status_code == 200


def test_a_browser_that_names_only_its_origin_is_known(keyed: TestClient) -> None:
    cookie = {"cookie": new_browser(keyed)["cookie"]}
    assert keyed.post("/api/chat", json=HELLO, headers={**cookie, "origin": HERE}).status_code == 200
    assert keyed.get("/api/examples", headers=cookie).status_code == 200, "reading, from a browser that says nothing"


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "..", "browser.1.0000", "é.1.ü"])
def test_a_cookie_that_is_not_ours_is_none(keyed: TestClient, cookie: str) -> None:
    keyed.cookies.clear()
    headers = {"cookie": f"{NAME}={cookie}".encode(), **PAGE_SAYS}
    assert keyed.get("/api/examples", headers=headers).status_code == 401


def test_without_keys_this_machine_may_call_and_other_sites_may_not(client: TestClient) -> None:
    assert client.get("/api/examples").status_code == 200
    assert client.get("/api/examples", headers={"host": "localhost:8000"}).status_code == 200
    assert client.get("/api/examples", headers={"host": "[::1]:8000"}).status_code == 200
    for headers in ({"host": "evil.example"}, {"host": "127.0.0.1.evil.example"}, {"host": ""}):
        assert client.post("/api/chat", json=HELLO, headers=headers).status_code == 403, headers


def test_too_many_calls_are_told_when_to_come_back(open_client: OpenClient, zhang: dict[str, str], li: dict[str, str]) -> None:
    client = open_client(api_keys="zhang:zhang-secret,li:li-secret", rate_per_minute=3)
    assert [client.get("/api/examples", headers=zhang).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/api/examples", headers=zhang)
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/api/examples", headers=li).status_code == 200, "another caller is not held up"


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_cookie_is_good_for_its_days_and_only_with_our_key() -> None:
    clock = Clock()
    cookie = BrowserCookie(b"k" * 32, clock)
    value = cookie.value()
    name = cookie.browser(value)
    assert name is not None
    assert BrowserCookie(b"l" * 32, clock).browser(value) is None
    assert cookie.browser(value.replace(name, name[::-1])) is None
    assert cookie.browser(cookie.value(name)) == name
    clock.now += 401 * 86400
    assert cookie.browser(value) is None


def test_workers_and_restarts_share_one_signing_key(tmp_path) -> None:
    key = signing_key(tmp_path)
    assert key == signing_key(tmp_path)
    assert (tmp_path / "cookie.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["cookie.key"]


def test_each_kind_of_caller_has_a_name_of_its_own() -> None:
    from pydantic import SecretStr

    cookie = BrowserCookie(b"k" * 32)
    callers = Callers({"zhang": SecretStr("s")}, cookie)
    given = {"cookie": f"{NAME}={cookie.value('zhang')}", "host": "x", **PAGE_SAYS}
    assert callers.find("POST", Headers(given)) == Caller("browser", "zhang")
    assert callers.find("POST", Headers({"authorization": "Bearer s"})) == Caller("key", "zhang")
    with pytest.raises(NotAllowed):
        callers.find("POST", Headers({}))
    assert Callers({}, cookie).find("POST", Headers({"host": "127.0.0.1:8000"})) == LOCAL
    with pytest.raises(Forbidden):
        Callers({}, cookie).find("GET", Headers({}))
