"""Which messages are taken: the contract's limits, each refused with field and place."""

import pytest

from agent.messages import MAX_CHARACTERS, check_message
from knowledge.errors import MessageRejected, MessageTooLong


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000", "\u200b\u2060", "\ufeff \r\n"])
def test_nothing_but_white_space_is_no_message(text: str) -> None:
    with pytest.raises(MessageRejected, match="空的") as refused:
        check_message(text)
    assert refused.value.field == "message"


def test_the_limit_itself_is_taken_and_one_more_says_how_many() -> None:
    check_message("问" * MAX_CHARACTERS)
    with pytest.raises(MessageTooLong, match="4001") as refused:
        check_message("问" * (MAX_CHARACTERS + 1))
    assert refused.value.field == "message"


@pytest.mark.parametrize(("text", "place"), [("能补\0多少", "第 3 个"), ("\ud800", "第 1 个"), ("好的\udfff", "第 3 个")])
def test_what_no_store_can_hold_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(MessageRejected, match=place) as refused:
        check_message(text)
    assert refused.value.field == "message"


@pytest.mark.parametrize("text", ["？", "😀", "a\nb", "𠮷", "👨‍👩‍👧"])
def test_any_other_writing_is_taken(text: str) -> None:
    check_message(text)
