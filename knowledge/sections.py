"""text.txt → sections: preamble, articles, closing paragraph, by the heading pattern of the bundle.

The text of a section is verbatim with white space folded; a quote is looked for in the same folded form.
"""

from __future__ import annotations

import re

from knowledge.errors import PolicyDataError
from knowledge.schema import Headings, Section

_SPACE = re.compile(r"\s+")


def folded(text: str) -> str:
    """The text with every run of white space made one space, ends stripped; a line break between two Chinese characters goes."""
    text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", text)
    return _SPACE.sub(" ", text).strip()


def contains(text: str, quote: str) -> bool:
    """Whether `quote` stands verbatim in `text`, white space ignored on both sides."""
    return _SPACE.sub("", quote) in _SPACE.sub("", text)


def sentences(text: str) -> list[str]:
    """The sentences of a section, each with its closing mark; a mark inside quotation marks or brackets does not close."""
    found, start, depth = [], 0, 0
    for position, char in enumerate(text):
        depth += char in "“《（「"
        depth -= char in "”》）」"
        if char in "。；！？" and depth <= 0 and char != "；":
            found.append(text[start : position + 1].strip())
            start = position + 1
    if text[start:].strip():
        found.append(text[start:].strip())
    return found


def split(text: str, headings: Headings, where: str = "text.txt") -> dict[str, Section]:
    """Sections by id, in the order of the text. Raises `PolicyDataError` when preamble, articles or closing are not found."""
    article = re.compile(headings.article)
    blocks: list[tuple[str, str, str, list[str]]] = []
    number = 0
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        if match := article.match(line):
            number += 1
            blocks.append((headings.article_id.format(n=number), match["label"], match["title"], [line]))
        elif line.startswith(headings.closing):
            blocks.append(("scope", headings.closing_label, headings.closing_label, [line]))
        elif not blocks and line.startswith(headings.preamble):
            blocks.append(("preamble", headings.preamble_label, headings.preamble_label, [line]))
        elif blocks:
            blocks[-1][3].append(line)
    if not number:
        raise PolicyDataError([f"{where}: headings.article: 没有一行符合条文标题的写法"])
    sections = {}
    for id_, label, title, lines in blocks:
        shown = label if label == title else f"{label} {title}"
        sections[id_] = Section(id=id_, label=shown, title=title, text=folded("\n".join(lines)))
    return sections
