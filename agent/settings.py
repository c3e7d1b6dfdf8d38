"""OPC_* from the environment or `.env`, read once and typed. A bad or unsafe value names its key, in Chinese."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agent.usage import Prices
from knowledge.errors import SettingsError

PREFIX = "OPC_"
_SECRET = {"llm_api_key", "embed_api_key", "database_url", "api_keys"}
_MEANING = {
    "int_parsing": "不是整数",
    "float_parsing": "不是数字",
    "decimal_parsing": "不是数字",
    "finite_number": "不是数字",
    "int_from_float": "不是整数",
    "greater_than_equal": "太小，最小是 {ge}",
    "less_than_equal": "太大，最大是 {le}",
    "path_type": "不是文件夹路径",
    "string_type": "不是文字",
}


@dataclass(frozen=True)
class Endpoint:
    """A complete OpenAI-compatible endpoint. `api_key` is kept out of every repr."""

    base_url: str
    api_key: SecretStr
    model: str


class Settings(BaseSettings):
    """The configuration of the contract; none of it is needed for the embedded default.

    Raises `SettingsError` (field = the environment variable) for a bad value, half an endpoint, or an open bind without keys.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_temperature: float = Field(default=0.0, ge=0, le=2)
    llm_timeout: float = Field(default=30.0, ge=0.1, le=600)
    llm_stall: float = Field(default=15.0, ge=0.1, le=600)
    llm_turn_seconds: float = Field(default=60.0, ge=0.1, le=1200)
    llm_context: int = Field(default=16_000, ge=4_000, le=2_000_000)
    llm_max_tokens: int = Field(default=1_200, ge=64, le=32_000)
    llm_price_in: Decimal | None = Field(default=None, ge=0)
    llm_price_cached: Decimal | None = Field(default=None, ge=0)
    llm_price_out: Decimal | None = Field(default=None, ge=0)
    embed_base_url: str | None = None
    embed_api_key: SecretStr | None = None
    embed_model: str | None = None
    database_url: SecretStr | None = None
    chroma_url: str | None = None
    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    api_keys: Annotated[dict[str, SecretStr], NoDecode] = Field(default_factory=dict)
    public_url: str | None = None
    file_days: int = Field(default=7, ge=1, le=3650)
    rate_per_minute: int = Field(default=1200, ge=1, le=60_000)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise _explained(error) from None

    @field_validator("llm_base_url", "embed_base_url", "chroma_url", "public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("不是完整的网址；请写成 http://主机:端口 或 https://主机 的样子")
        return value.strip().rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        known = ("sqlite:///", "postgresql://")
        if value is not None and not value.get_secret_value().startswith(known):
            raise ValueError("认不出数据库类型；请写成 sqlite:///文件路径 或 postgresql://用户:密码@主机/库名")
        return value

    @field_validator("api_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        keys: dict[str, str] = {}
        for place, pair in enumerate((part for part in value.split(",") if part.strip()), start=1):
            name, colon, key = (piece.strip() for piece in pair.partition(":"))
            if not (name and colon and key):
                raise ValueError(f"第 {place} 项不是“名称:密钥”；请写成 名称:密钥,名称:密钥")
            if name in keys:
                raise ValueError(f"名称“{name}”出现了两次；每个名称只能有一把密钥")
            if key in keys.values():
                raise ValueError(f"第 {place} 项的密钥与前面的相同；每个名称要有自己的密钥")
            keys[name] = key
        return keys

    @model_validator(mode="after")
    def _safe(self) -> Settings:
        self._endpoint("llm")
        self._endpoint("embed")
        if self.llm_max_tokens >= self.llm_context:
            raise SettingsError(
                f"OPC_LLM_MAX_TOKENS={self.llm_max_tokens} 不小于 OPC_LLM_CONTEXT={self.llm_context}，没有地方放问题。"
                "请把 OPC_LLM_MAX_TOKENS 调小，或者把 OPC_LLM_CONTEXT 调到模型的上下文长度。",
                field="OPC_LLM_MAX_TOKENS",
            )
        _ = self.prices
        if not self.is_loopback and not self.api_keys:
            raise SettingsError(
                f"OPC_HOST={self.host} 会让本机以外的人访问，但没有设置 OPC_API_KEYS，已拒绝启动。"
                "请设置 OPC_API_KEYS=名称:密钥，或者把 OPC_HOST 改回 127.0.0.1。",
                field="OPC_HOST",
            )
        return self

    @property
    def records_url(self) -> str:
        """Where the records live: the configured database, or SQLite in the data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.expanduser().absolute() / 'records.sqlite3'}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach `host`."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @property
    def llm(self) -> Endpoint | None:
        """The language model's endpoint; None: the offline engine."""
        return self._endpoint("llm")

    @property
    def embed(self) -> Endpoint | None:
        """The embedding endpoint; None: the embedded model."""
        return self._endpoint("embed")

    @property
    def prices(self) -> Prices | None:
        """Prices of the language model; None: costs are not computed."""
        return Prices.of(self.llm_price_in, self.llm_price_cached, self.llm_price_out)

    def _endpoint(self, kind: str) -> Endpoint | None:
        names = [f"{kind}_base_url", f"{kind}_api_key", f"{kind}_model"]
        values = [getattr(self, name) for name in names]
        if not any(values):
            return None
        missing = [(PREFIX + name).upper() for name, value in zip(names, values, strict=True) if not value]
        if missing:
            raise SettingsError(
                f"还缺 {'、'.join(missing)}：OPC_{kind.upper()}_* 要么三项都设置，要么都不设置。端点不要求密钥时，密钥可以填任意非空值。",
                field=missing[0],
            )
        return Endpoint(*values)


def _explained(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    key = (PREFIX + name).upper()
    context = first.get("ctx", {})
    what = str(context["error"]) if first["type"] == "value_error" else _MEANING.get(first["type"], "格式不对").format(**context)
    shown = key if name in _SECRET else f"{key}={first['input']}"
    return SettingsError(f"{shown}：{what}。", field=key)
