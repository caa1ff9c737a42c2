"""/v1/updates: the days that mention all that is asked."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builtin import BY_DAY, DAYS, DOCUMENTS, Json, actors_of, ids, speakers_of
from tests.editing import Editor, make_document
from tests.pages import get, refusal, walk

UPDATES = "/v1/updates"


def days_of(chosen: Callable[[Json], bool]) -> list[int]:
    """Return the days whose documents are chosen, newest first."""
    return [document["day"] for document in reversed(DOCUMENTS) if chosen(document)]


def statuses_of(document: Json) -> set[str]:
    return {event["status"] for event in document["events"]}


def categories_of(document: Json) -> set[str]:
    return {event["category"] for event in document["events"]}


def test_every_day_is_listed_newest_first_and_whole(reader: TestClient) -> None:
    assert walk(reader, UPDATES) == DOCUMENTS[::-1]


def test_the_other_order_is_the_oldest_first(reader: TestClient) -> None:
    assert walk(reader, UPDATES, order="oldest", limit=200) == DOCUMENTS


FILTERS: dict[str, tuple[dict[str, Any], Callable[[Json], bool]]] = {
    "from a day": ({"from": 1_000}, lambda each: each["day"] >= 1_000),
    "from a date": ({"from": "2023-01-14"}, lambda each: each["date"] >= "2023-01-14"),
    "to a day": ({"to": 325}, lambda each: each["day"] <= 325),
    "to a date": ({"to": "2022-12-31"}, lambda each: each["date"] <= "2022-12-31"),
    "a range": ({"from": 312, "to": "2023-01-29"}, lambda each: 312 <= each["day"] <= 340),
    "a range of one day": ({"from": 325, "to": 325}, lambda each: each["day"] == 325),
    "a date": ({"date": "2023-01-14"}, lambda each: each["day"] == 325),
    "a date by number": ({"date": 325}, lambda each: each["day"] == 325),
    "a date within a range": ({"date": 325, "from": 1, "to": 400}, lambda each: each["day"] == 325),
    "a date outside a range": ({"date": 325, "from": 326}, lambda each: False),
    "a date after its range": ({"date": 325, "to": 324}, lambda each: False),
    "a date after a range that ended before the war": (
        {"date": "2022-02-28", "to": "2022-02-23"},
        lambda each: False,
    ),
    "before the war": ({"to": "2022-02-23"}, lambda each: False),
    "from before the war": ({"from": "2000-01-01"}, lambda each: True),
    "the far future": ({"from": "9999-12-31"}, lambda each: False),
    "an actor": ({"actor": "belarus"}, lambda each: "belarus" in actors_of(each)),
    "an actor by an alias": ({"actor": "Білорусь"}, lambda each: "belarus" in actors_of(each)),
    "any of two actors": (
        {"actor": ["belarus", "nato"]},
        lambda each: bool({"belarus", "nato"} & actors_of(each)),
    ),
    "all of two actors": (
        {"actor": ["Moskow", "Minsk"], "actor_match": "all"},
        lambda each: {"russia", "belarus"} <= actors_of(each),
    ),
    "none of two actors": (
        {"actor": ["belarus", "nato"], "actor_match": "none"},
        lambda each: not {"belarus", "nato"} & actors_of(each),
    ),
    "an actor twice is still one": (
        {"actor": ["belarus", "Minsk"], "actor_match": "all"},
        lambda each: "belarus" in actors_of(each),
    ),
    "an alias of two actors means either": (
        {"actor": "Brussels"},
        lambda each: bool({"eu", "nato"} & actors_of(each)),
    ),
    "all of an alias of two and another": (
        {"actor": ["Brussels", "china"], "actor_match": "all"},
        lambda each: bool({"eu", "nato"} & actors_of(each)) and "china" in actors_of(each),
    ),
    "none of an alias of two": (
        {"actor": "Brussels", "actor_match": "none"},
        lambda each: not {"eu", "nato"} & actors_of(each),
    ),
    "a speaker": ({"speaker": "Putin"}, lambda each: "vladimir-putin" in speakers_of(each)),
    "any of two speakers": (
        {"speaker": ["Putin", "Лукашенко"]},
        lambda each: bool({"vladimir-putin", "alexander-lukashenko"} & speakers_of(each)),
    ),
    "a category": ({"category": "nuclear"}, lambda each: "nuclear" in categories_of(each)),
    "any of two categories": (
        {"category": ["nuclear", "justice"]},
        lambda each: bool({"nuclear", "justice"} & categories_of(each)),
    ),
    "a status": ({"status": "denied"}, lambda each: "denied" in statuses_of(each)),
    "a status of no event": ({"status": "retracted"}, lambda each: False),
    "all of it together": (
        {"actor": "belarus", "category": "politics", "speaker": "Popko", "from": 300, "to": 400},
        lambda each: "belarus" in actors_of(each)
        and "politics" in categories_of(each)
        and "serhiy-popko" in speakers_of(each)
        and 300 <= each["day"] <= 400,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "chosen"), FILTERS.values(), ids=FILTERS.keys())
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_filter_chooses_the_days_that_the_file_says(
    reader: TestClient, asked: dict[str, Any], chosen: Callable[[Json], bool], order: str
) -> None:
    expected = days_of(chosen)
    if order == "oldest":
        expected.reverse()
    page = get(reader, UPDATES, **asked, order=order, limit=200)
    assert ids(page["items"]) == expected
    assert (page["total"], page["next"]) == (len(expected), None)


def test_the_filters_that_choose_something_are_not_all_of_it() -> None:
    """The tests above would pass on a record in which nothing differs."""
    sizes = {name: len(days_of(chosen)) for name, (_, chosen) in FILTERS.items()}
    assert len(set(sizes.values())) > 12
    assert 0 < sizes["all of two actors"] < sizes["any of two actors"] < len(DAYS)


def test_fields_leaves_only_those_in_the_document_s_order(reader: TestClient) -> None:
    page = get(reader, UPDATES, fields="headline, day", limit=2)
    assert [list(item) for item in page["items"]] == [["day", "headline"]] * 2
    assert page["items"][0]["headline"] == BY_DAY[DAYS[-1]]["headline"]


@pytest.mark.parametrize(
    ("asked", "name", "words"),
    [
        ({"limit": 0}, "limit", "must be at least 1"),
        ({"limit": 201}, "limit", "must be at most 200"),
        ({"limit": -1}, "limit", "plain digits"),
        ({"limit": ""}, "limit", "plain digits"),
        ({"limit": "ten"}, "limit", "plain digits"),
        ({"limit": "1_0"}, "limit", "plain digits"),
        ({"limit": "9" * 30}, "limit", "must be at most 200"),
        ({"order": "random"}, "order", "not one of"),
        ({"order": "NEWEST"}, "order", "did you mean newest?"),
        ({"actor_match": "some"}, "actor_match", "not one of"),
        ({"actor": ""}, "actor", "must not be empty"),
        ({"actor": "x" * 201}, "actor", "at most 200"),
        ({"actor": ["nato"] * 21}, "actor", "at most 20"),
        ({"status": "claimd"}, "status", "did you mean claimed?"),
        ({"category": "Nuclear"}, "category", "a slug"),
        ({"from": "0"}, "from", "day numbers run from 1"),
        ({"from": "0325"}, "from", "0325 must be written 325"),
        ({"to": "0" * 5_000 + "325"}, "to", "must be written 325"),
        ({"from": "2023-02-30"}, "from", "not in the calendar"),
        ({"to": "tomorrow"}, "to", "neither a day number"),
        ({"date": "٣٢٥"}, "date", "neither a day number"),
        ({"date": ""}, "date", "neither a day number"),
        ({"fields": ""}, "fields", "is not a field here"),
        ({"fields": "day,"}, "fields", "is not a field here"),
        ({"fields": "day,body"}, "fields", "'body' is not a field here; choose from day, date"),
        ({"format": "xml"}, "format", "'json', 'ndjson' or 'csv'"),
        ({"format": "csv", "limit": 5}, "limit", "a csv stream is whole"),
        ({"page": 2}, "page", "is not a parameter of this address"),
        ({"Actor": "nato"}, "Actor", "is not a parameter of this address"),
        ({"actor[]": "nato"}, "actor[]", "is not a parameter of this address"),
        ({"from_": 5}, "from_", "is not a parameter of this address"),
        ({"": 5}, "", "is not a parameter of this address"),
    ],
)
def test_a_parameter_that_is_not_right_is_told_with_what_would_be(
    reader: TestClient, asked: dict[str, Any], name: str, words: str
) -> None:
    fault = refusal(reader, UPDATES, **asked)
    assert (fault["in"], fault["name"]) == ("query", name)
    assert words in fault["detail"]


def test_a_range_that_runs_backward_is_refused(reader: TestClient) -> None:
    detail = "`from` is later than `to`: swap them"
    assert refusal(reader, UPDATES, **{"from": 10, "to": 9})["detail"] == detail
    # It is of two parameters: nothing stands before it.
    assert reader.get(UPDATES, params={"from": 10, "to": 9}).json()["detail"] == detail


def test_fields_are_checked_where_no_item_is_found_too(reader: TestClient) -> None:
    assert refusal(reader, UPDATES, fields="nope", to="2022-02-23")["name"] == "fields"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [({"actor": "belarusss"}, "belarus"), ({"speaker": "Zelenskyyyy"}, "volodymyr-zelenskyy"),
     ({"category": "nuclaer"}, "nuclear")],
)  # fmt: skip
def test_an_unknown_name_is_a_404_with_what_was_meant(
    reader: TestClient, asked: dict[str, Any], meant: str
) -> None:
    answer = reader.get(UPDATES, params=asked)
    assert answer.status_code == 404
    assert meant in answer.json()["suggestions"]


def test_a_day_without_the_actor_is_an_empty_list_and_no_error(reader: TestClient) -> None:
    assert get(reader, UPDATES, actor="belarus", date=1_586)["items"] == days_of(
        lambda each: each["day"] == 1_586 and "belarus" in actors_of(each)
    )


@pytest.mark.parametrize(
    ("items", "field", "lists"),
    [
        ("events", "actors", {"updates", "events"}),
        ("events", "claimed_by", {"updates"}),
        ("quotes", "actor", {"updates", "quotes"}),
        ("quotes", "about", {"updates"}),
    ],
)
def test_an_actor_is_asked_for_as_its_parameter_says(
    editor: Editor, items: str, field: str, lists: set[str]
) -> None:
    document = make_document(2_000, "One.", quotes=(("Somebody", "No."),))
    document[items][0][field] = "moldova" if field in ("claimed_by", "actor") else ["moldova"]
    assert editor.put(document).status_code == 201
    asked = {"actor": "moldova"}
    found = {
        name
        for name in ("updates", "events", "quotes")
        if editor.client.get(f"/v1/{name}", params=asked).raise_for_status().json()["total"]
    }
    assert found == lists
