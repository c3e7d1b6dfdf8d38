"""The text of a .docx: body, headers and footers, one paragraph a line. Enough to check what it says, not how it looks."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


def docx_text(content: bytes) -> str:
    """All text of the document. Raises `ValueError` when the bytes are no .docx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [package.read(name) for name in package.namelist() if _PARTS.fullmatch(name)]
    except zipfile.BadZipFile as error:
        raise ValueError("不是 .docx 文件") from error
    if not parts:
        raise ValueError("不是 .docx 文件：没有正文")
    return "\n".join(_paragraph(node) for part in parts for node in ElementTree.fromstring(part).iter(f"{_WORD}p"))


def _paragraph(node: ElementTree.Element) -> str:
    return "".join({"t": part.text or "", "tab": "\t", "br": "\n"}.get(part.tag.removeprefix(_WORD), "") for part in node.iter())
