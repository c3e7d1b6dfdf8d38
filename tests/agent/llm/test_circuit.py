"""After failures in a row an endpoint is left alone for a while; what is about the question counts nothing."""

import pytest

from agent.llm.circuit import MOST_FAILURES, OPEN_SECONDS, Circuit
from agent.llm.errors import ModelFailure
from tests.agent.conftest import Clock


def opened(clock: Clock) -> Circuit:
    circuit = Circuit(clock)
    for _ in range(MOST_FAILURES):
        circuit.enter()
        circuit.failed(ModelFailure("server_error"))
    return circuit


def is_open(circuit: Circuit) -> bool:
    try:
        circuit.enter()
    except ModelFailure as failure:
        return failure.kind == "circuit_open"
    return False


def test_it_opens_after_failures_in_a_row_and_closes_after_one_success() -> None:
    clock = Clock()
    circuit = opened(clock)
    assert is_open(circuit)
    clock.now += OPEN_SECONDS
    assert not is_open(circuit)
    circuit.succeeded()
    assert not is_open(circuit)


def test_when_it_is_tried_again_one_goes_first_and_the_others_wait() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += OPEN_SECONDS
    assert [is_open(circuit), is_open(circuit)] == [False, True]


def test_a_success_between_failures_keeps_it_closed() -> None:
    circuit = Circuit(Clock())
    for _ in range(3 * MOST_FAILURES):
        circuit.failed(ModelFailure("server_error"))
        circuit.succeeded()
    assert not is_open(circuit)


@pytest.mark.parametrize("kind", ["content_filter", "too_long", "cut_off", "circuit_open"])
def test_what_is_about_the_question_does_not_open_it(kind: str) -> None:
    circuit = Circuit(Clock())
    for _ in range(3 * MOST_FAILURES):
        circuit.failed(ModelFailure(kind))  # type: ignore[arg-type]
    assert not is_open(circuit)


def test_a_refusal_about_the_question_shows_that_the_endpoint_is_there_again() -> None:
    clock = Clock()
    circuit = opened(clock)
    clock.now += OPEN_SECONDS
    circuit.enter()
    circuit.failed(ModelFailure("content_filter"))
    assert [is_open(circuit), is_open(circuit)] == [False, False]
