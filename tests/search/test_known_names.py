"""The names that a query is widened by: places too, and the case forms of Cyrillic names."""

import json
from collections import Counter
from importlib.resources import files

import pytest

from app.text.analyser import fold
from tests.builtin import ACTORS, EVENTS, SPEAKERS
from tests.editing import Editor
from tests.search.twins import Twins

PLACES: list[list[str]] = json.loads(
    files("app").joinpath("data/places.json").read_text(encoding="utf-8")
)
OTHERS: list[list[str]] = json.loads(
    files("app").joinpath("data/other_names.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("Бахмут", "Bakhmut"),
        ("Artemovsk", "Bakhmut"),
        ("Kharkov", "Kharkiv"),
        ("Zaporozhye", "Zaporizhzhia"),
        ("Zaporizhzhia", "Zaporizhia"),
        ("Donbass", "Donbas"),
        ("Chernobyl", "Chornobyl"),
        ("Запорізька АЕС", "Zaporizhzhia nuclear plant"),
        ("ЗАЭС", "Zaporizhzhia nuclear power plant"),
        ('"laut hitam"', "Black Sea"),
        ("Soledar", "Соледар"),
        ('"Sumy oblast"', "Sumy region"),
        ('"Сумская область"', "Sumy region"),
        ("Crimea", "Crimean"),
        ("oblast", "region"),
        ("Лаврова", "Lavrov"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Президент Зеленський", "Zelenskyy"),
        ("президента Путина", "Putin"),
        ("Presiden Zelensky", "President"),
        ("Zelensky's", "Zelenskyy"),
        ("Zelensky’s", "Zelenskyy"),
        ("Wladimir Putin's", "Vladimir Putin"),
        ("Орешник", "Oreshnik"),
        ("Belarussian", "Belarusian"),
        ("український", "Ukrainian"),
        ("nuclear power station", "nuclear plant"),
    ],
)
def test_a_place_finds_its_other_spellings_and_says_so(
    twins: Twins, query: str, shown: str
) -> None:
    answer = twins.get("/v1/search", q=query, limit=200).json()
    told = answer["search"]["expansions"]
    assert shown in {name for names in told.values() for name in names}
    snippets = [match["snippet"] for hit in answer["items"] for match in hit["matches"]]
    assert any(f"<mark>{shown}</mark>" in snippet for snippet in snippets)


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("Rostov-on-Don", "Ростов-на-Дону"),
        ("ivano-frankovsk", "Ivano-Frankivsk"),
        ("St-Petersburg", "Sankt-Peterburg"),
    ],
)
def test_a_name_with_a_hyphen_is_one_name_still(twins: Twins, query: str, other: str) -> None:
    told = twins.get("/v1/search", q=query, limit=1).json()["search"]["expansions"]
    assert list(told) == [query]
    assert other in told[query]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("Києва", "Kyiv"),
        ("Києві", "Київ"),
        ("Бахмуті", "Bakhmut"),
        ("Херсоне", "Kherson"),
        ("Криму", "Crimea"),
        ("Путина", "Putin"),
        ("Зеленського", "Zelenskyy"),
        ("Лукашенкою or Лукашенком", "Lukashenko"),
        ("Владимира Путина", "Vladimir Putin"),
        ("российских", "Russian"),
    ],
)
def test_a_name_in_another_case_finds_its_other_spellings(
    twins: Twins, query: str, shown: str
) -> None:
    answer = twins.get("/v1/search", q=query, limit=200).json()
    assert shown in {name for names in answer["search"]["expansions"].values() for name in names}
    snippets = [match["snippet"] for hit in answer["items"] for match in hit["matches"]]
    assert any(f"<mark>{shown}</mark>" in snippet for snippet in snippets)


@pytest.mark.parametrize("query", ['"Києва"', "Києв*", "кия", "киянин", "сила", "Берлога"])
def test_what_is_no_form_of_a_name_is_not_widened(twins: Twins, query: str) -> None:
    assert twins.get("/v1/search", q=query).json()["search"]["expansions"] == {}


def test_a_name_in_another_case_is_excluded_too(twins: Twins) -> None:
    with_him = twins.get("/v1/quotes", q="tanks").json()["total"]
    without = twins.get("/v1/quotes", q="tanks -Зеленського").json()["total"]
    assert without == twins.get("/v1/quotes", q="tanks -Zelenskyy").json()["total"] < with_him


def test_no_spelling_of_a_listed_name_means_something_else() -> None:
    spelled = Counter(fold(name) for group in (*PLACES, *OTHERS) for name in group)
    assert [name for name, count in spelled.items() if count > 1] == []
    named = {
        fold(name) for entry in (*ACTORS, *SPEAKERS) for group in entry["aliases"] for name in group
    }
    assert named & set(spelled) == set()


def test_the_places_that_the_record_names_often_are_known() -> None:
    known = {fold(name) for group in PLACES for name in group}
    known |= {fold(name) for actor in ACTORS for group in actor["aliases"] for name in group}
    named = [event["place"].removesuffix(" region") for event in EVENTS if event["place"]]
    often = {name for name, count in Counter(named).items() if count >= 4}
    assert {name for name in often if fold(name) not in known} == set()


def test_the_next_search_knows_a_name_as_it_is_then(editor: Editor) -> None:
    def expansions() -> dict[str, list[str]]:
        answer = editor.client.get("/v1/events", params={"q": "Poseidonia"}).json()
        spellings: dict[str, list[str]] = answer["search"]["expansions"]
        return spellings

    assert expansions() == {}
    named = {
        "kind": "country",
        "name": "Atlantis",
        "names": {},
        "aliases": [["Poseidonia", "Isle"]],
    }
    tag = editor.send("PUT", "/v1/actors/atlantis", named).headers["ETag"]
    assert expansions() == {"Poseidonia": ["Isle"]}
    named["aliases"] = [["Poseidonia", "Sunken"]]
    tag = editor.send("PUT", "/v1/actors/atlantis", named, tag).headers["ETag"]
    assert expansions() == {"Poseidonia": ["Sunken"]}
    assert editor.send("DELETE", "/v1/actors/atlantis", None, tag).status_code == 204
    assert expansions() == {}
