"""No text breaks a search: it finds what a scan finds, or is refused with a reason."""

from urllib.parse import quote

import pytest

from app.fulltext.language import QueryError, parse
from tests.search.twins import Twins

HOSTILE = [
    # marks, and SQL
    "'", '"', "''", '"""', "\\", "%", "_", "*", "-", "()", "((((((((", ")(", "[]{}", "<>", "|",
    "'; DROP TABLE quotes; --", "1 OR 1=1", "soledar' OR '1'='1", "x'; SELECT pg_sleep(9); --",
    # the query languages of FTS5 and PostgreSQL
    "soledar AND", "AND", "NOT", "NOT soledar", "soledar NOT", "NEAR(soledar wagner, 5)", "-*",
    "words:soledar", "{words stems} : soledar", "^soledar", "soledar + wagner", "-words:soledar",
    "soledar & !wagner", "soledar <-> wagner", "soledar:*A", "!!soledar", "soledar <2> wagner",
    "·", "·every", "·ensoledar", "·actor·russia", '"·every"', "·era·6·5", ":*",
    # control characters, and characters that are not seen
    "\x00", "soledar\x00", "a\x00b", "\x00*", '"\x00"', "\x01\x02\x1f\x7f\x85", "soledar\r\n\tkyiv",
    "\u200b", "sole\u200bdar", "sole\u00addar", "\ufeffsoledar", "\u2028", "soledar\u2029kyiv",
    "a\u0301" * 200, "\u0301" * 200, "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U0010ffff",
    # other scripts
    "🚀", "🚀 soledar 🇺🇦", "👩🚀*", "حرب", "\u202esoledar\u202c", "مدينة soledar", "כיכר", "漢字",
    "𝔰𝔬𝔩𝔢𝔡𝔞𝔯", "ﷺ" * 300, "İ", "ß", "ǰ", "½", "я" * 1_000,
    # too much
    "a " * 40, "or " * 40, "-a " * 40, "soledar " * 32, "zelensky or putin " * 16, '"' * 500,
    "a" * 10_000, "a " * 5_000, '"a ' * 3_000, "(" * 10_000, "a-" * 500, "a*" * 500,
    # what other layers might read
    "q=soledar&limit=1", "?q=soledar#top", "%00", "%ff", "&lt;b&gt;", "<script>soledar</script>",
    "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "soledar;", "null", "NaN", "true", "0", "-1",
]  # fmt: skip
NAMES = ["\x00", "zzyzx\x00", '"; --', "\u202e🚀", "a" * 200]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_finds_or_is_refused(twins: Twins, query: str) -> None:
    try:
        parse(query)
    except QueryError:
        refused = twins.get("/v1/search", 422, q=query)
        assert refused.headers["content-type"] == "application/problem+json"
        assert [each["name"] for each in refused.json()["errors"]] == ["q"]
        return
    expected = twins.scan(query)
    found = twins.get("/v1/search", q=query, limit=20, facet="actor").json()
    assert found["total"] == len(expected)
    assert [hit["id"] for hit in found["items"]] == [item.id for item in expected[:20]]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("%ED%A0%80", 422),
        ("%ED%A0%80soledar", 200),
        ("soledar%FF", 200),
        ("%FF%FE", 422),
        ("%C0%AF", 422),
        ("%F4%90%80%80", 422),
        ("soledar%", 200),
        ("soledar%zz", 200),
        ("+soledar+", 200),
        ("", 422),
        ("+", 422),
    ],
)
def test_bytes_that_are_no_text_find_or_are_refused(twins: Twins, raw: str, status: int) -> None:
    for address in ("/v1/quotes", "/v1/search"):
        twins.get(f"{address}?q={raw}&limit=5", status)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_not_known_or_refused(twins: Twins, name: str) -> None:
    for address, parameters in (
        ("/v1/quotes", ("speaker", "actor", "about")),
        ("/v1/events", ("actor", "claimed_by")),
        ("/v1/updates", ("actor", "speaker")),
        ("/v1/search", ("actor",)),
    ):
        for parameter in parameters:
            twins.get(address, 404, **{"q": "attack", parameter: name})
    for address, parameter in (("/v1/quotes", "said_to"), ("/v1/events", "place")):
        assert twins.get(address, **{"q": "attack", parameter: name}).json()["items"] == []
    for address in ("/v1/actors/", "/v1/speakers/"):
        twins.get(address + quote(name, safe=""), 404)
