"""What an answer says beside its hits: where the words are, what else was looked for and meant."""

import csv
import io
import json
import re
from html import unescape
from typing import Any

import pytest

from app.fulltext.highlight import matches
from app.fulltext.language import Clause, Query
from app.text.analyser import Passage, analyse
from tests.search.twins import ADDRESSES, Json, Twins

QUERIES = ["attack", "menyerang", "київ", '"air raid" or F-16', "mobil* -drone", "Зеленский танк*"]


def at(item: Json, pointer: str) -> str:
    """Return the text that a JSON pointer names in an item."""
    value: Any = item
    for step in pointer.split("/")[1:]:
        value = value[int(step) if step.isdigit() else step]
    assert isinstance(value, str)
    return value


def passage_at(item: Json, pointer: str) -> Passage:
    language = item["language"]
    if pointer.startswith("/quotes/"):
        language = item["quotes"][int(pointer.split("/")[2])]["language"]
    return Passage(at(item, pointer), language)


@pytest.mark.parametrize("kind", list(ADDRESSES))
@pytest.mark.parametrize("query", QUERIES)
def test_offsets_cut_the_matching_words_out_of_the_stored_text(
    twins: Twins, kind: str, query: str
) -> None:
    wanted = [
        Query((Clause((term,)),))
        for clause in twins.read(query).clauses
        if not clause.negated
        for term in clause.alternatives
    ]
    found = twins.get(ADDRESSES[kind], q=query, limit=30).json()["items"]
    for item in found:
        assert 1 <= len(item["matches"]) <= 5
        for match in item["matches"]:
            text, language = passage_at(item, match["pointer"])
            cut = [text[start:end] for start, end in match["spans"]]
            assert cut
            for words in cut:
                terms = analyse(Passage(words, language))
                assert any(matches(each, terms) for each in wanted), (words, text)
            marked = re.findall("<mark>(.*?)</mark>", match["snippet"])
            assert [unescape(words) for words in marked] == cut[: len(marked)] != []
            assert unescape(re.sub("</?mark>", "", match["snippet"])).strip("…") in text


def test_a_search_hit_shows_what_its_list_shows(twins: Twins) -> None:
    query = 'соледар or salt* or "collective response"'
    hits = twins.get("/v1/search", q=query).json()["items"]
    assert {hit["type"] for hit in hits} == set(ADDRESSES)
    for hit in hits:
        listed = twins.get(ADDRESSES[hit["type"]], q=query, date=hit["day"]).json()["items"]
        (item,) = (each for each in listed if str(each.get("id", each["day"])) == hit["id"])
        assert hit["matches"] == item["matches"]
        assert (hit["day"], hit["date"]) == (item["day"], item["date"])
        assert hit["text"] == item.get("text", item.get("headline"))
        whole = twins.get(hit["url"]).json()
        assert whole == {name: value for name, value in item.items() if name != "matches"}


@pytest.mark.parametrize(
    ("query", "typed", "other", "shown"),
    [
        ("Zelenskiy", "Zelenskiy", "Zelenskyy", "Zelenskyy"),
        ("Зеленський", "Зеленський", "Zelenskyy", "Zelenskyy"),
        ("Zelensky", "Zelensky", "Зеленский", "Зеленского"),
        ("moskow", "moskow", "Moscow", "Moscow"),
        ('"Alexey Polishchuk"', "Alexey Polishchuk", "Aleksey Polishchuk", "Aleksey Polishchuk"),
        ("Лукашэнка", "Лукашэнка", "Lukashenko", "Lukashenko"),
        ("киев", "киев", "Kyiv", "Kyiv"),
    ],
)
def test_a_name_finds_its_other_spellings_and_says_so(
    twins: Twins, query: str, typed: str, other: str, shown: str
) -> None:
    found = twins.get("/v1/search", q=query, limit=200).json()
    assert other in found["search"]["expansions"][typed]
    assert typed not in found["search"]["expansions"][typed]
    snippets = [match["snippet"] for hit in found["items"] for match in hit["matches"]]
    assert any(f"<mark>{shown}</mark>" in snippet for snippet in snippets)


def test_words_that_are_no_name_are_not_widened(twins: Twins) -> None:
    assert twins.get("/v1/events", q="attack tanks").json()["search"] == {"expansions": {}}


@pytest.mark.parametrize("name", ["Зеленський", "Zelenskiy", "Зеленский", "Zelenskyj"])
def test_a_speaker_is_found_by_any_spelling_as_filter_and_as_words(twins: Twins, name: str) -> None:
    said = twins.walk_items("/v1/quotes", speaker="volodymyr-zelenskyy", limit=200)
    assert len(said) > 50
    assert twins.walk_items("/v1/quotes", speaker=name, limit=200) == said
    found = {quote["id"] for quote in twins.walk_items("/v1/quotes", q=name, limit=200)}
    assert {quote["id"] for quote in said} <= found


@pytest.mark.parametrize(
    ("address", "query", "meant"),
    [
        ("/v1/quotes", "surender", "surrender"),
        ("/v1/events", "Soledarr", "soledar"),
        ("/v1/updates", "missle attakc", "missile"),
        ("/v1/search", "missle attakc", "attack"),
        ("/v1/search", '"coletive response"', "collective"),
        ("/v1/search", "серанган or serangn", "serangan"),
        ("/v1/search", "ракетта", "ракета"),
    ],
)
def test_nothing_found_suggests_near_words_that_are_found(
    twins: Twins, address: str, query: str, meant: str
) -> None:
    answer = twins.get(address, q=query).json()
    assert (answer["items"], answer["total"], answer["next"]) == ([], 0, None)
    assert meant in answer["search"]["did_you_mean"]
    for word in answer["search"]["did_you_mean"]:
        assert twins.get(address, q=f'"{word}"').json()["total"] > 0


@pytest.mark.parametrize("query", ["russja", "russlas", "russja's"])
def test_a_word_is_suggested_before_its_possessive(twins: Twins, query: str) -> None:
    meant = twins.get("/v1/search", q=query).json()["search"]["did_you_mean"]
    assert "russia" in meant
    assert "russias" not in meant
    assert twins.get("/v1/search", q='"russias"').json()["total"] > 0


@pytest.mark.parametrize("query", ["zzyzx", "attack zzyzx", "-attack soledar zzyzx", "حرب", "½ zz"])
def test_nothing_found_and_nothing_near_is_an_honest_empty_list(twins: Twins, query: str) -> None:
    answer = twins.get("/v1/search", q=query, facet="speaker,actor,category,year").json()
    assert (answer["items"], answer["total"], answer["next"]) == ([], 0, None)
    assert answer["search"]["did_you_mean"] == []
    assert answer["facets"] == {"speaker": [], "actor": [], "category": [], "year": []}


def test_what_is_found_suggests_nothing(twins: Twins) -> None:
    assert "did_you_mean" not in twins.get("/v1/search", q="attack").json()["search"]


@pytest.mark.parametrize("kind", list(ADDRESSES))
def test_a_stream_has_the_rows_of_the_list(twins: Twins, kind: str) -> None:
    items = twins.walk_items(ADDRESSES[kind], q="soledar or соледар", limit=200)
    lines = twins.get(ADDRESSES[kind], q="soledar or соледар", format="ndjson")
    assert [json.loads(line) for line in lines.text.split("\n") if line] == items
    assert lines.headers["daybook-row-count"] == str(len(items)) != "0"
    table = twins.get(ADDRESSES[kind], q="soledar or соледар", format="csv")
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert table.headers["daybook-row-count"] == str(len(items))
    assert [json.loads(row["matches"]) for row in rows] == [item["matches"] for item in items]
    assert [row["day"] for row in rows] == [str(item["day"]) for item in items]


def test_fields_are_picked_from_hits_and_streams(twins: Twins) -> None:
    wanted = {"q": "collective response", "fields": "text, matches,id"}
    (item,) = twins.get("/v1/quotes", **wanted).json()["items"]
    assert list(item) == ["id", "text", "matches"]
    assert json.loads(twins.get("/v1/quotes", format="ndjson", **wanted).text) == item
    header, row = csv.reader(io.StringIO(twins.get("/v1/quotes", format="csv", **wanted).text))
    assert header == ["id", "text", "matches"]
    assert [*row[:2], json.loads(row[2])] == list(item.values())
    (hit,) = twins.get("/v1/search", type="quote", **wanted).json()["items"]
    assert hit == item


@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
def test_a_field_that_hits_lack_is_refused_in_every_format(twins: Twins, form: str) -> None:
    refused = twins.get("/v1/quotes", 422, q="attack", format=form, fields="id,colour").json()
    assert refused["errors"][0]["name"] == "fields"
    assert "'colour'" in refused["detail"]


@pytest.mark.parametrize("params", [{"order": "relevance"}, {"facet": "actor"}, {"limit": "5"}])
def test_a_stream_refuses_what_it_cannot_give(twins: Twins, params: dict[str, str]) -> None:
    twins.get("/v1/quotes", 422, q="attack", format="csv", **params)


@pytest.mark.parametrize("form", ["json", "ndjson", "csv"])
def test_an_answer_that_is_known_is_not_sent_again(twins: Twins, form: str) -> None:
    asked = {"q": "київ or kyiv", "format": form, "fields": "id"}
    for client in twins.clients:
        answer = client.get("/v1/quotes", params=asked)
        head = client.head("/v1/quotes", params=asked)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == answer.headers["etag"]
        for method in ("GET", "HEAD"):
            again = client.request(
                method, "/v1/quotes", params=asked, headers={"If-None-Match": head.headers["etag"]}
            )
            assert (again.status_code, again.content) == (304, b"")
