"""Synthetic days: documents of our own made-up words, in the shape of the built-in record.

What the words are about (actors, categories, places, speakers, status) is drawn from the events
and quotes of app/data/days.ndjson, so weights and combinations are the record's. A document has
15 events of about 203 characters, 8 quotes of about 153 and 3 sources. The seed is fixed: a scale
gives the same documents everywhere, and the days of a small scale begin a larger one.

    python -m tests.benchmarks.synthetic --scale 1 > days.ndjson
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import accumulate, islice, product
from struct import Struct
from typing import Any

from pydantic_core import to_json

Json = dict[str, Any]

DAYS_PER_SCALE = 1_750
EVENTS, QUOTES, SOURCES = 15, 8, 3
VOCABULARY_SIZE = 12_000
_SEED = 20220224
_ONSETS = ("b", "br", "d", "dr", "g", "gl", "h", "k", "kr", "l", "m", "n", "p", "pl", "r", "s")
_NUCLEI = ("a", "e", "i", "o", "u")
_CODAS = ("", "n", "r", "s", "k", "l")
_ENDINGS = ("a", "o", "u")
_WORDS_IN_PHRASE = 8
_POOL = 65_536
"""Phrases and models to draw from: the reach of two random bytes."""
_DRAWS = Struct(f"<{9 + 5 * EVENTS + 4 * QUOTES + 2 * SOURCES}H")


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the 12,000 words, the most frequent first; word n is drawn in proportion to 1/n.

    Every word ends in a, o or u, which no English stemmer touches: a search for a word finds
    that word only, whatever the searching server does to it, so answers can be compared.
    """
    syllables = ["".join(parts) for parts in product(_ONSETS, _NUCLEI, _CODAS)]
    closing = ["".join(parts) for parts in product(_ONSETS, _ENDINGS)]
    rng = random.Random(_SEED)  # noqa: S311 - repeatable data, no secrets
    words: dict[str, None] = {}
    while len(words) < VOCABULARY_SIZE:
        opening = rng.choices(syllables, k=rng.choice((1, 1, 2, 2)))
        words["".join(opening) + rng.choice(closing)] = None
    return tuple(sorted(words, key=lambda word: len(word) + rng.random() * 24))


@cache
def sample() -> tuple[Json, ...]:
    """Return the built-in record's documents."""
    text = (files("app") / "data" / "days.ndjson").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def days(scale: int = 1) -> Iterator[Json]:
    """Yield scale x 1,750 documents, day 1 first, each built anew."""
    rng = random.Random(_SEED)  # noqa: S311 - repeatable data, no secrets
    phrases = _phrases(rng)
    openings = [phrase.capitalize() for phrase in phrases]
    outlets = [f"{word.title()} Press" for word in rng.choices(vocabulary(), k=40)]
    events, quotes = _models(rng, "events"), _models(rng, "quotes")
    first = date.fromisoformat(sample()[0]["date"]).toordinal() - sample()[0]["day"]
    for day in range(1, scale * DAYS_PER_SCALE + 1):
        today = date.fromordinal(first + day).isoformat()
        # One call in C for all the choices of a day: random.choices took half of the time.
        drawn = iter(_DRAWS.unpack(rng.randbytes(_DRAWS.size)))
        openers, more = map(openings.__getitem__, drawn), map(phrases.__getitem__, drawn)
        yield {
            "day": day,
            "date": today,
            "headline": f"{next(openers)} {next(more)}",
            "summary": f"{next(openers)} {' '.join(islice(more, 6))}.",
            "language": "en",
            "related_days": [day - 1] if day > 1 and day % 4 == 0 else [],
            "events": [
                _event(
                    day,
                    number,
                    today,
                    events[next(drawn)],
                    f"{next(openers)} {next(more)} {next(more)} {next(more)}.",
                )
                for number in range(1, EVENTS + 1)
            ],
            "quotes": [
                _quote(
                    day,
                    number,
                    today,
                    quotes[next(drawn)],
                    f"{next(openers)} {next(more)} {next(more)}",
                )
                for number in range(1, QUOTES + 1)
            ],
            "sources": [
                _source(day, number, today, outlets[next(drawn) % len(outlets)], next(openers))
                for number in range(1, SOURCES + 1)
            ],
        }


def _phrases(rng: random.Random) -> list[str]:
    """Return phrases of eight words, about 50 characters: texts are joined from them.

    A text of four drawn phrases costs a fraction of 32 drawn words, and the same neighbours
    still hardly ever meet again.
    """
    words = vocabulary()
    zipf = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    drawn = iter(rng.choices(words, cum_weights=zipf, k=_POOL // 2 * _WORDS_IN_PHRASE))
    phrases = [" ".join(eight) for eight in zip(*[drawn] * _WORDS_IN_PHRASE, strict=True)]
    return phrases * 2


def _models(rng: random.Random, kind: str) -> list[Json]:
    """Return the record's events or quotes as models to follow: said or done that day, or not."""
    models = []
    for document in sample():
        for each in document[kind]:
            dated = each.get("occurred_on", each.get("said_on")) == document["date"]
            models.append({**each, "dated": dated})
    return rng.choices(models, k=_POOL)


def _event(day: int, number: int, today: str, like: Json, text: str) -> Json:
    denies = number > 1 and like["status"] == "denied"
    return {
        "id": f"{day}-e{number}",
        "category": like["category"],
        "text": text,
        "actors": like["actors"][:],
        "place": like["place"],
        "occurred_on": today if like["dated"] else None,
        "status": like["status"],
        "claimed_by": like["claimed_by"],
        "responds_to": f"{day}-e{number - 1}" if denies else None,
        "sources": [(day + number) % SOURCES],
    }


def _quote(day: int, number: int, today: str, like: Json, text: str) -> Json:
    return {
        "id": f"{day}-q{number}",
        "kind": like["kind"],
        "text": text,
        "language": like["language"],
        "translated_from": like["translated_from"],
        "speaker": like["speaker"],
        "role": like["role"],
        "actor": like["actor"],
        "said_on": today if like["dated"] else None,
        "said_to": like["said_to"],
        "about": like["about"][:],
        "sources": [number % SOURCES],
    }


def _source(day: int, number: int, today: str, outlet: str, title: str) -> Json:
    return {
        "outlet": outlet,
        "title": title,
        "url": f"https://press.example/{today}/{day}-{number}",
        "published_on": today,
        "language": "en",
        "author": None,
        "editor": None,
        "via": None,
        "image": None,
    }


def main(arguments: list[str] | None = None) -> int:
    """Write a scale's documents to standard output, one JSON line each."""
    parser = argparse.ArgumentParser(description="Write synthetic days as NDJSON")
    parser.add_argument("--scale", type=int, default=1, help="times 1,750 days (default 1)")
    scale = parser.parse_args(arguments).scale
    for document in days(scale):
        sys.stdout.buffer.write(to_json(document) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
