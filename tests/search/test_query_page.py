"""The query language as the OpenAPI document explains it: every example does what it says."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.contract import DESCRIPTION
from app.fulltext.language import MOST_CHARACTERS, MOST_TERMS
from app.fulltext.ranking import CANDIDATES
from tests.search.twins import Json, Twins

ROWS = re.findall(r"^\| `(.+?)` \| (.+) \|$", DESCRIPTION, flags=re.MULTILINE)
LINKS = re.findall(r"\]\((/v1/[^)]+)\)", DESCRIPTION)


def shown(hit: Json) -> set[str]:
    """Return the words marked in a hit, in small letters."""
    snippets = " ".join(match["snippet"] for match in hit["matches"])
    return {unescape(words).lower() for words in re.findall("<mark>(.*?)</mark>", snippets)}


def text(hit: Json) -> str:
    return str(hit["text"]).lower()


EXAMPLES: dict[str, Callable[[list[Json]], bool]] = {
    "missile attack": lambda hits: (
        {"attack", "attacks", "attacked", "missile", "missiles"} <= set().union(*map(shown, hits))
        and all("missile" in text(hit) and "attack" in text(hit) for hit in hits)
    ),
    '"special military operation"': lambda hits: all(
        shown(hit) == {"special military operation"} for hit in hits
    ),
    "mobil*": lambda hits: (
        all(word.startswith("mobil") for hit in hits for word in shown(hit))
        and len(set().union(*map(shown, hits))) > 2
    ),
    "patriot -drone": lambda hits: all(
        "patriot" in text(hit) and "drone" not in text(hit) for hit in hits
    ),
    "soledar or bakhmut": lambda hits: (
        {"soledar", "bakhmut"} <= set().union(*map(shown, hits))
        and any(shown(hit) == {"soledar"} for hit in hits)
        and any(shown(hit) == {"bakhmut"} for hit in hits)
    ),
    "soledar or bakhmut wagner": lambda hits: (
        all({"wagner", "wagner's"} & shown(hit) or hit["speaker"] for hit in hits)
        and any("bakhmut" not in text(hit) for hit in hits)
        and any("soledar" not in text(hit) for hit in hits)
    ),
    "F-16": lambda hits: all(shown(hit) == {"f-16"} for hit in hits),
    "cease-fire": lambda hits: (
        "ceasefire" in set().union(*map(shown, hits))
        and all(word.startswith("ceasefire") for hit in hits for word in shown(hit))
    ),
    "airstrike": lambda hits: {"air strike", "air strikes"} <= set().union(*map(shown, hits)),
    "defense ministry": lambda hits: {"defence"} <= set().union(*map(shown, hits)),
    "withdraw": lambda hits: {"withdrew", "withdrawn"} <= set().union(*map(shown, hits)),
    "Zelenskiy": lambda hits: {"zelenskyy"} <= set().union(*map(shown, hits)),
    "US": lambda hits: (
        {"us", "united states"} <= set().union(*map(shown, hits))
        and not any(re.search("<mark>us<", each["snippet"]) for h in hits for each in h["matches"])
    ),
    "Бахмуті": lambda hits: {"bakhmut"} <= set().union(*map(shown, hits)),
}


def test_every_row_of_the_page_is_an_example_here() -> None:
    assert [query for query, _ in ROWS] == list(EXAMPLES)


@pytest.mark.parametrize("query", list(EXAMPLES))
def test_an_example_does_what_the_page_says_in_the_builtin_record(
    reader: TestClient, query: str
) -> None:
    asked: dict[str, Any] = {"q": query, "type": ["event", "quote"], "limit": 200}
    answer = reader.get("/v1/search", params=asked).json()
    assert answer["total"] > 1
    assert EXAMPLES[query](answer["items"])


@pytest.mark.parametrize("typed", ["Zelenskiy", "Бахмуті"])
def test_the_names_that_the_page_gives_are_looked_for(twins: Twins, typed: str) -> None:
    explained = dict(ROWS)[typed]
    told = twins.get("/v1/search", q=typed, limit=1).json()["search"]["expansions"]
    names = re.findall(r"[\w’']+", explained.partition(":")[2])
    assert len(names) == 2
    for name in names:
        assert name in told[typed]


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_page_finds_something(reader: TestClient, link: str) -> None:
    assert reader.get(link).json()["total"] > 0


def test_the_limits_that_the_page_gives_are_those_held(twins: Twins) -> None:
    assert f"Up to {MOST_TERMS} words in {MOST_CHARACTERS:,} characters" in DESCRIPTION
    said = " ".join(DESCRIPTION.split())
    assert f"the newest {CANDIDATES['event']:,} events, {CANDIDATES['quote']:,} quotes" in said
    assert f"or {CANDIDATES['update']} updates found" in said
    twins.get("/v1/quotes", q="a " * MOST_TERMS)
    twins.get("/v1/quotes", 422, q="a " * (MOST_TERMS + 1))
    twins.get("/v1/quotes", q="a" * MOST_CHARACTERS)
    twins.get("/v1/quotes", 422, q="a" * (MOST_CHARACTERS + 1))


def test_the_page_is_in_the_contract(reader: TestClient) -> None:
    assert reader.get("/openapi.json").json()["info"]["description"] == DESCRIPTION


@pytest.mark.parametrize("query", ["(soledar)", "[soledar]", "#soledar!", "soledar?", "^soledar~"])
def test_brackets_and_marks_count_as_spaces(twins: Twins, query: str) -> None:
    plain = twins.get("/v1/events", q="soledar", limit=5).json()
    assert twins.get("/v1/events", q=query, limit=5).json()["items"] == plain["items"]
