"""`opc eval --model NAME`: which engines are meant, and whether anything answers at their address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
from pydantic import SecretStr

from agent.settings import Endpoint, Settings
from knowledge.errors import SettingsError

OFFLINE = "offline"
NO_KEY = SecretStr("none")
"""Sent where no key is set: many local servers want one and take any."""

PROBE_SECONDS = 10.0

_AT_ADDRESS = re.compile(r"(?P<model>.+?)@(?P<url>https?://.+)")
_AT_HALF = re.compile(r".+@[^@]*[:/]")


@dataclass(frozen=True)
class Engine:
    """A name as it was given, and the settings that it is played with."""

    given: str
    settings: Settings

    @property
    def name(self) -> str:
        """The model's name, or `offline`."""
        return self.settings.llm.model if self.settings.llm else OFFLINE

    @property
    def place(self) -> str:
        """Host and port of the endpoint, without anything secret that its address may hold; empty for the offline one."""
        return _place(self.settings.llm) if self.settings.llm else ""


def engines(given: Iterable[str]) -> list[Engine]:
    """The engines of these names, each once: `offline`, a model of the configured endpoint, or `model@address`.

    Raises `SettingsError` for a model without an endpoint and an address that is none.
    """
    return [Engine(name, _settings(name)) for name in dict.fromkeys(given)]


def _settings(name: str) -> Settings:
    if name == OFFLINE:
        return Settings(llm_base_url=None, llm_api_key=None, llm_model=None)
    if found := _AT_ADDRESS.fullmatch(name):
        address, model = found["url"], found["model"]
        try:
            return Settings(llm_base_url=address, llm_model=model)
        except SettingsError as error:
            if error.field != "OPC_LLM_API_KEY":
                raise
            return Settings(llm_base_url=address, llm_model=model, llm_api_key=NO_KEY)
    if not name.strip() or _AT_HALF.match(name):
        raise SettingsError(f"--model {name}：读不懂。请写成 模型名，或 模型名@http://主机:端口/v1。", field="model")
    return Settings(llm_model=name)


async def silent(endpoint: Endpoint) -> str:
    """Why the endpoint counts as not there, for the operator; empty when it answers, with whatever status."""
    headers = {"Authorization": f"Bearer {endpoint.api_key.get_secret_value()}"}
    # trust_env off: the model itself is asked past any proxy, too.
    async with httpx2.AsyncClient(timeout=PROBE_SECONDS, trust_env=False) as client:
        try:
            await client.get(f"{endpoint.base_url}/models", headers=headers)
        except httpx2.HTTPError as error:
            return f"{_place(endpoint)} 没有应答（{type(error).__name__}）。请确认端点已启动、地址正确。"
    return ""


def _place(endpoint: Endpoint) -> str:
    return urlsplit(endpoint.base_url).netloc.rpartition("@")[2]
