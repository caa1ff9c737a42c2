"""The two engines as readers ask them, and the naive scan that says what they should find."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.fulltext.finding import read_query
from app.fulltext.highlight import matches
from app.fulltext.language import Query
from app.fulltext.passages import BLOCKS
from app.text.analyser import Passage, Terms, analyse

Json = dict[str, Any]

ADDRESSES = {"event": "/v1/events", "quote": "/v1/quotes", "update": "/v1/updates"}
"""Where each type is listed, in the order of the types within a day."""

FACETS = "speaker,about,kind,actor,category,status,claimed_by,year"


@dataclass(frozen=True)
class Item:
    """An update, event or quote as the API answers it, and the terms it is found by."""

    type: str
    body: Json
    terms: Terms

    @property
    def id(self) -> str:
        return str(self.body.get("id", self.body["day"]))

    @property
    def rank(self) -> tuple[int, int, int]:
        """What orders it among items of every type, oldest first."""
        number = int(self.id.partition("-")[2][1:] or 0)
        return self.body["day"], list(ADDRESSES).index(self.type), number


class Twins:
    """One record on SQLite and PostgreSQL."""

    def __init__(self, clients: Sequence[TestClient], connection: Connection) -> None:
        self.clients = clients
        self._connection = connection
        self.items: list[Item] = []
        self.read_items()

    def read_items(self) -> None:
        """Read all that the record holds, for the scan."""
        self.items = [
            Item(kind, body, analyse(*_passages(kind, body)))
            for kind, address in ADDRESSES.items()
            for body in self._whole(address)
        ]

    def _whole(self, address: str) -> list[Json]:
        lines = self.get(address, format="ndjson").text.split("\n")
        return [json.loads(line) for line in lines if line]

    def get(self, address: str, expected: int = 200, /, **params: Any) -> Response:
        """Return what both answer, byte for byte, with the status that is expected."""
        one, other = (client.get(address, params=params or None) for client in self.clients)
        assert (one.status_code, other.status_code) == (expected, expected), one.text[:500]
        if expected == 200:
            assert one.content == other.content
            assert one.headers.get("link") == other.headers.get("link")
        return one

    def walk(self, address: str, **params: Any) -> Iterator[Json]:
        """Yield every page of a list, following `next`, as both answer it."""
        page = self.get(address, **params).json()
        while True:
            yield page
            if page["next"] is None:
                return
            page = self.get(page["next"]).json()

    def walk_items(self, address: str, **params: Any) -> list[Json]:
        """Return the items of every page."""
        return [item for page in self.walk(address, **params) for item in page["items"]]

    def read(self, text: str) -> Query:
        """Return the query as it is understood, other spellings of names included."""
        return read_query(self._connection, text)[0]

    def scan(self, text: str, *types: str) -> list[Item]:
        """Return all that the query finds by reading everything, the newest first."""
        query = self.read(text)
        found = [
            item
            for item in self.items
            if (not types or item.type in types) and matches(query, item.terms)
        ]
        return sorted(found, key=lambda item: item.rank, reverse=True)

    def facets(self, items: Sequence[Item]) -> dict[str, list[Json]]:
        """Return what a list of these items should count, the most frequent first."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS.split(",")}
        slugs = {
            item.body["speaker"]: item.body["speaker_slug"]
            for item in self.items
            if item.type == "quote"
        }
        for item in items:
            events = item.body.get("events", [item.body] if item.type == "event" else [])
            quotes = item.body.get("quotes", [item.body] if item.type == "quote" else [])
            actors = {actor for event in events for actor in event["actors"]}
            actors |= {quote["actor"] for quote in quotes}
            if item.type == "update":
                actors |= {event["claimed_by"] for event in events if event["claimed_by"]}
                actors |= {actor for quote in quotes for actor in quote["about"]}
            counts["actor"].update(actors)
            counts["category"].update({event["category"] for event in events})
            counts["status"].update({event["status"] for event in events})
            if item.type == "event" and item.body["claimed_by"]:
                counts["claimed_by"][item.body["claimed_by"]] += 1
            if item.type == "quote":
                counts["about"].update(set(item.body["about"]))
                counts["kind"][item.body["kind"]] += 1
            counts["speaker"].update({slugs[quote["speaker"]] for quote in quotes})
            counts["year"][item.body["date"][:4]] += 1
        return {
            name: [
                {"value": value, "count": count}
                for value, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
            ]
            for name, found in counts.items()
        }


def _passages(kind: str, body: Json) -> Iterator[Passage]:
    for block in BLOCKS[kind](body):
        yield from (Passage(text, block.language) for text in block.texts if text)
