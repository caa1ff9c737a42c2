"""What is asked and what must be answered: requests, and the right answers from the generator."""

import json
import random
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Literal

from pydantic_core import from_json, to_json

from app.invasion_day import date_of
from tests.benchmarks.synthetic import DAYS_PER_SCALE, Json, days, vocabulary

Kind = Literal["one", "list50", "search"]

LIST_DAYS = 50
MOST_DAYS = 200
HITS = 20
_ACTOR = "ukraine"
"""In practice every synthetic day has an event of this actor: fifty days give fifty items."""


@dataclass(frozen=True, order=True)
class Request:
    """One question: a day's document, fifty of them, or the newest quotes with a word."""

    kind: Kind
    first: int = 0
    last: int = 0
    word: str = ""

    @property
    def path(self) -> str:
        """The request's address at Daybook."""
        if self.kind == "one":
            return f"/v1/updates/{self.first}"
        if self.kind == "list50":
            return f"/v1/updates?actor={_ACTOR}&from={self.first}&to={self.last}&limit={LIST_DAYS}"
        return f"/v1/quotes?q={self.word}&limit={HITS}"

    def paths_anew(self) -> Iterator[str]:
        """Yield more addresses of fifty days at Daybook, which all have the same answer."""
        firsts = (self.first, date_of(self.first))
        lasts = (self.last, date_of(self.last))
        for limit, first, last in product(range(LIST_DAYS, MOST_DAYS + 1), firsts, lasts):
            yield f"/v1/updates?actor={_ACTOR}&from={first}&to={last}&limit={limit}"


@dataclass
class Workload:
    """The documents of one scale in a file, the requests, and what they must answer."""

    scale: int
    days_file: Path
    requests: dict[Kind, list[Request]]
    documents: dict[int, bytes] = field(default_factory=dict)
    hits: dict[str, deque[Json]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Documents in the file."""
        return self.scale * DAYS_PER_SCALE

    def fault(self, request: Request, body: bytes) -> str | None:
        """Return what is wrong with an answer, or None when it is right.

        An answer may add keys to an item or to the list around it; what the documents hold must
        be there, equal as JSON.
        """
        try:
            items = list(_items(json.loads(body)))
        except ValueError as error:
            return f"is not JSON: {error}"
        if request.kind == "search":
            return self._wrong_hits(request, items)
        span = range(request.first, request.last + 1)
        right = [from_json(self.documents[day]) for day in span]
        wrong = _difference(right, items if request.kind == "one" else _ascending(items))
        return f"differs: {wrong}" if wrong else None

    def _wrong_hits(self, request: Request, items: list[Json]) -> str | None:
        right = {hit["id"]: hit for hit in self.hits[request.word]}
        newest = sorted((hit["day"] for hit in right.values()), reverse=True)[:HITS]
        if [item.get("day") for item in items] != newest:
            return f"the days of the newest {len(newest)} hits are {newest}"
        # Within a day any order will do, but nothing twice.
        if len({item["id"] for item in items}) != len(items):
            return "a hit is there twice"
        wrong = _difference([right.get(item["id"], {"id": "not a hit"}) for item in items], items)
        return f"differs: {wrong}" if wrong else None


def prepare(scale: int, folder: Path) -> Workload:
    """Write the scale's documents to a file in `folder`; choose the requests by a fixed seed."""
    rng = random.Random(scale)  # noqa: S311 - repeatable requests, no secrets
    count = scale * DAYS_PER_SCALE
    singles = rng.sample(range(1, count + 1), min(count, 2_000))
    firsts = rng.sample(range(1, count - LIST_DAYS + 2), 100)
    words = [word for word in vocabulary()[150:600] if len(word) > 4][:300]
    work = Workload(
        scale,
        folder / f"days-{scale}x.ndjson",
        {
            "one": [Request("one", day, day) for day in singles],
            "list50": [Request("list50", day, day + LIST_DAYS - 1) for day in firsts],
            "search": [Request("search", word=word) for word in words],
        },
    )
    kept = set(singles).union(*(range(day, day + LIST_DAYS) for day in firsts))
    # Some more than a page: which of the oldest day's hits are on it is the server's choice.
    work.hits = defaultdict(lambda: deque(maxlen=HITS + 10))
    asked = set(words)
    with work.days_file.open("wb") as file:
        for document in days(scale):
            line = to_json(document)
            file.write(line + b"\n")
            if document["day"] in kept:
                work.documents[document["day"]] = line
            for quote in document["quotes"]:
                for word in asked.intersection(quote["text"].lower().split()):
                    work.hits[word].append(_hit(document, quote))
    return work


def _hit(document: Json, quote: Json) -> Json:
    """Return a quote as a search answers it: with its day, and its sources in full."""
    sources = [document["sources"][cited] for cited in quote["sources"]]
    return {**quote, "day": document["day"], "date": document["date"], "sources": sources}


def _items(answer: Any) -> Iterator[Json]:
    """Yield an answer's documents: bare, in a list, under `items`, or as texts (Datasette)."""
    if isinstance(answer, dict):
        answer = answer.get("items", [answer])
    for item in answer:
        yield json.loads(item) if isinstance(item, str) else item


def _ascending(items: list[Json]) -> Iterable[Json]:
    """Return a list's items oldest first; either order is right, a mixed one stays as it is."""
    return reversed(items) if items and items[0].get("day") != min(_days(items)) else items


def _days(items: list[Json]) -> list[int]:
    return [item.get("day", 0) for item in items]


def _difference(right: list[Json], items: Iterable[Json]) -> str | None:
    """Return the first place where an item lacks or alters what is right, or None."""
    given = list(items)
    if len(right) != len(given):
        return f"{len(given)} items in place of {len(right)}"
    for want, have in zip(right, given, strict=True):
        for key, value in want.items():
            if key not in have or have[key] != value:
                return f"{key} of {want.get('id', want.get('day'))}: {str(have.get(key))[:200]!r}"
    return None
