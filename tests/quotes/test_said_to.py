"""The filter `said_to`: any spelling of who is spoken to, whichever of them the record writes."""

import pytest
from starlette.testclient import TestClient

from app.text.analyser import fold
from tests.builtin import QUOTES, ids
from tests.editing import Editor, make_document
from tests.pages import get, walk

HELD = {
    "Путін": "Vladimir Putin",
    "Владимиру Путину": "Vladimir Putin",
    "Zelenskiy": "Volodymyr Zelenskyy",
    "Зеленському": "Volodymyr Zelenskyy",
    "TASS": "TASS",
    "ТАСС": "TASS",
    "Телеграм": "Telegram",
    "БелТА": "BelTA",
    "РИА Новости": "RIA Novosti",
    "Россия 1": "Rossiya 1",
    "REPORTERS": "reporters",
    "New Years address": "New Year's address",
}


@pytest.mark.parametrize("typed", HELD)
def test_any_spelling_of_who_is_spoken_to_finds_it(reader: TestClient, typed: str) -> None:
    held = fold(HELD[typed])
    expected = [quote["id"] for quote in QUOTES if fold(quote["said_to"] or "") == held]
    assert expected
    assert ids(walk(reader, "/v1/quotes", said_to=typed, order="oldest", limit=200)) == expected


@pytest.mark.parametrize("typed", ["Vladimir", "report", "nobody", "!"])
def test_what_is_no_spelling_of_it_finds_nothing(reader: TestClient, typed: str) -> None:
    assert get(reader, "/v1/quotes", said_to=typed)["items"] == []


def test_all_the_spellings_that_a_record_writes_are_found_together(editor: Editor) -> None:
    names = ["Vladimir Putin", "Володимир Путін", "TASS"]
    said = ("Serhiy Popko", "I would not link these air force exercises")
    document = make_document(325, quotes=(said,) * len(names))
    for quote, name in zip(document["quotes"], names, strict=True):
        quote["said_to"] = name
    editor.send("PUT", "/v1/updates/325", document)
    for name in ("Putin", "путин"):
        items = get(editor.client, "/v1/quotes", said_to=name)["items"]
        assert [item["said_to"] for item in items] == names[1::-1]
        assert editor.client.get("/v1/quotes/random", params={"said_to": name}).status_code == 200
