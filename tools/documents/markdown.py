"""An application draft as Markdown: the same parts in the same order as the Word file. What was told is escaped, not interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tools.documents.content import NUMERALS, Application
from tools.wording import words

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def application_markdown(draft: Application) -> str:
    """The whole draft, with the disclaimer at both ends."""
    names = words("markdown")
    parts: list[tuple[str, list[str]]] = [
        (names["applicant"].format(party=draft.party), _table(("", ""), [(line.label, line.value) for line in draft.applicant])),
        (names["request"], [_text(draft.request), "", "> " + _text(draft.quote)]),
        (
            names["conditions"],
            [
                *_table(names["condition_head"], [(c.quote, c.situation, c.outcome) for c in draft.conditions]),
                "",
                _text(draft.conditions_note),
            ],
        ),
    ]
    if draft.calculation:
        steps = [(step.number, step.item, step.value, step.source) for step in draft.calculation.steps]
        said = [_text(draft.calculation.capitals), "", _text(draft.calculation.note)]
        parts.append((names["calculation"], [*_table(names["calculation_head"], steps), "", *said]))
    if draft.narrative:
        told = [line for part in draft.narrative for line in (f"### （{part.numeral}）{_text(part.title)}", "", *_spaced(part.paragraphs))]
        parts.append((names["narrative"], told))
    if draft.materials:
        parts.append((names["materials"], [*(f"- {_text(one)}" for one in draft.materials), "", _text(draft.materials_note)]))
    signed = names["signature"].format(party=draft.party)
    parts.append((names["commitments"], [*_spaced(draft.commitments), signed]))
    lines = [f"*{draft.disclaimer}*", "", f"# {_text(draft.title)}", "", f"《{_text(draft.policy_title)}》{_text(draft.section_label)}", ""]
    lines += [*_table(("", ""), [(line.label, line.value) for line in draft.summary]), ""]
    for numeral, (title, body) in zip(NUMERALS, parts, strict=False):
        lines += [f"## {numeral}、{_text(title)}", "", *body, ""]
    blanks = names["blanks"].format(labels="、".join(map(_text, draft.blanks))) if draft.blanks else names["no_blanks"]
    lines += [f"## {names['notes']}", "", blanks, "", *(f"- {_text(note)}" for note in draft.notes), "", f"*{draft.disclaimer}*", ""]
    return "\n".join(lines)


def _text(text: str) -> str:
    return _START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text)).replace("\n", " ")


def _spaced(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in (_text(text), "")]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
