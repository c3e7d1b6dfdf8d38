"""The README tells the truth: its examples are asked again and have to come out word for word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.assembly import open_service
from agent.schema import LOCAL, ChatRequest
from agent.settings import Settings

ROOT = Path(__file__).parents[1]
_EXAMPLE = re.compile(r"```console\n\$ opc ask (?P<asked>'[^\n]*')\n(?P<said>.*?)\n```", re.DOTALL)


def examples() -> list[tuple[list[str], str]]:
    """(messages, last reply) of every example; several messages are one conversation."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [(re.findall(r"'([^']*)'", match["asked"]), match["said"]) for match in _EXAMPLE.finditer(text)]


def test_there_are_six_examples() -> None:
    assert len(examples()) == 6


@pytest.mark.anyio
async def test_every_example_comes_out_as_printed(data_dir: Path) -> None:
    async with open_service(Settings(data_dir=data_dir, _env_file=None)) as service:
        for messages, printed in examples():
            session = None
            for message in messages:
                answer = await service.ask(LOCAL, ChatRequest(message=message, session_id=session))
                session = answer.session_id
            assert answer.reply.strip() == printed.strip(), messages


def test_the_commands_it_names_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^\$ make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_setting_it_names_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(OPC_[A-Z_]+)`", text))
    source = (ROOT / "agent" / "settings.py").read_text(encoding="utf-8").lower()
    assert named
    for name in named:
        assert name.removeprefix("OPC_").lower() in source, name
