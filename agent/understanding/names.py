"""The words for money in a message, and those of them that say there was none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from agent.understanding.clauses import CLAUSE, rules
from agent.understanding.vocabulary import Mention, Vocabulary
from knowledge.numerals import Amount, find_amounts

_NUMBER_NEXT = re.compile(r"[^，。；？！\d]{0,4}[\d一二三四五六七八九两十百]")


def named(vocabulary: Vocabulary, text: str) -> tuple[list[Amount], list[Mention]]:
    """The numbers of the text and the words for money in it. A number that is such a word (4090) is no number."""
    amounts, mentions = find_amounts(text), vocabulary.money_mentions(text)
    models = {(m.start, m.end) for m in mentions} & {(a.start, a.end) for a in amounts if not a.scaled}
    amounts = [a for a in amounts if (a.start, a.end) not in models]
    aside = rules(tuple(vocabulary.roles["aside"]))
    mentions = [m for m in mentions if not any(a.start <= m.start < a.end for a in amounts) and not aside.search(text[: m.start])]
    return amounts, _without_compounds(vocabulary, text, mentions)


def _without_compounds(vocabulary: Vocabulary, text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """显卡租金, 贷款利息: of two words side by side the one of a fact counts; a general word behind it, other money before it do not."""
    kept: list[Mention] = []
    for mention in mentions:
        beside = bool(kept) and text[kept[-1].end : mention.start] in ("", "的", " ")
        if beside and kept[-1].cue.fact and mention.cue.fact is None and mention.cue.word in vocabulary.roles["general"]:
            continue
        if beside and kept[-1].cue.fact is None and mention.cue.fact:
            kept.pop()
        kept.append(mention)
    return kept


def zeros(vocabulary: Vocabulary, text: str, mentions: list[Mention], asked: list[str]) -> tuple[list[Mention], list[dict[str, Any]]]:
    """没有土建, 数据合同没有签: the fact is told to be zero, and its word no longer names another amount. 没有 answers what was asked."""
    patterns, facts = vocabulary.roles["zero"], vocabulary.policy.facts
    if rules(tuple(patterns["answer"])).fullmatch(text) and not any(facts[name].type == "flag" for name in asked):
        asked_money = [name for name in asked if facts[name].type == "money"]
        return mentions, [{"fact": name, "part": "", "value": "0", "mode": "set"} for name in asked_money]
    kept: list[Mention] = []
    told = []
    for mention in mentions:
        clause = CLAUSE.split(text[: mention.start])[-1]
        paid = bool(_NUMBER_NEXT.match(text, mention.end))
        before = bool(rules(tuple(patterns["before"])).search(clause) or (rules(tuple(patterns["except"])).search(clause) and not paid))
        after = bool(rules(tuple(patterns["after"])).match(text[mention.end :]))
        if mention.cue.fact and (before or after):
            told.append({"fact": mention.cue.fact, "part": mention.cue.part, "value": "0", "mode": "set"})
        else:
            kept.append(mention)
    named = {m.cue.fact for m in kept}
    return kept, [zero for zero in told if zero["fact"] not in named or facts[zero["fact"]].parts]
