"""The questions of a message: the words that ask, and a message that asks several things cut into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

QUESTION = re.compile(
    r"[？?]|吗|么$|呢|(?:[对是行]|毛病|问题|可以|不算|够了?|能)吧|多少|哪|什么|啥|怎么|如何|咋|几|谁|是否|能不能|有没有|是不是|可不可以|算不算|要不要|会不会|没$|真的假的|还是[^，。；]{1,10}(?:啊|呀|嘛)?(?=$|[？?])|真假|属实|[先给付按算是打领拿报交][^，。；还]{0,6}还是[^，。；]{0,6}[先后给付按算打领拿报交才]|(?<=[\u4e00-\u9fffA-Za-z])[不没](?:嘛|呀|啊|哦|咯|呢|嘞|哟)?(?=$|[，,。？?！!\s])|(\S)不\1|\b(what|how|when|where|who|which|does|is|are|can|do)\b",
    re.IGNORECASE,
)
"""Words that ask."""

MOST_QUESTIONS = 3
"""Questions of one message that are looked up one by one."""

QUESTION_LENGTH = 3
"""Characters that a question of its own has at least."""

_APART = re.compile(
    r"[：:，,、。？?！!；;\n]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|还有就?是?|另外|顺便|以及|(?<=\w) and (?=wh|how|do|is|can)"
)

_META = re.compile(
    r"(那|这)?(政策|原文|文件|里面|上面|条文|措施)?(里|上|中)?(面)?(有没有|有|到底)?"
    r"(写|说|讲|提|规定|明确)(清楚|明白|清|明)?(过|了)?(没有?|吗|么|不)"
)
"""Asks whether the text says it, of the question before."""
_HOW_MUCH = re.compile(r"多少|几个?(钱|万|块)|\bhow much\b", re.IGNORECASE)
_SET_ASIDE = re.compile(
    r"不关心|不问|不管|无所谓|不是问|没问|先不(?:说|提|管|谈|论|讲|摆)"
    r"|回头再(?:问|说|议)|以后再(?:问|说)|改天再|我知道|\b(don.t care|never mind|not asking)\b",
    re.IGNORECASE,
)

LONG = 24
"""Characters from which a message is more than its question."""

ASKING = 2
"""Clauses of a long message that are looked at for its wish."""

_CLAUSES = re.compile(r"[，,。；;！!？?\n]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")

WORK = ("amount", "inverse", "rule", "eligibility", "overview", "human", "draft", "scenario", "quote", "restate")
"""Wishes that tools and wording answer; a question that carries none of them is looked up."""


def questions(text: str) -> list[str]:
    """Each question of a message that asks something, in its order."""
    parts = [part.strip() for part in _APART.split(text) if part]
    return [part for part in parts if len(part) >= QUESTION_LENGTH and QUESTION.search(part) and not _META.fullmatch(part)]


def clauses(text: str) -> list[str]:
    """The clauses of a message; blanks part them too, as people type who use no marks."""
    return [part.strip() for part in _CLAUSES.split(text) if len(part.strip()) >= QUESTION_LENGTH]


def wanted(text: str) -> str:
    """The message without what it sets aside (…先不管, …回头再说); the message itself when that would be all of it."""
    parts = re.split(r"(?<=[，,。；;！!？?\n])", text)
    return "".join(part for part in parts if not _SET_ASIDE.search(part)) or text


def asking(text: str) -> list[str]:
    """The clauses that ask, of a message that tells a story first (早先开书店，…，这政策管我不管); none of one that is short.

    Where no clause asks, the last ones: 麻烦列一下 stands behind what is to be listed.
    """
    if len(text) <= LONG:
        return []
    parts = clauses(text)
    asked = [clause for clause in parts if QUESTION.search(clause)]
    return (asked[-ASKING:] or parts[-ASKING:]) if len(parts) > 1 else []


def asked_apart(text: str) -> list[str]:
    """What is looked up: the message, and when it asks several things (几年有效，由谁解释) each of its questions as well.

    What it sets aside (…我不关心，我就问…) is not looked up, and neither is the message as a whole then.
    """
    asked = questions(text)
    wanted = [question for question in asked if not _SET_ASIDE.search(question)]
    if wanted and len(wanted) < len(asked):
        return wanted[:MOST_QUESTIONS]
    return [text, *asked[:MOST_QUESTIONS]] if len(asked) > 1 else [text]


def asked_aside(text: str, cued: Callable[[str], Sequence[str]]) -> list[str]:
    """Questions that carry no wish which tools answer: 能给多少？钱先垫吗 asks for a sum, and something else as well."""
    aside = [question for question in questions(text) if not set(cued(question)) & set(WORK) and not _HOW_MUCH.search(question)]
    return aside[-MOST_QUESTIONS:]
