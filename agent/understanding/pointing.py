"""What a message points at in what was said before: 第二个呢, 最后那个, 那个50万的.

The turn before leaves the measures of its reply in the order in which they were said, and the sums said of each
(`listed`: ``[{"measure": id, "sums": [yuan, …]}]``). A place or a sum of that list is a measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from agent.understanding.vocabulary import Vocabulary, compiled
from knowledge.numerals import find_amounts, fold


def _topic(vocabulary: Vocabulary, text: str, rules: Mapping[str, Any]) -> list[str]:
    """The one measure whose name holds the word before 那条 (平台那条呢); empty when none or several do."""
    match = compiled(rules["topic"]).search(text)
    if match is None:
        return []
    word = match.group("topic")
    found = [m.id for m in vocabulary.policy.measures.values() if word in m.label or word in m.short]
    return found if len(found) == 1 else []


def pointed_at(vocabulary: Vocabulary, text: str, listed: Sequence[Mapping[str, Any]]) -> list[str]:
    """The measure pointed at; empty when the message points at nothing that was said."""
    text = fold(text)
    rules = vocabulary.roles["pointing"]
    if not listed:
        return _topic(vocabulary, text, rules)
    for amount in find_amounts(text):
        before, after = text[: amount.start], text[amount.end :]
        if amount.is_money and (compiled(rules["sum_after"]).match(after) or compiled(rules["sum_before"]).search(before)):
            of_sum = [entry["measure"] for entry in listed if amount.value in map(Decimal, entry["sums"])]
            if of_sum:
                return of_sum[:1]
    if match := compiled(rules["place"]).search(text):
        place = int(find_amounts(match.group("place"))[0].value)
        return [listed[place - 1]["measure"]] if 1 <= place <= len(listed) else []
    if topic := _topic(vocabulary, text, rules):
        return topic
    for place, patterns in ((0, rules["first"]), (-1, rules["last"])):
        if len(listed) > 1 and compiled(patterns).search(text):
            return [listed[place]["measure"]]
    return []
