"""Which word of a message names a sum: by nearness, clause by clause."""

from __future__ import annotations

import re

from agent.understanding.vocabulary import Cue, Mention, Vocabulary, compiled
from knowledge.numerals import Amount

CLAUSE = re.compile(r"[，,。；;！!？?\n、]")
SENTENCE = re.compile(r"[。；;！!？?\n]")
_GAP = re.compile(r"\s")


def without_compounds(mentions: list[Mention]) -> list[Mention]:
    """显卡租金, 算力成本: a general word of money right behind the word of a fact says nothing of its own."""
    kept: list[Mention] = []
    for mention in mentions:
        compound = kept and kept[-1].cue.fact and mention.cue.fact is None and mention.start - kept[-1].end <= 1
        if not compound:
            kept.append(mention)
    return kept


def carries_on(vocabulary: Vocabulary, text: str, amount: Amount) -> bool:
    """Whether the words before an amount make it one more of the same kind: 下半年40万, 再30万, 、20万."""
    before = text[: amount.start]
    roles = vocabulary.roles
    more = (*roles["portions"], *roles["periods"], *roles["modes"]["add"]["before"], r"[、和及加+与]\s*$")
    return bool(compiled(tuple(more)).search(before))


def cue_of(text: str, amount: Amount, mentions: list[Mention], money: list[Amount], carries: bool) -> Cue | None:
    """The mention that names this amount, by distance. One before it that names another amount already only if it carries on."""
    best: tuple[float, Cue] | None = None
    gap = 6 if re.search(r"[\u3400-\u9fff]", text) else 0  # a space parts clauses only where words have none between them
    for mention in mentions:
        ahead = mention.end <= amount.start
        between = text[mention.end : amount.start] if ahead else text[amount.end : mention.start]
        crossed = sum(
            1
            for other in money
            if other is not amount and (mention.end <= other.start < amount.start or amount.end <= other.start < mention.start)
        )
        breaks = len(CLAUSE.findall(between))
        if SENTENCE.search(between) or crossed > (len(money) if ahead and carries else 0) or (not ahead and breaks):
            continue
        cost = len(between) + 12 * breaks + 20 * crossed + (0 if ahead else 4 + gap * len(_GAP.findall(between)))
        cost += 0 if carries or _owner(mention, money) is amount else 15
        if best is None or cost < best[0] or cost == best[0] and mention.cue.fact:
            best = (cost, mention.cue)
    return best[1] if best else None


def _owner(mention: Mention, money: list[Amount]) -> Amount:
    """The amount that stands nearest to a mention, on either side."""
    return min(money, key=lambda a: a.start - mention.end if a.start >= mention.end else mention.start - a.end)
