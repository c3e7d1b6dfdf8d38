"""Arguments as models write them: what is unambiguous is read, all else is unreadable and never a Python surprise."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.calls import UNREADABLE, arguments


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{'query': 'null and true', 'all': true, 'none': null}", {"query": "null and true", "all": True, "none": None}),
        ('{"query": "a,}b",}', {"query": "a,}b"}),
        ('{"query": "1\n2"}', {"query": "1\n2"}),
        ('{"query": "1\\/2",}', {"query": "1/2"}),
        ('{"query": "\\ud83d\\ude00",}', {"query": "😀"}),
        ('{"query": "\\ud83d"}', {"query": "\ufffd"}),
        ('{"spend": "80万"}', {"spend": "80万"}),
    ],
)
def test_what_can_mean_one_thing_only_is_read(written: str, meant: object) -> None:
    assert arguments(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        '{"spend": NaN}',
        '{"spend": 1e999}',
        "{'q': b'x'}",
        "{'q': {1}}",
        "{'q': 1j}",
        "{'q': print(1)}",
        '{"q": "\\d",}',
        '{"a": 1}{"b": 2}',
        "[" * 100_000,
        '{"a":' * 900 + "1" + "}" * 900,
    ],
)
def test_what_is_no_json_object_is_unreadable(written: str) -> None:
    assert list(arguments(written)) == [UNREADABLE]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), st.data())
def test_an_object_is_read_as_it_is_and_its_beginning_not_at_all(value: dict[str, object], data: st.DataObject) -> None:
    written = json.dumps(value)
    assert arguments(written) == value
    assert list(arguments(written[: data.draw(st.integers(1, len(written) - 1))])) == [UNREADABLE]


@given(st.text(max_size=40) | st.text(alphabet="{}[]'\":,\\ntruefals0.-e", max_size=20))
def test_whatever_is_written_the_arguments_are_strict_json(written: str) -> None:
    json.dumps(arguments(written), ensure_ascii=False, allow_nan=False).encode()
