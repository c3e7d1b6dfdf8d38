"""Settings: the contract's table of OPC_* variables; a bad or unsafe one is refused by name."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent.settings import Settings
from agent.usage import Prices
from knowledge.errors import SettingsError


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OPC_{name}".upper(), raising=False)
    return tmp_path


def test_nothing_is_needed_for_the_embedded_default() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.data_dir, settings.file_days) == ("127.0.0.1", 8000, Path("data"), 7)
    assert settings.llm is None
    assert settings.embed is None
    assert settings.api_keys == {}
    assert (settings.llm_temperature, settings.llm_timeout, settings.llm_stall, settings.llm_turn_seconds) == (0, 30, 15, 60)
    assert (settings.llm_context, settings.llm_max_tokens) == (16_000, 1_200)


def test_values_come_from_the_environment_and_from_dot_env(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / ".env").write_text("OPC_PORT=9001\nOPC_FILE_DAYS=3\n", encoding="utf-8")
    monkeypatch.setenv("OPC_PORT", "9002")
    assert Settings().port == 9002
    assert Settings().file_days == 3


def test_an_empty_value_is_the_same_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPC_PORT", "")
    monkeypatch.setenv("OPC_API_KEYS", "")
    assert Settings().port == 8000


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("OPC_PORT", "八千", "不是整数"),
        ("OPC_PORT", "70000", "最大是 65535"),
        ("OPC_FILE_DAYS", "0", "最小是 1"),
        ("OPC_LLM_TEMPERATURE", "热", "不是数字"),
        ("OPC_LLM_TEMPERATURE", "2.1", "最大是 2"),
        ("OPC_LLM_TIMEOUT", "nan", "太大"),
        ("OPC_LLM_TIMEOUT", "601", "最大是 600"),
        ("OPC_LLM_STALL", "0", "太小"),
        ("OPC_LLM_TURN_SECONDS", "-1", "太小"),
        ("OPC_LLM_CONTEXT", "一万", "不是整数"),
        ("OPC_LLM_MAX_TOKENS", "1", "最小是 64"),
        ("OPC_LLM_PRICE_IN", "八毛", "不是数字"),
        ("OPC_LLM_PRICE_OUT", "-1", "最小是 0"),
        ("OPC_LLM_PRICE_CACHED", "NaN", "不是数字"),
        ("OPC_PUBLIC_URL", "opc.example.cn", "不是完整的网址"),
        ("OPC_CHROMA_URL", "ftp://x", "不是完整的网址"),
        ("OPC_DATABASE_URL", "mysql://u:geheim@h/d", "认不出数据库类型"),
        ("OPC_API_KEYS", "justakey", "名称:密钥"),
        ("OPC_API_KEYS", "a:k1,a:k2", "出现了两次"),
        ("OPC_API_KEYS", "a:same,b:same", "与前面的相同"),
    ],
)
def test_a_bad_value_names_its_key_in_chinese(monkeypatch: pytest.MonkeyPatch, key: str, value: str, says: str) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=says) as refused:
        Settings()
    assert refused.value.field == key
    assert key in refused.value.detail
    for secret in ("geheim", "justakey", "k2", "same"):
        assert secret not in refused.value.detail


def test_an_answer_as_long_as_the_context_is_refused() -> None:
    with pytest.raises(SettingsError, match="OPC_LLM_CONTEXT=4000") as refused:
        Settings(llm_context=4_000, llm_max_tokens=4_000)
    assert refused.value.field == "OPC_LLM_MAX_TOKENS"


@pytest.mark.parametrize("missing", ["OPC_LLM_BASE_URL", "OPC_LLM_API_KEY", "OPC_LLM_MODEL"])
def test_half_an_endpoint_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    whole = {"OPC_LLM_BASE_URL": "http://127.0.0.1:1/v1", "OPC_LLM_API_KEY": "k", "OPC_LLM_MODEL": "m"}
    for key, value in whole.items():
        if key != missing:
            monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError, match=missing):
        Settings()


@pytest.mark.parametrize(
    ("given", "missing"),
    [(["IN"], "OUT"), (["OUT"], "IN"), (["CACHED"], "IN"), (["CACHED", "OUT"], "IN"), (["IN", "CACHED"], "OUT")],
)
def test_a_price_without_those_it_needs_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, given: list[str], missing: str) -> None:
    for kind in given:
        monkeypatch.setenv(f"OPC_LLM_PRICE_{kind}", "0")
    with pytest.raises(SettingsError, match=f"还缺 OPC_LLM_PRICE_{missing}") as refused:
        Settings()
    assert refused.value.field == f"OPC_LLM_PRICE_{missing}"


def test_prices_are_exact_and_free_is_a_price(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().prices is None
    monkeypatch.setenv("OPC_LLM_PRICE_IN", "0.1")
    monkeypatch.setenv("OPC_LLM_PRICE_OUT", "0")
    assert Settings().prices == Prices(input=Decimal("0.1"), output=Decimal(0))


def test_a_whole_endpoint_is_one_value_without_its_key_in_print() -> None:
    settings = Settings(embed_base_url="http://127.0.0.1:1/v1/", embed_api_key="geheim", embed_model="m")
    assert settings.embed is not None
    assert settings.embed.base_url == "http://127.0.0.1:1/v1"
    assert settings.embed.api_key.get_secret_value() == "geheim"
    assert "geheim" not in repr(settings) + str(settings) + repr(settings.embed)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "opc.example.cn"])
def test_an_open_bind_without_keys_is_refused_with_the_reason(host: str) -> None:
    with pytest.raises(SettingsError, match="OPC_API_KEYS") as refused:
        Settings(host=host)
    assert host in refused.value.detail
    assert Settings(host=host, api_keys="zhang:k").host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_loopback_needs_no_keys(host: str) -> None:
    assert Settings(host=host).is_loopback


def test_keys_are_names_of_callers_and_never_printed() -> None:
    settings = Settings(api_keys="zhang: k:1 , li:k2,")
    assert {name: key.get_secret_value() for name, key in settings.api_keys.items()} == {"zhang": "k:1", "li": "k2"}
    assert "k2" not in repr(settings)
