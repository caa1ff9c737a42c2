import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.fulltext.highlight import Highlighter, matches, snippet
from app.fulltext.language import Clause, Query, Term, parse
from app.text.analyser import Passage, analyse, stem_of, word_of
from tests.builtin import EVENTS, QUOTES

TEXT = "Ukraine's F-16s intercepted 30 drones; a drone hit Orbán’s “air raid” shelter."


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("drone", ["drones", "drone"]),
        ("f-16", ["F-16s"]),
        ('"air raid"', ["air raid"]),
        ("air raid", ["air", "raid"]),
        ('"air raid" air-raid shelter', ["air raid", "shelter"]),
        ("inter*", ["intercepted"]),
        ('"air rai"*', ["air raid"]),
        ("orban", ["Orbán’s"]),
        ("ukraine or russia -missile", ["Ukraine's"]),
        ("absent", []),
    ],
)
def test_highlights_are_the_words_found(query: str, marked: list[str]) -> None:
    spans = Highlighter(parse(query)).spans(TEXT, "en")
    assert [TEXT[start:end] for start, end in spans] == marked


def test_offsets_count_code_points() -> None:
    text = "🚀🇺🇦 е\u0301 Київ і Києва"
    spans = Highlighter(parse("київ")).spans(text, "uk")
    assert [text[start:end] for start, end in spans] == ["Київ", "Києва"]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("soledar", "\u202eمدينة Soledar\u202c, Ｓｏｌｅｄａｒ", ["Soledar", "Ｓｏｌｅｄａｒ"]),
        ("elan", "👩‍👩‍👧 e\u0301lan", ["e\u0301lan"]),
        ("soledar", "🚀 Sole\u00addar’s", ["Sole\u00addar’s"]),
        ("حرب", "\u202eحرب\u202c 🚀", ["حرب"]),
    ],
)
def test_offsets_hold_in_texts_of_any_script(query: str, text: str, marked: list[str]) -> None:
    spans = Highlighter(parse(query)).spans(text, "en")
    assert [text[start:end].strip("\u202c") for start, end in spans] == marked


@given(st.text(alphabet="abc ї’-🚀", max_size=60), st.sampled_from(["a", '"a b"', "ab*", "a or b"]))
def test_a_hit_has_highlights_apart_and_in_order(text: str, query: str) -> None:
    spans = Highlighter(parse(query)).spans(text, "en")
    assert bool(spans) == matches(parse(query), analyse(Passage(text, "en")))
    borders = [border for span in spans for border in span]
    assert borders == sorted(borders)


@given(
    st.text(alphabet="abkKy'`-_ 1\n", max_size=60),
    st.sampled_from(["a", "k", "ab or k", "'a", "a'b", "a'bs", "-b a", "ky", "kies or ba"]),
)
def test_a_plain_english_text_is_read_as_any_other(text: str, query: str) -> None:
    # The language with a region is English too, but its texts take the way of all others.
    asked = parse(query)
    assert Highlighter(asked).spans(text, "en") == Highlighter(asked).spans(text, "en-GB")


def test_a_plain_english_text_is_marked_as_any_other() -> None:
    for text in {event["text"] for event in EVENTS} | {quote["text"] for quote in QUOTES}:
        for word in text.split()[:4]:
            if any(map(str.isalnum, word)) and word.lower() != "or":
                asked = parse(word.lstrip("-"))
                assert Highlighter(asked).spans(text, "en") == Highlighter(asked).spans(
                    text, "en-GB"
                ), text


@given(
    st.text(alphabet="abkKyŷ'`-_ 1\n", max_size=60),
    st.sampled_from(
        [
            *('"a b"', '"a"', '"ab k" or "b a"', '"a\'b k"', '"a-b" "k"', '"ky" a'),
            *("ab*", "k* or ab*", "a-b*", 'ky* "a b"', "'a*"),
            *(f'"a {"b" * 70}"', f"{'b' * 70}*"),
        ]
    ),
)
def test_a_text_that_cannot_have_a_phrase_has_none(text: str, query: str) -> None:
    # A letter that is not ASCII, behind a border, keeps a text from being left out unread.
    for each in (text, text.replace(" ", " " + "b" * 70 + " ")):
        found = Highlighter(parse(query)).spans(each, "en")
        assert found == Highlighter(parse(query)).spans(f"{each}\n×", "en")


@given(st.from_regex(r"[a-z0-9]([a-z0-9']*[a-z0-9])?", fullmatch=True))
@example("dying")
@example("ized")
@example("sceptic")
@example("a'ing")
def test_a_word_is_found_by_its_stem_or_as_it_is_typed(word: str) -> None:
    # What finds a stem's words in a text looks at those of its first two letters alone.
    stem = stem_of(word, "en")
    for term in (Term((word_of(word),)), Term((stem.removeprefix("·en"),), ((stem,),))):
        query = Query((Clause((term,)),))
        assert Highlighter(query).spans(f"({word})", "en") == [(1, 1 + len(word))]


def test_a_snippet_is_cut_at_spaces_around_the_first_hit() -> None:
    text = " ".join(f"word{n}" for n in range(100))
    spans = Highlighter(parse("word50")).spans(text, "en")
    assert snippet(text, spans, width=50) == (
        "…word49 <mark>word50</mark> word51 word52 word53 word54…"
    )


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("air raid", [(4, 8)], width=50) == "air <mark>raid</mark>"
    assert snippet("", []) == ""


def test_a_snippet_is_escaped() -> None:
    text = '<script>drone</script> & "drone" \''
    spans = Highlighter(parse("drone")).spans(text, "en")
    assert snippet(text, spans) == (
        "&lt;script&gt;<mark>drone</mark>&lt;/script&gt; &amp; "
        "&quot;<mark>drone</mark>&quot; &#x27;"
    )


@given(
    st.text(alphabet="ab <&>\"'\n", max_size=120),
    st.integers(1, 60),
    st.sampled_from(["a", "b or a", '"a b"', "a*"]),
)
def test_a_snippet_is_a_part_of_the_text_that_shows_the_first_hit(
    text: str, width: int, query: str
) -> None:
    spans = Highlighter(parse(query)).spans(text, "en")
    made = snippet(text, spans, width)
    plain = unescape(re.sub("</?mark>", "", made)).strip("…")
    assert plain in text
    assert len(plain) <= width
    assert ("<mark>" in made) == bool(spans)
    assert not re.search("[<>\"']", re.sub("</?mark>", "", made))
