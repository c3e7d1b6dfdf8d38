"""How a command ends: its exit code, and in Chinese what went wrong."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence

from rich.console import Console
from typer import Abort, Typer
from typer.exceptions import TyperException

from knowledge.errors import AssistantError
from ui import problems

USAGE = 64
INTERRUPTED = 130

_USAGE = {
    "UsageError": "没有这个命令，或者多写了参数",
    "NoSuchOption": "没有 {option_name} 这个选项",
    "MissingParameter": "少写了 {name}",
    "BadParameter": "{name} 写得不对",
    "BadOptionUsage": "{option_name} 后面少了值",
}


def leave(app: Typer, words: Sequence[str], console: Console) -> int:
    """Runs the command; 0, or the exit code of the error's line in `problems.TABLE`, 64 for wrong usage, 130 when interrupted."""
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(message)s")
    as_json = "--json" in words
    try:
        return int(app(list(words), prog_name="opc", standalone_mode=False) or 0)
    except AssistantError as error:
        return _told(problems.entry_of(error).exit_code, problems.problem(error), console, as_json)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0  # the help has been shown
        return _told(USAGE, _misused(error), console, as_json)
    except (KeyboardInterrupt, Abort):
        console.print("已停止。")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nothing more can be told
        return 0
    except Exception as error:
        logging.getLogger(__name__).exception("unexpected error")
        detail = f"程序内部出错（{type(error).__name__}），上面是原因。请运行 opc doctor 自检。"
        body = problems.members(500, problems.UNEXPECTED.title, detail, problems.UNEXPECTED.type)
        return _told(problems.UNEXPECTED.exit_code, body, console, as_json)


def _told(code: int, body: dict[str, object], console: Console, as_json: bool) -> int:
    if as_json:
        console.print(json.dumps(body, ensure_ascii=False), soft_wrap=True, highlight=False, markup=False)
    else:
        console.print(str(body["detail"]), style="red", soft_wrap=True, highlight=False, markup=False)
    return code


def _misused(error: TyperException) -> dict[str, object]:
    parameter = getattr(error, "param", None)
    context = getattr(error, "ctx", None)
    name = getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "参数"
    said = _USAGE.get(type(error).__name__, "写法不对")
    text = said.format(option_name=getattr(error, "option_name", ""), name=name)
    command = getattr(context, "command_path", None) or "opc"
    return problems.members(422, "命令写得不对", f"{text}。用法见：{command} --help")
