"""The terminal: what is asked for goes to `out`, everything said about it to `err`."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

out = Console()
err = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Url = Annotated[str | None, typer.Option("--url", help="不在本进程里回答，而是问这个地址上的服务")]
Key = Annotated[str | None, typer.Option("--key", envvar="OPC_KEY", help="那个服务的密钥")]


def show(data: object) -> None:
    """Plain data as JSON on `out`, the same whether a person or a program reads it."""
    out.out(json.dumps(data, ensure_ascii=False, indent=2), highlight=False)


def progress(what: str, done: int, whole: int) -> None:
    """A long step on `err`: one line that counts up; where lines cannot be rewritten, its beginning and its end."""
    global _begun
    if err.is_terminal:
        err.print(f"{what} {done}/{whole}", end="\n" if done == whole else "\r", highlight=False)
    elif done == whole or _begun != (what, whole):
        err.print(f"{what} {done}/{whole}", highlight=False)
    _begun = (what, whole)


_begun = ("", 0)
