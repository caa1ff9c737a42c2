"""The day's document: every rule with its own clear error, found at its own place."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document import dump
from app.validation import MAX_DOCUMENT_BYTES, DocumentError, Fault, parse
from tests.builtin import DOCUMENTS, LINES, Json
from tests.factories import document, event, quote, source


def faults(broken: Json) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        parse(json.dumps(broken, ensure_ascii=False))
    return caught.value.faults


def fault(broken: Json) -> Fault:
    (only,) = faults(broken)
    return only


def with_event(**changes: Any) -> Json:
    return document(events=[event(), event(**{"text": "Another line.", **changes})])


def with_quote(**changes: Any) -> Json:
    return document(quotes=[quote(), quote(**{"text": "Other words.", **changes})])


def with_source(**changes: Any) -> Json:
    return document(sources=[source(), source(**changes)])


@pytest.mark.parametrize("line", LINES, ids=[f"day-{each['day']}" for each in DOCUMENTS])
def test_a_built_in_document_comes_out_as_it_went_in_to_the_byte(line: str) -> None:
    assert dump(parse(line)) == line


def test_a_document_reads_the_same_from_text_and_from_an_object() -> None:
    assert parse(document()) == parse(json.dumps(document()))


def test_the_canonical_text_does_not_hang_on_the_order_of_keys() -> None:
    shuffled = dict(reversed(document().items()))
    assert dump(parse(shuffled)) == dump(parse(document()))


def test_a_day_and_date_that_disagree_are_both_named() -> None:
    found = fault(document(400, date="2023-03-29"))
    assert found.pointer == "/date"
    assert "2023-03-29 is day 399" in found.detail
    assert "day 400 is 2023-03-30" in found.detail


def test_several_faults_are_all_told_at_once() -> None:
    broken = document(events=[event(status="rumoured")], quotes=[quote(kind="spoken")], headline="")
    assert [each.pointer for each in faults(broken)] == [
        "/headline",
        "/events/0/status",
        "/quotes/0/kind",
    ]


RULES: list[tuple[str, Json, str, str]] = [
    ("a day of zero", document(day=1) | {"day": 0}, "/day", "must be at least 1"),
    ("a negative day", document() | {"day": -5}, "/day", "must be at least 1"),
    ("a day past the calendar", document() | {"day": 2_913_851}, "/day", "must be at most"),
    ("a day as text", document() | {"day": "400"}, "/day", "whole number"),
    ("a day as a fraction", document() | {"day": 400.0}, "/day", "whole number"),
    ("a day as a boolean", document() | {"day": True}, "/day", "whole number"),
    ("a date as a number", document(date=0), "/date", "written YYYY-MM-DD"),
    ("a date with a time", document(date="2023-03-30T00:00:00"), "/date", "written YYYY-MM-DD"),
    ("a date in foreign digits", document(date="٢٠٢٣-03-30"), "/date", "written YYYY-MM-DD"),
    ("a date that never was", document(date="2023-02-30"), "/date", "day value is outside"),
    ("an empty headline", document(headline=""), "/headline", "must not be empty"),
    ("a blank headline", document(headline=" \u00a0 "), "/headline", "is blank"),
    ("a headline of two lines", document(headline="a\nb"), "/headline", "must be one line"),
    ("a huge headline", document(headline="x" * 501), "/headline", "at most 500"),
    ("a huge summary", document(summary="x" * 5_001), "/summary", "at most 5000"),
    ("a null summary", document(summary=None), "/summary", "must be a text"),
    ("a NUL in a text", document(summary="a\0b"), "/summary", "U+0000"),
    ("a tab in a text", document(summary="a\tb"), "/summary", "U+0009"),
    ("a carriage return", document(summary="a\rb"), "/summary", "U+000D"),
    ("an escape code", document(headline="\x1b[31m"), "/headline", "U+001B"),
    ("a C1 control", document(headline="a\x9bb"), "/headline", "U+009B"),
    ("a language by its name", document(language="English"), "/language", "ISO 639"),
    ("an unknown key", document(title="x"), "/title", "is not a field of the document"),
    ("a key with a slash", document(**{"a/b~c": 1}), "/a~1b~0c", "is not a field"),
    ("a related day twice", document(related_days=[3, 3]), "/related_days", "names 3 twice"),
    ("itself as related", document(400, related_days=[400]), "/related_days", "its own day 400"),
    (
        "too many related days",
        document(related_days=[*range(1, 52)]),
        "/related_days",
        "at most 50",
    ),
    ("events that are no list", document(events={}), "/events", "must be a list"),
    ("an event that is a text", document(events=["x"]), "/events/0", "a JSON object"),
    ("too many events", document(events=[event()] * 1_001), "/events", "at most 1000"),
    (
        "no sources to cite",
        document(quotes=[], sources=[]),
        "/events/0/sources/0",
        "cites source 0",
    ),
    ("an event's unknown key", with_event(when=1), "/events/1/when", "is not a field"),
    ("an event without a text", with_event(text=""), "/events/1/text", "must not be empty"),
    ("a huge event", with_event(text="x" * 5_001), "/events/1/text", "at most 5000"),
    ("a status misspelt", with_event(status="claimd"), "/events/1/status", "did you mean claimed?"),
    ("a status unheard of", with_event(status="true"), "/events/1/status", "'reported', 'claimed'"),
    ("a category not a slug", with_event(category="Air!"), "/events/1/category", "as military-aid"),
    ("an actor not a slug", with_event(actors=["UN"]), "/events/1/actors/0", "as united-kingdom"),
    ("an actor twice", with_event(actors=["nato", "nato"]), "/events/1/actors", "'nato' twice"),
    ("a claim of nobody", with_event(status="claimed"), "/events/1/claimed_by", "is missing"),
    ("an uncited event", with_event(sources=[]), "/events/1/sources", "at least 1, not 0"),
    (
        "an absent source",
        with_event(sources=[0, 1]),
        "/events/1/sources/1",
        "has 1, counted from 0",
    ),
    ("a source before the first", with_event(sources=[-1]), "/events/1/sources/0", "at least 0"),
    ("a source twice", with_event(sources=[0, 0]), "/events/1/sources", "names 0 twice"),
    ("a source by its name", with_event(sources=["TASS"]), "/events/1/sources/0", "whole number"),
    ("a later event", with_event(occurred_on="2023-03-31"), "/events/1/occurred_on", "later than"),
    ("an id of another day", with_event(id="399-e1"), "/events/1/id", "another day than 400"),
    ("a quote's id on an event", with_event(id="400-q1"), "/events/1/id", "such as 325-e5"),
    ("a number of zero", with_event(id="400-e0"), "/events/1/id", "such as 325-e5"),
    ("a number too high", with_event(id="400-e10000"), "/events/1/id", "such as 325-e5"),
    ("an id in foreign digits", with_event(id="40٠-e1"), "/events/1/id", "such as 325-e5"),
    (
        "a response to nothing",
        with_event(responds_to="400-e9"),
        "/events/1/responds_to",
        "is not an",
    ),
    (
        "a response to the future",
        with_event(responds_to="401-e1"),
        "/events/1/responds_to",
        "later",
    ),
    (
        "a response to itself",
        with_event(id="400-e1", responds_to="400-e1"),
        "/events/1/responds_to",
        "is the event itself",
    ),
    ("a quote's unknown key", with_quote(by="x"), "/quotes/1/by", "is not a field"),
    ("a kind misspelt", with_quote(kind="Direct"), "/quotes/1/kind", "did you mean direct?"),
    ("a quote of nobody", with_quote(speaker=""), "/quotes/1/speaker", "must not be empty"),
    ("a quote for nobody", with_quote(actor=None), "/quotes/1/actor", "must be a text"),
    ("a quote without words", with_quote(text=" "), "/quotes/1/text", "is blank"),
    ("an uncited quote", with_quote(sources=[]), "/quotes/1/sources", "at least 1, not 0"),
    ("a quote's absent source", with_quote(sources=[3]), "/quotes/1/sources/0", "cites source 3"),
    ("words of tomorrow", with_quote(said_on="2023-03-31"), "/quotes/1/said_on", "later than"),
    ("a quote's foreign id", with_quote(id="1-q1"), "/quotes/1/id", "another day than 400"),
    ("an event's id on a quote", with_quote(id="400-e1"), "/quotes/1/id", "such as 325-q2"),
    ("a speaker of two lines", with_quote(speaker="a\nb"), "/quotes/1/speaker", "one line"),
    ("a source without outlet", with_source(outlet=None), "/sources/1/outlet", "must be a text"),
    ("a source's unknown key", with_source(link="x"), "/sources/1/link", "is not a field"),
    ("a URL of no web page", with_source(url="ftp://tass.com"), "/sources/1/url", "http or https"),
    (
        "a script for a URL",
        with_source(url="javascript:alert(1)"),
        "/sources/1/url",
        "http or https",
    ),
    ("a URL without a host", with_source(url="https://"), "/sources/1/url", "http or https"),
    (
        "a URL with a control",
        with_source(url="https://tass.com/\n"),
        "/sources/1/url",
        "white space",
    ),
    (
        "a huge URL",
        with_source(url="https://t.co/" + "x" * 2_000),
        "/sources/1/url",
        "at most 2000",
    ),
    (
        "an image's unknown key",
        with_source(image={"src": "x"}),
        "/sources/1/image/src",
        "not a field",
    ),
    (
        "an image of no date",
        with_source(image={"taken_on": 1}),
        "/sources/1/image/taken_on",
        "YYYY",
    ),
]


@pytest.mark.parametrize(
    ("broken", "pointer", "words"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES]
)
def test_a_broken_rule_is_told_at_its_place(broken: Json, pointer: str, words: str) -> None:
    found = fault(broken)
    assert found.pointer == pointer
    assert words in found.detail


def test_two_items_of_one_id_are_told_at_the_second() -> None:
    twice = document(events=[event(id="400-e1"), event("Another line.", id="400-e1")])
    found = fault(twice)
    assert found.pointer == "/events/1/id"
    assert "already the id of /events/0" in found.detail


def test_an_event_and_a_quote_may_have_the_same_number() -> None:
    assert parse(document(events=[event(id="400-e1")], quotes=[quote(id="400-q1")]))


def test_a_text_may_have_several_lines() -> None:
    assert parse(document(summary="One.\nTwo.")).summary == "One.\nTwo."


def test_every_script_may_be_written() -> None:
    text = "Зеленський: «Дякую» 🇺🇦 — Türkiye, 北京, العربية"
    assert parse(document(summary=text)).summary == text


def test_a_missing_field_is_named() -> None:
    incomplete = document()
    del incomplete["headline"]
    assert fault(incomplete) == Fault("/headline", "is missing")


def test_optional_fields_may_be_left_out() -> None:
    short = {"outlet": "TASS", "language": "ru"}
    assert parse(document(sources=[short])).sources[0].url is None


def test_a_day_without_events_or_quotes_is_a_document() -> None:
    assert parse(document(events=[], quotes=[], sources=[])).events == []


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"null", b"[]", b"7", b'"day"', b"\xff\xfe", b"\x00" * 50, b"[" * 50_000],
    ids=["empty", "cut", "null", "array", "number", "text", "not-utf8", "nuls", "deep"],
)
def test_what_is_no_document_is_refused_as_a_whole(text: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    assert [each.pointer for each in caught.value.faults] == [""]


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(DocumentError, match="escape is cut short, or half of a pair"):
        parse(json.dumps(document()).replace("Moscow", "\\ud800"))


def test_a_document_over_a_megabyte_is_refused_unread() -> None:
    with pytest.raises(DocumentError) as caught:
        parse(b" " * (MAX_DOCUMENT_BYTES + 1))
    assert caught.value.faults == [Fault("", f"is larger than {MAX_DOCUMENT_BYTES} bytes")]


def test_the_error_s_own_text_names_every_place() -> None:
    with pytest.raises(DocumentError, match=r"/headline: .*; /summary: "):
        parse(document(headline="", summary=""))


@given(st.text(max_size=80))
def test_any_text_at_all_is_either_kept_as_it_is_or_refused_at_its_place(text: str) -> None:
    try:
        kept = parse(document(summary=text))
    except DocumentError as error:
        assert {each.pointer for each in error.faults} == {"/summary"}  # noqa: PT017 - both ends are right
    else:
        assert kept.summary == text


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_in_any_field_is_refused_with_a_place_and_never_fails(value: Any) -> None:
    for name in document():
        try:
            parse(document() | {name: value})
        except DocumentError as error:
            assert all(each.pointer.startswith(f"/{name}") for each in error.faults) or (  # noqa: PT017 - either end is right
                name in ("day", "sources")
            )
