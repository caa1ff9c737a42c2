"""The growth benchmark asks what can be answered, asks all alike, and tells what misses."""

import pytest
from starlette.testclient import TestClient

from tests.benchmarks.growth import Row
from tests.benchmarks.questions import Question, questions


@pytest.mark.parametrize("group", sorted({each.group for each in questions()}))
def test_every_question_has_an_answer(reader: TestClient, group: str) -> None:
    for question in questions():
        if question.group == group:
            address = question.addresses(1, 1)[0]
            answer = reader.get(address)
            # The built-in record does not hold every day of a synthetic one.
            expected = (200, 404) if group == "one" else (200,)
            assert answer.status_code in expected, (address, answer.text)


def test_the_same_is_asked_every_time() -> None:
    for question in questions():
        assert question.addresses(10, 3) == question.addresses(10, 3)


def row(group: str, small: float, large: float) -> Row:
    question = Question(group, "any", lambda _rng, _days: "/v1/coverage")
    return Row(question, {1: [small] * 10, 100: [large] * 10}, {1: small, 100: large})


@pytest.mark.parametrize(
    ("group", "large", "misses"),
    [
        ("search", 29, []),
        ("search", 31, ["ratio above 3.0"]),
        ("search", 51, ["ratio above 3.0", "p99 above 50 ms"]),
        ("page", 14, ["ratio above 1.3"]),
        ("whole", 900, []),
    ],
)
def test_what_misses_its_target_is_told(group: str, large: float, misses: list[str]) -> None:
    assert row(group, 10, large).told()["misses"] == misses


def test_full_pages_are_told_beside_all_answers() -> None:
    searched = row("search", 20, 60)
    searched.full_ms = {1: [20.0] * 10, 100: [40.0, 44.0]}
    told = searched.told()
    assert told["full"] == {1: 10, 100: 2}
    assert told["full_p99_ms"] == {1: 20.0, 100: 44.0}
    assert told["misses"] == ["p99 above 50 ms, of the 2 full pages 44 ms"]
