"""Whether a chat message can be taken at all: not blank, not too long, nothing in it that no store can hold."""

from __future__ import annotations

import unicodedata

from knowledge.errors import MessageRejected, MessageTooLong

MAX_CHARACTERS = 4000
"""The contract's limit of one message."""


def check_message(text: str) -> None:
    """Raises `MessageRejected` or `MessageTooLong`, both with field ``message``, when the message cannot be taken."""
    check_characters(text, "message")
    if all(unicodedata.category(char)[0] in "ZC" for char in text):
        raise MessageRejected("消息是空的。请写下您想问的问题。", field="message")
    if len(text) > MAX_CHARACTERS:
        raise MessageTooLong(
            f"消息有 {len(text)} 个字，超过了 {MAX_CHARACTERS} 个字的上限。请缩短到 {MAX_CHARACTERS} 个字以内，或者分几次发送。",
            field="message",
        )


def check_characters(text: str, field: str) -> None:
    """Refuses NUL and lone surrogates, naming the first one's place (counted from 1)."""
    for place, char in enumerate(text, start=1):
        if char == "\0" or "\ud800" <= char <= "\udfff":
            what = "空字符（NUL）" if char == "\0" else f"不成对的代理字符（U+{ord(char):04X}）"
            raise MessageRejected(f"{field} 的第 {place} 个字符是{what}，无法处理。请删掉它再发送。", field=field)
