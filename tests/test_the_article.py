"""The article that the project began with, answered from the API alone.

What did Russia say on day 325 about Belarus joining the war, who said it, to whom, which outlet
relayed which, and what were the three previous updates?
"""

from starlette.testclient import TestClient

from tests.pages import get


def test_what_russia_said_about_belarus_who_to_whom_and_by_whom_it_was_relayed(
    reader: TestClient,
) -> None:
    page = get(reader, "/v1/quotes?date=2023-01-14&actor=Moskow&about=Belarus")
    (quote,) = page["items"]
    assert "is sufficient grounds for a collective response" in quote["text"]
    assert quote["speaker"] == "Aleksey Polishchuk"
    assert quote["role"] == "official at Russia's Foreign Ministry"
    assert quote["said_to"] == "TASS"
    assert quote["said_on"] == "2023-01-13"
    (source,) = quote["sources"]
    assert (source["outlet"], source["via"]) == ("Tribun Gorontalo", "Al Jazeera")
    assert (source["author"], source["editor"]) == ("Nina Yuniar", "Ananda Putri Octaviani")
    assert source["image"]["credit"] == "AFP/Mikhail Klimentyev"


def test_what_it_meant_is_an_event_of_the_day_with_who_claims_it(reader: TestClient) -> None:
    page = get(reader, "/v1/events?date=325&actor=belarus&claimed_by=russia&q=join")
    (event,) = page["items"]
    assert "Belarus might then join the war" in event["text"]
    assert event["status"] == "claimed"


def test_the_other_side_of_the_day_is_there_too(reader: TestClient) -> None:
    (quote,) = get(reader, "/v1/quotes?date=325&actor=ukraine&about=belarus")["items"]
    assert quote["speaker"] == "Serhiy Popko"
    speaker = get(reader, f"/v1/speakers/{quote['speaker_slug']}")
    assert (speaker["name"], speaker["actor"]) == ("Serhiy Popko", "ukraine")


def test_the_three_updates_before_it_are_named_and_held(reader: TestClient) -> None:
    document = get(reader, "/v1/updates/325")
    assert document["related_days"] == [322, 323, 324]
    for day in document["related_days"]:
        assert get(reader, f"/v1/updates/{day}")["day"] == day


def test_the_three_updates_before_it_are_found_by_its_links_too(reader: TestClient) -> None:
    address, found = "/v1/updates/325", []
    for _ in range(3):
        address = reader.get(address).links["prev"]["url"]
        found.append(get(reader, address)["day"])
    assert found == [324, 323, 322]


def test_which_outlet_relays_which_is_told_of_all_days(reader: TestClient) -> None:
    outlets = {each["outlet"]: each for each in get(reader, "/v1/sources?date=325")["items"]}
    assert outlets["Tribun Gorontalo"]["relays"] == [{"outlet": "Al Jazeera", "citations": 1}]
    assert outlets["NewsBreak"]["relays"] == [{"outlet": "The Guardian", "citations": 1}]
