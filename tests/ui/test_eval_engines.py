"""Which engines the names of `--model` mean, and whether anything answers where they are said to be."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from agent.settings import Endpoint, Settings
from knowledge.errors import SettingsError
from tests.agent.llm.hostile import refusing, serving
from ui.eval_engines import engines, silent

pytestmark = pytest.mark.anyio
CONFIGURED = {"OPC_LLM_BASE_URL": "http://127.0.0.1:1/v1", "OPC_LLM_API_KEY": "geheim", "OPC_LLM_MODEL": "first"}


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OPC_{name}".upper(), raising=False)


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CONFIGURED.items():
        monkeypatch.setenv(name, value)


def endpoint(name: str) -> Endpoint:
    [engine] = engines([name])
    assert engine.settings.llm is not None
    return engine.settings.llm


@pytest.mark.usefixtures("configured")
def test_a_bare_name_is_another_model_of_the_configured_endpoint() -> None:
    found = endpoint("second")
    assert (found.model, found.base_url, found.api_key.get_secret_value()) == ("second", "http://127.0.0.1:1/v1", "geheim")


@pytest.mark.usefixtures("configured")
def test_offline_is_the_embedded_engine_whatever_is_configured() -> None:
    [engine] = engines(["offline"])
    assert engine.settings.llm is None
    assert (engine.name, engine.place) == ("offline", "")


@pytest.mark.usefixtures("configured")
def test_a_name_with_an_address_takes_the_configured_key() -> None:
    found = endpoint("small@http://127.0.0.1:2/v1/")
    assert (found.model, found.base_url, found.api_key.get_secret_value()) == ("small", "http://127.0.0.1:2/v1", "geheim")


def test_a_name_with_an_address_needs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    assert endpoint("small@http://127.0.0.1:2/v1").api_key.get_secret_value() == "none"
    monkeypatch.setenv("OPC_LLM_API_KEY", "geheim")
    assert endpoint("small@http://127.0.0.1:2/v1").api_key.get_secret_value() == "geheim"


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("name", ["@cf/meta/small", "claude@2025", "org/model:7b"])
def test_marks_that_names_of_models_have_are_no_address(name: str) -> None:
    assert endpoint(name).model == name


@pytest.mark.usefixtures("configured")
def test_a_name_that_comes_twice_is_played_once() -> None:
    assert [engine.name for engine in engines(["b", "offline", "b", "a"])] == ["b", "offline", "a"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("second", "OPC_LLM_BASE_URL"),
        ("m@127.0.0.1:8000/v1", "模型名@http://"),
        ("m@localhost:8000", "模型名@http://"),
        (" ", "读不懂"),
        ("m@http:///v1", "不是完整的网址"),
    ],
)
def test_a_name_that_means_no_engine_is_refused_with_what_to_write(name: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        engines(["offline", name])


def test_the_place_tells_no_password_of_the_address() -> None:
    [engine] = engines(["m@http://user:geheim@127.0.0.1:2/v1"])
    assert engine.place == "127.0.0.1:2"


async def test_an_endpoint_that_refuses_everything_is_there_all_the_same() -> None:
    with serving(lambda _: refusing(401, "no")) as server:
        assert await silent(endpoint(f"m@{server.url}")) == ""


async def test_where_nobody_listens_is_named_with_what_to_do() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused
        port = held.getsockname()[1]
        said = await silent(endpoint(f"m@http://127.0.0.1:{port}/v1"))
    assert f"127.0.0.1:{port}" in said
    assert "没有应答" in said and "请确认" in said
