"""The built-in record, read naively from its files: what the API's answers are held against."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_DATA = Path(__file__).parents[1] / "app" / "data"

LINES: list[str] = (_DATA / "days.ndjson").read_text(encoding="utf-8").splitlines()
DOCUMENTS: list[Json] = [json.loads(line) for line in LINES]
BY_DAY: dict[int, Json] = {document["day"]: document for document in DOCUMENTS}
DAYS: list[int] = list(BY_DAY)


def _items(which: str) -> list[Json]:
    return [
        {
            **item,
            "day": document["day"],
            "date": document["date"],
            "sources": [document["sources"][n] for n in item["sources"]],
        }
        for document in DOCUMENTS
        for item in document[which]
    ]


EVENTS: list[Json] = _items("events")
QUOTES: list[Json] = _items("quotes")
CITATIONS: list[Json] = [
    {**source, "day": document["day"]} for document in DOCUMENTS for source in document["sources"]
]

ACTORS: list[Json] = json.loads((_DATA / "actors.json").read_text(encoding="utf-8"))
SPEAKERS: list[Json] = json.loads((_DATA / "speakers.json").read_text(encoding="utf-8"))
CATEGORIES: list[Json] = json.loads((_DATA / "categories.json").read_text(encoding="utf-8"))

SPEAKER_SLUGS: dict[str, str] = {
    name: speaker["slug"]
    for speaker in SPEAKERS
    for name in (alias for group in speaker["aliases"] for alias in group)
} | {speaker["name"]: speaker["slug"] for speaker in SPEAKERS}


def actors_of(document: Json) -> set[str]:
    """Return every actor that a document names, in whichever of its lines."""
    named = {actor for event in document["events"] for actor in event["actors"]}
    named |= {event["claimed_by"] for event in document["events"] if event["claimed_by"]}
    named |= {quote["actor"] for quote in document["quotes"]}
    return named | {actor for quote in document["quotes"] for actor in quote["about"]}


def speakers_of(document: Json) -> set[str]:
    """Return the slugs of the speakers that a document quotes."""
    return {SPEAKER_SLUGS[quote["speaker"]] for quote in document["quotes"]}


def ids(items: list[Json]) -> list[Any]:
    """Return the ids of events and quotes, or the days of documents, in their order."""
    return [item.get("id", item.get("day")) for item in items]
