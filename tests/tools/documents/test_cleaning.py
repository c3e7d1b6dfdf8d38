"""What goes into a file, and what a file may be called: our choice, from what Word, Excel and file systems do not take."""

import pytest

from tools.documents.cleaning import LONGEST, cleaned, file_name, paragraphs


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"),
        ("a\x00\x07\x0b\x0c\x1bb\x7f", "ab"),
        ("a\ud800b\ufffe\uffff", "ab"),
        ("pdf.\u202eexe\u2066x\u2069", "pdf.exex"),
        ("مرحبا שלום 🙂 <w:p>a & b {{ 7*7 }}", "مرحبا שלום 🙂 <w:p>a & b {{ 7*7 }}"),
        ("{_{ x }_}", "{_\u200b{ x }_\u200b}"),
    ],
)
def test_only_what_a_file_cannot_hold_is_taken_out(value: str, kept: str) -> None:
    assert cleaned(value) == kept


def test_lines_become_paragraphs_and_empty_ones_go() -> None:
    assert paragraphs(" 一 \r\n\r\n二\n") == ["一", "二"]


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("申请书/../..\\a:b*?", "申请书_.._.._a_b__.docx"),
        ("CON", "_CON.docx"),
        ("com1.x", "_com1.x.docx"),
        (" .. ", "文件.docx"),
        ("", "文件.docx"),
        ("a\u202egnp", "agnp.docx"),
    ],
)
def test_a_name_is_safe_on_every_system(stem: str, name: str) -> None:
    assert file_name(stem, "docx") == name


def test_a_long_name_is_cut_between_characters() -> None:
    name = file_name("名" * 500, "docx")
    assert len(name.encode()) <= LONGEST
    assert name.endswith("名.docx")
