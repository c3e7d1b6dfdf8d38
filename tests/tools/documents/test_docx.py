"""The Word files: what was told is in them as it was told, and what is wrong with a template is said with its name."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from knowledge.schema import Policy
from tests.tools.documents.conftest import lines
from tools.application import application
from tools.documents.cleaning import cleaned
from tools.documents.docx import APPLICATION, TEMPLATES, application_docx, faults, template_faults

HOSTILE = [
    "{{ 7*7 }} {% for x in y %} {# #} {%p endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "<w:p>a & b</w:p> ]]> <!-- &lt;",
    "＝cmd|' /C calc'!A0 =HYPERLINK(\"x\")",
    "🙂👨‍👩‍👧 㛃𠮷 مرحبا שלום",
    "“引号” 【待补充：假的】 $\\n",
    "a\x00b\x07\x0c\ud800c\u202edoc.exe",
]


def texts(content: bytes) -> str:
    return "\n".join(lines(content))


@pytest.mark.parametrize("value", HOSTILE)
def test_what_was_told_is_read_back_as_it_was_told(policy: Policy, facts: dict[str, Any], value: str) -> None:
    plain = application_docx(application(policy, "compute_voucher", facts, 1))
    hostile = {**facts, "company_name": value, "contact": value, "project_content": value}
    content = application_docx(application(policy, "compute_voucher", hostile, 1))
    assert lines(content).count(cleaned(value).strip()) == 3
    before, after = Document(io.BytesIO(plain)), Document(io.BytesIO(content))
    assert [len(table.rows) for table in before.tables] == [len(table.rows) for table in after.tables]


def test_ten_thousand_characters_stand_in_the_file_unshortened(policy: Policy, facts: dict[str, Any]) -> None:
    told = "".join(chr(0x4E00 + n % 5000) for n in range(10_000))
    assert told in lines(application_docx(application(policy, "loan_interest", {**facts, "project_content": told}, 1)))


def test_every_page_carries_the_line_that_it_is_a_draft(policy: Policy, facts: dict[str, Any]) -> None:
    section = Document(io.BytesIO(application_docx(application(policy, "data_voucher", facts, 1)))).sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "草稿，非官方表格，以主管部门发布的申报要求为准"
    assert not section.different_first_page_header_footer


def test_blanks_are_yellow_and_nothing_else_is(policy: Policy) -> None:
    document = Document(io.BytesIO(application_docx(application(policy, "compute_voucher", {}, 1))))
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    runs = [run for paragraph in [*document.paragraphs, *cells] for run in paragraph.runs]
    marked = {run.text for run in runs if run.font.highlight_color is not None}
    assert marked
    assert all(text.startswith("【待补充：") and text.endswith("】") for text in marked)
    assert not [run.text for run in runs if "【待补充" in run.text and run.font.highlight_color is None]


def test_the_same_facts_make_the_same_bytes(policy: Policy, facts: dict[str, Any]) -> None:
    one, other = (application_docx(application(policy, "scenario_project", facts, 1)) for _ in range(2))
    assert one == other


def test_a_file_says_nothing_of_the_machine_it_was_made_on(policy: Policy, facts: dict[str, Any]) -> None:
    properties = Document(io.BytesIO(application_docx(application(policy, "compute_voucher", facts, 1)))).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "算力券、词元券支持资金申请书")


def test_the_templates_that_come_along_are_sound() -> None:
    assert template_faults() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{{ request }}", "{{ requst }}", "requst"),
        ("{%p endif %}", "", "endif"),
        ("{{ request }}", "｛｛ request ｝｝", "｛｛ request ｝｝"),
        ("{{ request }}", "{{ request.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_template_with_an_error_is_named_with_the_tag(tmp_path: Path, old: str, new: str, said: str) -> None:
    broken = tmp_path / APPLICATION
    with zipfile.ZipFile(TEMPLATES / APPLICATION) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.decode().replace(old, new, 1).encode() if name == "word/document.xml" else data)
    found = faults(broken)
    assert found
    assert APPLICATION in found[0]
    assert said in found[0]


def test_what_is_no_word_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / APPLICATION
    broken.write_bytes(b"no zip")
    assert "不是有效的 docx" in faults(broken)[0]
