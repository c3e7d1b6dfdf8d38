"""The page's own files: both languages complete, no other host named, nothing built from strings of HTML."""

import json
import re
from pathlib import Path

import pytest

LANGUAGES = ("zh", "en")


def strings(folder: Path, language: str) -> dict[str, str]:
    return json.loads((folder / f"strings.{language}.json").read_text(encoding="utf-8"))


def scripts(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((folder / "components").glob("*.js"))}


def test_both_languages_have_the_same_strings_with_the_same_blanks(page_folder: Path) -> None:
    chinese, english = (strings(page_folder, language) for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    blanks = {key: [set(re.findall(r"\{(\w+)\}", table[key])) for table in (chinese, english)] for key in chinese}
    assert not {key: found for key, found in blanks.items() if found[0] != found[1]}


def test_every_string_that_a_component_names_exists_and_none_is_left_over(page_folder: Path) -> None:
    code = "\n".join(scripts(page_folder).values())
    known = strings(page_folder, "zh")
    families = tuple(re.findall(r"`([a-z_.]+\.)\$\{", code))
    named = {key for key in known if f'"{key}"' in code or key.startswith(families)}
    assert not known.keys() - named
    first_words = {key.split(".")[0] for key in known}
    asked = {key for key in re.findall(r'"([a-z]+\.[a-z0-9_.]+)"', code) if key.split(".")[0] in first_words}
    assert not {key for key in asked if not key.endswith(".js")} - known.keys()


def test_no_chinese_is_spoken_outside_the_strings(page_folder: Path) -> None:
    for name, code in scripts(page_folder).items():
        spoken = re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', re.sub(r"(?m)//.*$", "", code))
        allowed = {"亿元", "万元", "元"} if name == "money.js" else set()
        assert not set(spoken) - allowed, name


@pytest.mark.parametrize("way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser"])
def test_no_component_builds_markup_or_code_from_strings(page_folder: Path, way: str) -> None:
    assert not [name for name, code in scripts(page_folder).items() if way in code]


def test_no_file_names_another_host(page_folder: Path) -> None:
    for file in page_folder.rglob("*.*"):
        found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text(encoding="utf-8"))
        assert set(found) <= {"http://www.w3.org"}, file.name
