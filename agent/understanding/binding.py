"""Which word of a message names which sum: one assignment over the whole sentence.

People name first and pay after (算力花了80万), or pay first and name after (80万的算力), or list names and then sums
(算力、数据分别是60万、80万). A clause keeps one order, so both orders are weighed for the whole clause and the cheaper one holds;
taken one by one, a sum in the middle (算力90万利息30万房租40万) would go to the word that happens to stand nearer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from agent.understanding.vocabulary import Cue, Mention, Vocabulary, compiled
from knowledge.numerals import Amount

CLAUSE = re.compile(r"[，,。；;！!？?\n、]")
SENTENCE = re.compile(r"[。；;！!？?\n]")
_STOP = re.compile(r"[，,。；;！!？?\n]|(?<=[A-Za-z])\.\s")
_JOINED = re.compile(r"^[\s、,，和及与跟加还有以至于]{0,4}$")
_OWNED = re.compile(
    r"^\s?(?:块钱|元|块)?(?:是|的是|买的?|用于|用在|花在|付的?|交的?|租的?|做的?|of|on|for|in|was|as|的)?[\s的]{0,2}(?:the |our |an? )?$",
    re.IGNORECASE,
)

_BEHIND = 3
"""What it costs a word to stand behind its sum instead of before it."""
_OPEN_NAME = 12
"""What it costs to leave a word for money without a sum though there is one."""
_OPEN_SUM = 40
"""What it costs to leave a sum without a word though there is one."""
_FAR = 26
"""How many characters a word reaches."""


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    amounts: list[int]
    mentions: list[Mention]


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


def bind(vocabulary: Vocabulary, text: str, amounts: list[Amount], mentions: list[Mention]) -> list[Cue | None]:
    """For each of `amounts` the word that names it, or None. `mentions` in the order of the text, none of them inside an amount."""
    bound: list[Cue | None] = [None] * len(amounts)
    for sentence in _spans(SENTENCE, text, amounts, mentions):
        listed = _listed(vocabulary, text, sentence, amounts)
        for index, mention in listed.items():
            bound[index] = mention.cue
        if listed:
            continue
        _bind_sentence(vocabulary, text, sentence, amounts, bound)
    return bound


def _bind_sentence(vocabulary: Vocabulary, text: str, sentence: _Clause, amounts: list[Amount], bound: list[Cue | None]) -> None:
    waiting: list[Mention] = []
    last: Cue | None = None
    clauses = _spans(_STOP, text, [amounts[i] for i in sentence.amounts], sentence.mentions, sentence.start, sentence.end, sentence.amounts)
    for number, clause in enumerate(clauses):
        pairs = _pairs(vocabulary, text, clause, amounts)
        used = list(pairs.values())
        for index in clause.amounts:
            amount = amounts[index]
            mention = pairs.get(index)
            if mention is not None:
                bound[index] = last = mention.cue
                continue
            if carries_on(vocabulary, text, amount) and last is not None:
                bound[index] = last
            elif waiting and amount.start - waiting[-1].end <= 2 * _FAR:
                bound[index] = last = waiting[-1].cue
            elif number + 1 < len(clauses) and (behind := _opening(text, clauses[number + 1])) and not clause.mentions:
                bound[index] = last = behind.cue
            waiting = []
        open_ones = [mention for mention in clause.mentions if mention not in used]
        waiting = open_ones or ([] if clause.amounts else waiting)


def _opening(text: str, clause: _Clause) -> Mention | None:
    """The word that explains the sum of the clause before: 花了30万，都是算力."""
    if clause.amounts or len(clause.mentions) != 1:
        return None
    mention = clause.mentions[0]
    return mention if mention.cue.fact and mention.start - clause.start <= 6 and clause.end - mention.end <= 4 else None


def _listed(vocabulary: Vocabulary, text: str, sentence: _Clause, amounts: list[Amount]) -> dict[int, Mention]:
    """Names in a row, then as many sums in a row: the first names the first."""
    mentions, indexes = sentence.mentions, sentence.amounts
    if len(indexes) < 2 or len(mentions) != len(indexes) or mentions[-1].end > amounts[indexes[0]].start:
        return {}
    names = [text[a.end : b.start] for a, b in pairwise(mentions)]
    sums = [text[amounts[a].end : amounts[b].start] for a, b in pairwise(indexes)]
    apart = bool(vocabulary.references["apart"].search(text[sentence.start : sentence.end]))
    close = all(len(gap) <= 6 and (apart or _JOINED.match(gap)) for gap in names) and all(_JOINED.match(gap) for gap in sums)
    return dict(zip(indexes, mentions, strict=True)) if close else {}


def _pairs(vocabulary: Vocabulary, text: str, clause: _Clause, amounts: list[Amount]) -> dict[int, Mention]:
    """Amount → word of the same clause, in the order that is cheaper for the clause as a whole."""
    ways = (_before(vocabulary, text, clause, amounts), _behind(text, clause, amounts))
    costs = []
    for pairs, cost in ways:
        names = sum(1 for mention in clause.mentions if mention.cue.fact and mention not in pairs.values())
        sums = sum(1 for index in clause.amounts if index not in pairs)
        free = min(names, len(clause.amounts)) if sums or len(clause.amounts) > 1 else 0
        costs.append(cost + _OPEN_SUM * sums + _OPEN_NAME * free)
    return ways[0][0] if costs[0] <= costs[1] else ways[1][0]


def _before(vocabulary: Vocabulary, text: str, clause: _Clause, amounts: list[Amount]) -> tuple[dict[int, Mention], int]:
    pairs: dict[int, Mention] = {}
    cost, edge = 0, clause.start
    last: Mention | None = None
    for index in clause.amounts:
        amount = amounts[index]
        ahead = [mention for mention in clause.mentions if edge <= mention.start and mention.end <= amount.start]
        if ahead:
            last = ahead[-1]
            pairs[index] = last
            cost += min(amount.start - last.end, _FAR)
        elif last is not None and carries_on(vocabulary, text, amount):
            pairs[index] = last
        elif (owner := _owner(text, clause, amounts, amount)) is not None:
            pairs[index] = owner
            cost += _BEHIND + owner.start - amount.end
            edge = owner.end
            continue
        edge = amount.end
    return pairs, cost


def _owner(text: str, clause: _Clause, amounts: list[Amount], amount: Amount) -> Mention | None:
    """The word right behind a sum that owns it (20万的词元), if no other sum stands between."""
    for mention in clause.mentions:
        if mention.start >= amount.end and _OWNED.match(text[amount.end : mention.start]):
            between = any(amount.end <= amounts[other].start < mention.start for other in clause.amounts)
            return None if between else mention
    return None


def _behind(text: str, clause: _Clause, amounts: list[Amount]) -> tuple[dict[int, Mention], int]:
    pairs: dict[int, Mention] = {}
    cost = 0
    for place, index in enumerate(clause.amounts):
        end = amounts[clause.amounts[place + 1]].start if place + 1 < len(clause.amounts) else clause.end
        after = [mention for mention in clause.mentions if amounts[index].end <= mention.start < end]
        if after:
            gap = after[0].start - amounts[index].end
            pairs[index] = after[0]
            cost += _BEHIND + (0 if _OWNED.match(text[amounts[index].end : after[0].start]) else 4) + gap
    return pairs, cost


def _spans(
    pattern: re.Pattern[str],
    text: str,
    amounts: list[Amount],
    mentions: list[Mention],
    start: int = 0,
    end: int | None = None,
    indexes: list[int] | None = None,
) -> list[_Clause]:
    """The parts of `text` between marks, with the amounts (by index) and mentions inside; a mark inside an amount is none."""
    end = len(text) if end is None else end
    indexes = list(range(len(amounts))) if indexes is None else indexes
    cuts = [m.end() for m in pattern.finditer(text, start, end) if not any(a.start <= m.start() < a.end for a in amounts)]
    spans = []
    for low, high in zip([start, *cuts], [*cuts, end], strict=True):
        inside = [i for i, a in zip(indexes, amounts, strict=True) if low <= a.start < high]
        spans.append(_Clause(low, high, inside, [m for m in mentions if low <= m.start < high]))
    return spans
