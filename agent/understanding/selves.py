"""What speakers say of themselves without a word that settles it, learnt from example sentences: 手里一栋楼，想引单干的人进来.

The patterns of a choice (facts.yaml) tell what is said in set words. Where none of them is found, what the message states is held
against what people of each kind say (`said_of` of the choices, `no_choice_said` in roles.yaml), the same way as wishes are (wishes.py).
"""

from __future__ import annotations

from agent.understanding.clauses import rules
from agent.understanding.intents import RanksWishes
from agent.understanding.purposes import MARK
from agent.understanding.questions import LONG, QUESTION, clauses
from agent.understanding.vocabulary import Vocabulary

NONE = "none"
"""Label of sentences that say nothing of the kind."""

OTHERS = ("amount", "inverse", "rule", "quote", "human", "capability", "guess", "rude", "out_of_scope")
"""Wishes whose example sentences say nothing of the speaker."""

SURE = 0.45
"""Score from which a choice is told."""

MOST = 2
"""Clauses of a long message that are looked at by themselves: in a story the one that says who speaks is lost."""

AHEAD = 0.15
"""By how much the best label has to lead."""


def choice_examples(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Label (fact#value) → example sentences; the last label is for none."""
    facts = vocabulary.policy.facts.values()
    said = {fact.id + MARK + choice.value: list(choice.said_of) for fact in facts for choice in fact.choices if choice.said_of}
    points, matters = vocabulary.policy.points.values(), vocabulary.policy.matters.values()
    asked = [text for one in points for text in one.questions[:1]] + [text for one in matters for text in one.questions[:1]]
    wished = [text for label in OTHERS for text in vocabulary.examples[label]]
    return {**said, NONE: [*vocabulary.roles["no_choice_said"], *asked, *wished]} if said else {}


class SelfReader:
    """Tells choices by whole sentences. `head`: one over `choice_examples`."""

    def __init__(self, vocabulary: Vocabulary, head: RanksWishes) -> None:
        self._speaker = rules(tuple(vocabulary.roles["speaker"]))
        self._both = rules(tuple(vocabulary.roles["both"]))
        self._head = head

    def of(self, text: str) -> tuple[str, str] | None:
        """(fact, value) that a message tells of its speaker; None when it tells nothing clearly."""
        said = [clause for clause in clauses(text) if not QUESTION.search(clause)]
        stated = "，".join(said) or text
        if not self._speaker.search(stated) or self._both.search(text):
            return None
        own = [clause for clause in said if self._speaker.search(clause)][:MOST] if len(stated) > LONG else []
        found = [one for part in (stated, *own) if (one := self._told(part))]
        if not found:
            return None
        fact, _, value = max(found)[1].partition(MARK)
        return fact, value

    def _told(self, stated: str) -> tuple[float, str] | None:
        """How surely a piece of the message tells which label."""
        (label, score), (_, second) = self._head.rank(stated)[:2]
        return (score, label) if label != NONE and score >= SURE and score - second >= AHEAD else None
