"""Whether an answer is right is decided before it is counted: what passes, and what must not."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.synthetic import Json, days
from tests.benchmarks.workload import HITS, Request, Workload, prepare


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Workload:
    return prepare(1, tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def documents() -> dict[int, Json]:
    return {document["day"]: document for document in days(1)}


def _fault(work: Workload, request: Request, answer: Any) -> str | None:
    return work.fault(request, json.dumps(answer).encode())


def _fifty(work: Workload, documents: dict[int, Json]) -> tuple[Request, list[Json]]:
    request = work.requests["list50"][0]
    return request, [documents[day] for day in range(request.first, request.last + 1)]


def _hits(request: Request, documents: dict[int, Json]) -> list[Json]:
    return [
        {
            **quote,
            "day": document["day"],
            "date": document["date"],
            "sources": [document["sources"][cited] for cited in quote["sources"]],
        }
        for document in reversed(documents.values())
        for quote in document["quotes"]
        if request.word in quote["text"].lower().split()
    ]


def test_the_file_holds_every_document(work: Workload, documents: dict[int, Json]) -> None:
    lines = work.days_file.read_text().splitlines()

    assert [json.loads(line) for line in lines] == list(documents.values())


def test_requests_are_all_different(work: Workload) -> None:
    for requests in work.requests.values():
        assert len({request.path for request in requests}) == len(requests) >= 100


def test_the_document_itself_is_right_and_so_is_one_with_keys_added(
    work: Workload, documents: dict[int, Json]
) -> None:
    request = work.requests["one"][0]
    document = documents[request.first]

    assert _fault(work, request, document) is None
    assert _fault(work, request, {**document, "seq": 7}) is None
    assert _fault(work, request, [json.dumps(document)]) is None


def test_an_altered_a_missing_and_another_document_are_wrong(
    work: Workload, documents: dict[int, Json]
) -> None:
    request = work.requests["one"][0]
    document = documents[request.first]
    without = {key: value for key, value in document.items() if key != "sources"}

    assert "headline" in str(_fault(work, request, {**document, "headline": "x"}))
    assert "sources" in str(_fault(work, request, without))
    assert _fault(work, request, documents[request.first % 1_750 + 1])
    assert "is not JSON" in str(work.fault(request, b"<html>"))


def test_a_list_is_right_in_either_order_and_wrong_in_none_or_with_one_less(
    work: Workload, documents: dict[int, Json]
) -> None:
    request, fifty = _fifty(work, documents)

    assert _fault(work, request, {"items": fifty, "next": None}) is None
    assert _fault(work, request, fifty[::-1]) is None
    assert _fault(work, request, [fifty[1], fifty[0], *fifty[2:]])
    assert _fault(work, request, fifty[1:])


def test_a_search_must_give_the_newest_hits(work: Workload, documents: dict[int, Json]) -> None:
    request = work.requests["search"][0]
    hits = _hits(request, documents)

    assert len(hits) > HITS
    assert _fault(work, request, {"items": hits[:HITS]}) is None
    assert _fault(work, request, {"items": hits[1 : HITS + 1]})
    assert _fault(work, request, {"items": hits[-HITS:]})
    assert _fault(work, request, {"items": [hits[0], *hits[: HITS - 1]]})
    assert _fault(work, request, {"items": [{**hits[0], "text": "x"}, *hits[1:HITS]]})


def test_files_and_requests_are_the_same_each_time(work: Workload, tmp_path: Path) -> None:
    again = prepare(1, tmp_path)

    assert again.requests == work.requests
    assert again.days_file.read_bytes() == work.days_file.read_bytes()
