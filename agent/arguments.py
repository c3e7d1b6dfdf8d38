"""What a language model puts into a tool call about a person has to be what the person said: a figure it makes up computes nothing.

Figures are compared as values: 80万, 八十万 and 800000 are one. What the reader bound to one fact is not taken for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from agent.briefing import Briefing
from agent.known import Known
from agent.understanding.mentions import facts_named
from agent.understanding.vocabulary import Vocabulary
from knowledge.numerals import find_amounts
from knowledge.schema import Fact

_PIECE = re.compile(r"[\w@.+-]+")
_SUMS = ("received", "target")
_FEW = 6


def untold(vocabulary: Vocabulary, briefing: Briefing, said: Sequence[str], name: str, args: Mapping[str, Any]) -> str:
    """Why the call may not be made, in Chinese for the model; empty when everything in it was told.

    `said`: the messages of the user, oldest first. `args`: of check_eligibility, calculate_subsidy or
    draft_application; other tools take no facts.
    """
    return "；".join(dict.fromkeys(_faults(vocabulary, briefing, said, _read(said), name, args)))


def _faults(
    vocabulary: Vocabulary, briefing: Briefing, said: Sequence[str], heard: Known, name: str, args: Mapping[str, Any]
) -> Iterator[str]:
    items = args.get("items") if name == "calculate_subsidy" else [args]
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, Mapping):
            continue
        for facts in (item.get("facts"), item.get("before")):
            for id_, value in facts.items() if isinstance(facts, Mapping) else ():
                fact = vocabulary.policy.facts.get(id_)
                if fact is not None:
                    yield from _of_fact(vocabulary, briefing, said, heard, fact, value)
        for key in _SUMS:
            value = _number(item.get(key))
            if value is not None and not _is_heard(heard, value, briefing):
                yield f"{key}={item[key]}：用户没有说过这个数"
        years = item.get("years")
        if isinstance(years, int) and years > 1 and not {Decimal(years)} & (_values(heard, "year") | _values(heard, "count")):
            yield f"years={years}：用户没有问几年，只算一年"


def _of_fact(vocabulary: Vocabulary, briefing: Briefing, said: Sequence[str], heard: Known, fact: Fact, value: object) -> Iterator[str]:
    known = briefing.facts.get(fact.id, briefing.known.get(fact.id))
    if fact.type in ("money", "count"):
        number = _number(value)
        if number is None or number == _number(known):
            return
        if not _is_heard(heard, number, briefing):
            yield f"{fact.id}={value}：用户没有说过这个数；不知道就不填，先问用户“{fact.question}”"
            return
        others = [other for other, told in {**briefing.known, **briefing.facts}.items() if other != fact.id and _number(told) == number]
        if others:
            yield f"{fact.id}={value}：这个数用户说的是{vocabulary.policy.facts[others[0]].label}，不是{fact.label}"
        elif known is not None and not _is_heard(_read(said[-1:]), number, briefing):
            yield f"{fact.id}={value}：用户后来说的是{known}"
    elif fact.type == "text":
        heard_words = "\n".join(said).casefold()
        strange = [piece for piece in _PIECE.findall(str(value)) if piece.casefold() not in heard_words]
        if strange:
            yield f"{fact.id}：用户没有说过“{strange[0][:20]}”；照用户的原话填，不要改写或补充"
    elif known is not None and str(value).lower() != str(known).lower():
        yield f"{fact.id}={value}：用户说的是{known}"
    elif known is None and fact.type == "flag" and not any(fact.id in facts_named(vocabulary, text) for text in said):
        yield f"{fact.id}={value}：用户没有说过；先问用户“{fact.question}”"


def _read(said: Sequence[str]) -> Known:
    heard = Known()
    for text in said:
        heard.read(text)
    return heard


def _is_heard(heard: Known, number: Decimal, briefing: Briefing) -> bool:
    told = [*briefing.facts.values(), *briefing.known.values(), *(v for part in briefing.parts.values() for v in part.values())]
    if number in {_number(value) for value in told}:
        return True
    values = {value for kind in ("money", "number", "people", "count") for value in _values(heard, kind) if isinstance(value, Decimal)}
    return number in values or number in _added(values)


def _added(values: set[Decimal]) -> set[Decimal]:
    """算力30万，词元20万 told one by one may be called together; of many figures only two at a time."""
    most = len(values) if len(values) <= _FEW else 2
    return {sum(some, Decimal(0)) for size in range(2, most + 1) for some in combinations(sorted(values), size)}


def _values(heard: Known, kind: str) -> set[object]:
    return set(heard.values.get(kind, ()))  # type: ignore[call-overload]


def _number(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).replace(",", ""))
        return number if number.is_finite() else None
    except InvalidOperation:
        found = find_amounts(str(value)) if isinstance(value, str) else []
        return found[0].value if len(found) == 1 and found[0].upper is None else None
