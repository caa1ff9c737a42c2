"""The generator of synthetic days: the record's shape, the promised amounts, always the same."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any

import pytest
from pydantic_core import to_json

from tests.benchmarks.synthetic import DAYS_PER_SCALE, Json, days, sample, vocabulary


@pytest.fixture(scope="module")
def one() -> list[Json]:
    return list(days(1))


def _parts(documents: list[Json]) -> Iterator[tuple[str, Json]]:
    for document in documents:
        yield "document", document
        for part in ("events", "quotes", "sources"):
            for each in document[part]:
                yield part, each


def test_the_same_scale_gives_the_same_documents(one: list[Json]) -> None:
    digests = [blake2b(b"\n".join(map(to_json, each))).hexdigest() for each in (one, days(1))]

    assert digests[0] == digests[1]


def test_the_days_of_a_small_scale_begin_a_larger_one(one: list[Json]) -> None:
    assert list(islice(days(10), 20)) == one[:20]


def test_one_scale_has_1750_days_of_15_events_8_quotes_and_3_sources(one: list[Json]) -> None:
    assert len(one) == DAYS_PER_SCALE == 1_750
    assert {(len(d["events"]), len(d["quotes"]), len(d["sources"])) for d in one} == {(15, 8, 3)}


def test_days_run_on_without_a_gap_and_dates_follow(one: list[Json]) -> None:
    first = date.fromisoformat(one[0]["date"])

    assert first.isoformat() == sample()[0]["date"]
    assert [d["day"] for d in one] == list(range(1, 1_751))
    assert all(d["date"] == str(first + timedelta(days=d["day"] - 1)) for d in one)


def test_every_part_has_the_keys_of_the_record_in_their_order(one: list[Json]) -> None:
    keys = {part: {tuple(each) for each in each_part} for part, each_part in _by_part(one).items()}
    real = {
        part: {tuple(each) for each in each_part}
        for part, each_part in _by_part(list(sample())).items()
    }

    assert keys == real


def test_every_value_has_a_type_that_the_record_has_there(one: list[Json]) -> None:
    def types(documents: list[Json]) -> set[tuple[str, str, Any]]:
        return {
            (part, key, list if isinstance(value, list) else type(value))
            for part, each in _parts(documents)
            for key, value in each.items()
        }

    assert types(one) <= types(list(sample()))


def test_names_are_the_records_and_as_frequent_as_there(one: list[Json]) -> None:
    def shares(documents: list[Json]) -> dict[str, float]:
        actors = [a for d in documents for event in d["events"] for a in event["actors"]]
        return {actor: n / len(actors) for actor, n in Counter(actors).items()}

    made, real = shares(one), shares(list(sample()))
    assert made.keys() <= real.keys()
    assert all(abs(made.get(actor, 0) - share) < 0.02 for actor, share in real.items())


def test_claims_responses_and_citations_point_at_what_is_there(one: list[Json]) -> None:
    for document in one:
        ids = {event["id"] for event in document["events"]}
        assert len(ids) == 15
        assert len({quote["id"] for quote in document["quotes"]}) == 8
        for event in document["events"]:
            assert event["status"] != "claimed" or event["claimed_by"]
            assert event["responds_to"] is None or event["responds_to"] in ids - {event["id"]}
        for part in (*document["events"], *document["quotes"]):
            assert all(0 <= cited < 3 for cited in part["sources"])


def test_words_are_drawn_as_in_a_language_few_often_and_many_seldom(one: list[Json]) -> None:
    texts = [quote["text"].lower().split() for d in one for quote in d["quotes"]]
    counts = Counter(word for text in texts for word in text)

    assert len(vocabulary()) == len(set(vocabulary())) == 12_000
    assert counts.keys() <= set(vocabulary())
    assert 0.05 < counts[vocabulary()[0]] / counts.total() < 0.2
    assert len(counts) > 9_000


def test_texts_have_their_promised_length(one: list[Json]) -> None:
    def mean(part: str) -> float:
        lengths = [len(each["text"]) for d in one for each in d[part]]
        return sum(lengths) / len(lengths)

    assert mean("events") == pytest.approx(203, rel=0.05)
    assert mean("quotes") == pytest.approx(153, rel=0.05)


def _by_part(documents: list[Json]) -> dict[str, list[Json]]:
    parts: dict[str, list[Json]] = {}
    for part, each in _parts(documents):
        parts.setdefault(part, []).append(each)
    return parts
