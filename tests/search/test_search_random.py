"""Random queries of random texts, through the API on both databases, against a naive scan."""

import contextlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db.engine import Database
from app.document import Document
from app.fulltext.language import QueryError, parse
from app.invasion_day import date_of
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.validation import DocumentError
from app.validation import parse as parse_document
from tests.search.twins import Json, Twins

SCRIPTS = (
    "aAbdeks ñéłßЖжйїєўґёқ’'ʼ-.,*\"()|:&<>\\%_@/1290½²·حرب漢字ंी🚀\u0301\u200d\u00ad\u202e\u2028"
)
_SPELLED = """
attack attacks attacked strike struck man men drone F-16 F16 dro-ne F 16s Orbán's menyerang serangan
F16s air airstrike cease-fire ceasefire
diserang Київ Києва ракети ракета ракеты Зеленский Zelenskiy Putin Москва Kyiv Кіеў Кіева ёлка елка
or NOT AND NEAR п’ять п'ять ﷺ 漢字
"""
WORDS = _SPELLED.split()
texts = st.one_of(
    st.text(SCRIPTS, min_size=1, max_size=30),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join),
    st.text(min_size=1, max_size=20),
)
languages = st.sampled_from(["en", "id", "uk", "ru", "be", "de"])
queries = st.one_of(
    st.sampled_from(WORDS),
    st.lists(
        st.tuples(
            st.sampled_from(["", "", "", "-", "or "]),
            st.sampled_from(WORDS) | st.text(SCRIPTS, max_size=6),
            st.sampled_from(["", "", "*"]),
        ).map("".join),
        max_size=4,
    ).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
        lambda them: f'"{" ".join(them)}"'
    ),
    st.text(max_size=20),
)


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """Draw a day of random texts, not all of which a document may have."""
    source = {"outlet": "TASS", "language": "ru"}
    event = {"category": "fighting", "actors": ["russia"], "status": "reported", "sources": [0]}
    quote = {"kind": "direct", "actor": "ukraine", "sources": [0]}
    return {
        "day": 400,
        "date": date_of(400).isoformat(),
        "headline": draw(texts),
        "summary": draw(texts),
        "language": draw(languages),
        "events": [
            {**event, "text": draw(texts), "place": draw(st.none() | texts)}
            for _ in range(draw(st.integers(0, 2)))
        ],
        "quotes": [
            {
                **quote,
                "text": draw(texts),
                "language": draw(languages),
                "speaker": draw(st.sampled_from(["Volodymyr Zelenskyy", "Сергій Лавров", "Biden"])),
                "said_to": draw(st.none() | texts),
            }
            for _ in range(draw(st.integers(0, 2)))
        ],
        "sources": [source],
    }


def document_of(drawn: Json) -> Document | None:
    with contextlib.suppress(DocumentError):
        return parse_document(drawn)
    return None


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture,
                           HealthCheck.filter_too_much],
)  # fmt: skip
@given(
    document=documents().map(document_of).filter(lambda document: document is not None),
    asked=st.lists(queries, min_size=1, max_size=2),
)
def test_random_queries_of_random_texts_find_what_a_scan_finds(
    blank_records: list[Database], blank_twins: Twins, document: Any, asked: list[str]
) -> None:
    for record in blank_records:
        with record.write() as connection:
            vocabulary = read_vocabulary(connection)
            write_updates(connection, [document], vocabulary, Author("tests"))
    blank_twins.read_items()
    for query in asked:
        try:
            parse(query)
        except QueryError:
            blank_twins.get("/v1/search", 422, q=query)
            continue
        expected = [(item.type, item.id) for item in blank_twins.scan(query)]
        for order in ("newest", "relevance"):
            found = blank_twins.get("/v1/search", q=query, order=order).json()
            assert found["total"] == len(expected)
            assert sorted((hit["type"], hit["id"]) for hit in found["items"]) == sorted(expected)
            assert all(hit["matches"] for hit in found["items"])
