"""`opc eval --model`: the same cases on the offline engine, on a language model over real HTTP, and on one that is not there."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agent.llm.hostile import Answer, HostileEndpoint, calling, refusing, serving, streamed
from tests.ui.doors.test_cli import CASES, Opc, opc, with_index

__all__ = ["opc", "with_index"]  # fixtures
pytestmark = pytest.mark.usefixtures("with_index")

CALCULATION = {"items": [{"measure": "compute_voucher", "facts": {"compute_spend": "360000"}}]}
RESULT = "按第五条，36万元可按50%计算资金支持：18万元。"


def scripted(asked: dict[str, Any]) -> Answer:
    """Model `right` calculates and says the result; `liar` promises a sum; any other name is refused."""
    if asked["model"] == "right":
        called = any(message["role"] == "tool" for message in asked["messages"])
        spent = any("36万" in str(message["content"]) for message in asked["messages"] if message["role"] == "user")
        return (
            streamed(RESULT)
            if called
            else calling("calculate_subsidy", json.dumps(CALCULATION))
            if spent
            else streamed("您好，想了解哪一项支持？")
        )
    return streamed("您能拿到90万元。") if asked["model"] == "liar" else refusing(404, "model not found")


@pytest.fixture
def endpoint() -> Iterator[HostileEndpoint]:
    with serving(scripted) as server:
        yield server


@pytest.fixture
def cases(tmp_path: Path) -> str:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in CASES), encoding="utf-8")
    return str(path)


def test_several_engines_are_held_side_by_side(opc: Opc, endpoint: HostileEndpoint, cases: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPC_LLM_BASE_URL", endpoint.url)
    monkeypatch.setenv("OPC_LLM_API_KEY", "geheim")
    monkeypatch.setenv("OPC_LLM_MODEL", "right")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        away = f"away@http://127.0.0.1:{held.getsockname()[1]}/v1"
        told = opc("eval", cases, *(word for name in ("offline", "right", "liar", "nobody", away) for word in ("--model", name)), "--json")
    assert told.code == 0
    offline, right, liar, nobody, gone = told.json["engines"]
    assert (offline["passed"], offline["by_model"], offline["fallbacks"]["total"]) == (1, 0, 0)
    assert (right["passed"], right["by_model"], right["by_model_right"], right["fallbacks"]["total"]) == (1, 2, 1, 0)
    assert right["first_token_seconds"]["p50"] is not None
    assert (liar["by_model"], liar["fallbacks"]["reasons"]) == (0, {"unverified": 2})
    assert liar["passed"] == offline["passed"], "what the offline engine takes over is as right as its own"
    assert liar["wrong_figures"] == offline["wrong_figures"] == 1
    assert nobody["fallbacks"]["reasons"] == {"unknown_model": 2}
    assert (gone["answers"], gone["engine"]) == (False, "away")
    assert {asked["model"] for asked in endpoint.seen} == {"right", "liar", "nobody"}
    assert set(endpoint.keys) == {"Bearer geheim"}


def test_a_model_at_an_address_of_its_own_needs_no_settings_and_the_table_is_one(opc: Opc, endpoint: HostileEndpoint, cases: str) -> None:
    shown = opc("eval", cases, "--model", f"right@{endpoint.url}", "--model", "offline", "--show", "t-1")
    assert shown.code == 0
    assert shown.out.count("引擎对比") == 1
    assert "right t-1 第 1 轮" in shown.out and RESULT in shown.out
    assert f"127.0.0.1:{endpoint.server_port}" in shown.out
    assert set(endpoint.keys) == {"Bearer none"}


def test_a_build_fails_when_one_of_the_engines_is_under_the_mark_or_not_there(opc: Opc, endpoint: HostileEndpoint, cases: str) -> None:
    assert opc("eval", cases, "--model", f"right@{endpoint.url}", "--fail-under", "50").code == 0
    assert opc("eval", cases, "--model", f"right@{endpoint.url}", "--fail-under", "60").code == 1
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        away = f"away@http://127.0.0.1:{held.getsockname()[1]}/v1"
        assert opc("eval", cases, "--model", away, "--fail-under", "1").code == 1
        assert opc("eval", cases, "--model", away).code == 0


def test_some_of_the_turns_can_be_enough(opc: Opc, cases: str) -> None:
    assert opc("eval", cases, "--turns", "1", "--json").json["total"] == 1
    assert opc("eval", cases, "--turns", "1", "--model", "offline", "--json").json["cases"] == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--model", "offline", "--url", "http://127.0.0.1:9"], 65, "--url"),
        (["--model", "qwen-plus"], 78, "OPC_LLM_BASE_URL"),
        (["--model", "m@127.0.0.1:8000"], 78, "模型名@http://"),
        (["--model", "offline", "--topic", "没有"], 65, "没有“没有”这个主题"),
    ],
)
def test_what_cannot_be_compared_is_said_before_anything_is_played(opc: Opc, cases: str, words: list[str], code: int, says: str) -> None:
    ended = opc("eval", cases, *words)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
