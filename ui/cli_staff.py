"""Commands of `opc` for whoever runs the assistant: tickets, evaluation, self-check."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.errors import InvalidFacts
from ui.terminal import Json, Key, Url, err, out, progress
from ui.terminal import show as show_json

tickets = typer.Typer(help="转给工作人员的问题", no_args_is_help=True)


@tickets.command("list")
def tickets_list(
    status: Annotated[str | None, typer.Option(help="只看 open（待答复）或 answered（已答复）")] = None, as_json: Json = False
) -> None:
    """列出工单。"""
    from ui import cli_tickets, cli_views

    listed = asyncio.run(cli_tickets.listed(status))
    show_json([one.model_dump(mode="json") for one in listed]) if as_json else cli_views.tickets(out, listed)


@tickets.command("answer")
def tickets_answer(
    ticket: Annotated[str, typer.Argument(metavar="工单编号")],
    text: Annotated[str, typer.Argument(metavar="答复", help="要告诉用户的话")],
    as_json: Json = False,
) -> None:
    """答复一张工单；用户在那个会话里再说话时会看到。"""
    from ui import cli_tickets

    answered = asyncio.run(cli_tickets.answered(ticket, text))
    show_json(answered.model_dump(mode="json")) if as_json else out.print(f"已答复 {answered.ticket}。", highlight=False)


def evaluate(
    cases: Annotated[Path, typer.Argument(metavar="文件", help="用例文件（JSONL）")] = Path("tests/evals/dev.jsonl"),
    url: Url = None,
    key: Key = None,
    show: Annotated[list[str] | None, typer.Option(help="显示这个用例每一轮的问答和没通过的检查，可写几次；all：全部没通过的")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="只播放这个主题，可写几次")] = None,
    turns: Annotated[int | None, typer.Option(min=1, help="最多播放几轮：从全部用例里均匀地取整个对话")] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(help="对比引擎，可写几次：offline、配置的端点上的模型名、模型名@http://主机:端口/v1"),
    ] = None,
    fail_under: Annotated[float, typer.Option(min=0, max=100, help="通过的轮次低于这个百分比时，退出码不为 0")] = 0,
    as_json: Json = False,
) -> None:
    """播放对话用例并逐轮检查；写了 --model 就把几个引擎放在一张表里比。"""
    from ui import cli_eval, eval_compare, eval_report

    if model and url:
        raise InvalidFacts("--model 在本进程里换引擎，不能和 --url 一起用。请去掉其中一个。", field="model")
    wanted = cli_eval.chosen(cases, topic or (), turns)
    if model:
        results = asyncio.run(cli_eval.compared(wanted, model, err, progress))
        shares = [result.share for result in results]
        if as_json:
            show_json({"cases": len(wanted), "engines": [result.as_json() for result in results]})
        else:
            eval_compare.render(results, out, show=show or ())
    else:
        report = asyncio.run(cli_eval.played(wanted, url, key, err, progress))
        shares = [report.score().share]
        show_json(report.as_json()) if as_json else eval_report.render(report, out, show=show or ())
    if min(shares) * 100 < fail_under:
        raise typer.Exit(1)


def doctor(as_json: Json = False) -> None:
    """自检：安装、政策数据、模型、索引、存储、设置、端口。"""
    from dataclasses import asdict

    from ui import cli_views
    from ui.doctor import examine

    async def run() -> list[Any]:
        found = []
        async for check in examine():
            found.append(check)
            if not as_json:
                cli_views.checks(out, [check])
        return found

    found = asyncio.run(run())
    failed = any(check.state == "fail" for check in found)
    if as_json:
        show_json({"ok": not failed, "checks": [asdict(check) for check in found]})
    if failed:
        raise typer.Exit(1)
