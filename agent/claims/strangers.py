"""What has no business in a reply: words of a foreign command, secrets, numbers to call that only the user wrote, errands not done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.claims.results import Results
from agent.claims.statement import Statement
from agent.claims.words import claim_words
from agent.evidence import Evidence

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REACHING = ("call", "literal", "date")


def stranger_faults(said: Statement, evidence: Evidence, results: Results) -> Iterator[str]:
    """Obeyed commands, leaks, contacts and dates that are only the user's, errands that no tool did, unknown letters."""
    words = claim_words()
    for kind, why in (("obeys", "不是政策的内容"), ("leaks", "不能说")):
        found = getattr(words, kind).search(said.plain)
        if found and not _denied(said, found.start()):
            yield f"“{found.group()}”{why}"
            return
    found = words.done.search(said.plain)
    offered = found and words.offered.search(said.plain[: found.start()])
    if found and not offered and not results.acted and not said.says("asking") and not _denied(said, found.start()):
        yield f"“{found.group()}”：没有做过这件事"
    own = said.says("attributed") or said.says("corrected") or said.says("silent") or said.says("second_person")
    # A fraction that the person told (四分之一) is a figure of theirs, not an address.
    open_ = said.says("corrected") or bool(words.unsaid.search(said.plain))
    for figure in said.figures:
        if figure.kind in _REACHING and not (open_ or (figure.kind == "date" and own) or "分之" in figure.text):
            wanted = figure.text if figure.kind == "call" else None
            if not _official(figure.text, wanted, evidence):
                yield f"“{figure.text.strip()}”是您写的，不是文件里的"
                return
    if evidence.words and _HAN.search(evidence.words[-1]):  # whoever writes English is answered in English
        yield from _letters(said, evidence, own)


def _letters(said: Statement, evidence: Evidence, own: bool) -> Iterator[str]:
    """PWNED: letters in a Chinese sentence that neither the policy nor a tool has; the user's own only when the user is spoken of."""
    known = " ".join((*evidence.bodies, *evidence.official, *(evidence.words if own else ()))).lower()
    for match in _LATIN.finditer(said.plain):
        if not claim_words().latin.fullmatch(match.group()) and match.group().lower() not in known:
            yield f"“{match.group()[:20]}”在原文和计算结果里没有"
            return


def _official(text: str, digits: str | None, evidence: Evidence) -> bool:
    plain = re.sub(r"\s", "", text)
    sources = (*evidence.bodies, *evidence.official)
    if digits is not None:
        return any(digits in re.sub(r"\D", "", source) for source in sources)
    return any(plain in source for source in sources)


def _denied(said: Statement, place: int) -> bool:
    return bool(re.search(r"[不没未无别]|not|n't|never", said.plain[max(0, place - 6) : place]))
