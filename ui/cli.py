"""`opc`, the command line. Each command reads, calls, shows; nothing heavy is imported before it is needed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge.errors import AssistantError
from ui import cli_staff
from ui.cli_input import facts_of, items_of
from ui.terminal import Json, Key, Url, err, out, progress, show

if TYPE_CHECKING:
    from knowledge.schema import Policy

app = typer.Typer(name="opc", help="朝阳 OPC 政策助手", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve(as_json: Json = False) -> None:
    """启动网页和接口；地址、端口、密钥由 OPC_* 设置。"""
    from agent.settings import Settings
    from ui import serving

    def ready(address: str) -> None:
        show({"url": address}) if as_json else out.print(f"已启动：{address}（按 Ctrl+C 停止）", highlight=False)
        sys.stdout.flush()

    asyncio.run(serving.serve(Settings(), ready, progress))


@app.command()
def ask(
    messages: Annotated[
        list[str] | None,
        typer.Argument(metavar="一句话 …", help="要问的话；写几句就是一次对话，显示最后的回答。不写：进入对话"),
    ] = None,
    session: Annotated[str | None, typer.Option(help="接着哪个会话说")] = None,
    url: Url = None,
    key: Key = None,
    as_json: Json = False,
) -> None:
    """问一句，或者进入对话。"""
    from ui.cli_talk import Talk

    async def run() -> None:
        async with Talk(url, key, session, progress) as talk:
            answers = [await talk.say(message) for message in messages or ()]
            if answers:
                show(answers[-1] if len(answers) == 1 else answers) if as_json else _reply(answers[-1])
                return
            err.print("直接输入问题，回车发送；按 Ctrl+D 结束。")
            while (message := _line()) is not None:
                try:
                    answer = await talk.say(message)
                except AssistantError as error:
                    err.print(error.detail, style="red", highlight=False, markup=False)
                    continue
                show(answer) if as_json else _reply(answer)
            err.print(f"接着聊：opc ask --session {talk.session}", highlight=False)

    asyncio.run(run())


@app.command()
def check(
    facts: Annotated[list[str] | None, typer.Argument(metavar="名称=值 …", help="例如 applicant_type=opc headcount=12")] = None,
    measure: Annotated[list[str] | None, typer.Option("--measure", "-m", help="只看这项措施，可写几次")] = None,
    as_json: Json = False,
) -> None:
    """对照条件：每项措施符不符合，还差什么。"""
    from tools.eligibility import check_eligibility
    from tools.schema import EligibilityInput
    from ui import cli_views

    policy = _policy()
    result = check_eligibility(policy, EligibilityInput(facts=facts_of(facts or ()), measures=measure or None))
    show(result.model_dump(mode="json")) if as_json else cli_views.eligibility(out, policy, result)


@app.command()
def calc(
    words: Annotated[
        list[str],
        typer.Argument(metavar="措施 名称=值 …", help="例如 compute_voucher compute_spend=80万；可接着写下一项措施"),
    ],
    years: Annotated[int, typer.Option(help="每项算几年")] = 1,
    received: Annotated[str | None, typer.Option(help="这一期已经拿到多少")] = None,
    target: Annotated[str | None, typer.Option(help="想拿到多少（或 cap：上限），反推要花多少")] = None,
    as_json: Json = False,
) -> None:
    """算支持金额：算式、结果、原句。"""
    from tools.subsidy import calculate_subsidy
    from ui import cli_views

    policy = _policy()
    result = calculate_subsidy(policy, items_of(words, years, received, target))
    show(result.model_dump(mode="json")) if as_json else cli_views.subsidy(out, policy, result)


@app.command()
def draft(
    measure: Annotated[str, typer.Argument(metavar="措施", help="例如 compute_voucher；几项用逗号隔开，打成一个压缩包")],
    facts: Annotated[list[str] | None, typer.Argument(metavar="名称=值 …", help="例如 company_name=某某公司 compute_spend=80万")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="docx、md、pdf、xlsx；几项一起是 zip")] = "",
    folder: Annotated[Path, typer.Option("--out", "-o", help="放在哪个文件夹", file_okay=False)] = Path(),
    as_json: Json = False,
) -> None:
    """起草申请书：写成文件，列出还缺什么。"""
    from tools.drafting import draft_application
    from ui import cli_views
    from ui.cli_input import draft_of, save

    policy = _policy()
    request = draft_of(measure, facts or (), form)
    made = draft_application(policy, request)
    result = made.result(request, save(folder, made.name, made.content))
    show(result.model_dump(mode="json")) if as_json else cli_views.drafted(out, policy, result)


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="一句话", help="用自己的话提问")],
    k: Annotated[int, typer.Option("-k", min=1, max=20, help="最多几条")] = 3,
    as_json: Json = False,
) -> None:
    """查条文：最相关的条款和原句。"""
    from agent.assembly import open_service
    from agent.messages import check_message
    from tools.registry import TOOLS
    from tools.schema import SearchInput
    from ui import cli_views

    check_message(query)

    async def run() -> Any:
        async with open_service(progress=progress) as service:
            return await TOOLS["search_policy"].run(service.tools, SearchInput(query=query, k=k))

    result = asyncio.run(run())
    show(result.model_dump(mode="json")) if as_json else cli_views.found(out, result)


app.add_typer(cli_staff.tickets, name="tickets")
app.command("eval")(cli_staff.evaluate)
app.command()(cli_staff.doctor)


def main() -> None:
    """The console script: runs the command and leaves with its exit code."""
    from ui.cli_errors import leave

    sys.exit(leave(app, sys.argv[1:], err))


def _policy() -> Policy:
    from knowledge.loader import SHIPPED, load_policy

    return load_policy(SHIPPED / "chaoyang-opc")


def _reply(answer: dict[str, Any]) -> None:
    """Formatted for a person; exactly as it is for a pipe."""
    if not out.is_terminal:
        out.out(answer["reply"], highlight=False)
        return
    from rich.markdown import Markdown

    out.print(Markdown(str(answer["reply"])))


def _line() -> str | None:
    """The next line that is not blank; None at the end of the input."""
    while True:
        try:
            line = err.input("[bold]› [/]")
        except EOFError:
            return None
        if line.strip():
            return line
