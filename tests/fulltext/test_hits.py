import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from app.fulltext.finding import Finding
from app.fulltext.hits import matches_in, shown
from app.fulltext.language import parse
from app.fulltext.passages import BLOCKS, read_searched
from app.fulltext.store import index_of
from app.index import derive
from app.models import Event, Quote
from app.validation import parse as parse_document
from tests.builtin import LINES, SPEAKER_SLUGS

ItemKind = Literal["event", "quote"]

_WORDS = st.sampled_from(["text", "direct", "en", "id", "kyiv's", "d'ye", "ied", '"', "\\", "né"])
_TEXTS = st.lists(_WORDS, max_size=9).map(" ".join)
_LANGUAGES = st.sampled_from(["en", "en", "en", "id", "en-GB"])


def finding_of(query: str, kind: ItemKind) -> Finding:
    asked = parse(query)
    with create_engine("sqlite://").connect() as connection:
        index = index_of(connection, kind)
    return Finding(asked, asked, {}, kind, index, BLOCKS[kind])


def as_read(bodies: list[str], finding: Finding) -> list[Any]:
    """Return what is shown of hits whose JSON is read, each by itself."""
    items = [read_searched(finding.subject, body) for body in bodies]
    matches = [json.loads(each) for item in items for each in matches_in([item], finding)]
    return [
        {**json.loads(body), "matches": each} for body, each in zip(bodies, matches, strict=True)
    ]


def as_shown(bodies: list[str], finding: Finding) -> list[Any]:
    return [json.loads(body) for body in shown(bodies, finding)]


def dumped(item: dict[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("kind", ["event", "quote"])
def test_a_plain_hit_is_shown_as_one_that_is_read(kind: ItemKind) -> None:
    bodies = []
    for line in LINES:
        rows = derive(parse_document(line), SPEAKER_SLUGS)
        bodies += [row["body"] for row in rows[Event if kind == "event" else Quote]]
    # Words of texts, of the names of fields, of dates and of slugs; and those of several languages.
    for query in ("attack", "text", "ukraine", "russia's or missiles", "2022", "en", "-drone war"):
        finding = finding_of(query, kind)
        assert as_shown(bodies, finding) == as_read(bodies, finding)
    assert any(hit["matches"] for hit in as_shown(bodies, finding_of("attack", kind)))


@given(
    st.lists(st.tuples(_TEXTS, _TEXTS | st.none(), _TEXTS, _TEXTS | st.none(), _LANGUAGES)),
    st.sampled_from(["text", "direct", "en or id", "kyiv", "dye", "die", '"né"', "sources", "ied"]),
)
def test_a_quote_is_shown_as_one_that_is_read(
    texts: list[tuple[str, str | None, str, str | None, str]], query: str
) -> None:
    finding = finding_of(query, "quote")
    bodies = [
        dumped(
            {
                "id": "1-q1",
                "day": 1,
                "kind": "direct",
                "text": text,
                "language": language,
                "speaker": speaker,
                "role": role,
                "actor": "id",
                "said_to": said_to,
                "about": ["en", "text"],
                "sources": [{"title": "text"}],
                "speaker_slug": "id",
            }
        )
        for text, role, speaker, said_to, language in texts
    ]
    assert as_shown(bodies, finding) == as_read(bodies, finding)


@given(
    st.lists(st.tuples(_TEXTS, _TEXTS | st.none(), _LANGUAGES)),
    st.sampled_from(["text", "place", "en or id", "kyiv", "dye", "die", "language"]),
)
def test_an_event_is_shown_as_one_that_is_read(
    texts: list[tuple[str, str | None, str]], query: str
) -> None:
    finding = finding_of(query, "event")
    bodies = [
        dumped(
            {
                "id": "1-e1",
                "day": 1,
                "category": "id",
                "text": text,
                "actors": ["en"],
                "place": place,
                "sources": [{"language": "en"}],
                "language": language,
            }
        )
        for text, place, language in texts
    ]
    assert as_shown(bodies, finding) == as_read(bodies, finding)


def test_a_text_of_more_words_than_are_indexed_is_read() -> None:
    finding = finding_of("a", "event")
    texts = ["b " * 300, "a " * 300, "a"]
    items: list[dict[str, Any]] = [
        {"text": text, "place": None, "sources": [], "language": "en"} for text in texts
    ]
    hits = as_shown([dumped(item) for item in items], finding)
    assert [len(each["spans"]) for hit in hits for each in hit["matches"]] == [255, 1]
    assert [len(hit["matches"]) for hit in hits] == [0, 1, 1]
