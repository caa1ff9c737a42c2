"""/v1/updates/{ref}: one day, by its number, its date, or as the newest."""

import datetime as dt
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.db.engine import open_database
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, delete_update, write_updates
from app.settings import Settings
from tests.builtin import BY_DAY, DAYS, LINES
from tests.factories import parsed


def test_a_day_is_the_document_that_went_in_to_the_byte(reader: TestClient) -> None:
    assert reader.get("/v1/updates/325").content.decode() == LINES[DAYS.index(325)]


def test_the_number_the_date_and_latest_name_one_resource(reader: TestClient) -> None:
    newest = BY_DAY[DAYS[-1]]
    answers = [
        reader.get(f"/v1/updates/{ref}") for ref in (newest["day"], newest["date"], "latest")
    ]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert {answer.headers["content-location"] for answer in answers} == {
        f"/v1/updates/{newest['day']}"
    }


def test_every_day_held_is_found_by_its_date(reader: TestClient) -> None:
    for day in DAYS[::10]:
        assert reader.get(f"/v1/updates/{BY_DAY[day]['date']}").json() == BY_DAY[day]


@pytest.mark.parametrize("day", [DAYS[1], 325, DAYS[-2]])
def test_a_day_links_to_the_days_held_before_and_after_it(reader: TestClient, day: int) -> None:
    before, after = DAYS[DAYS.index(day) - 1], DAYS[DAYS.index(day) + 1]
    assert reader.get(f"/v1/updates/{day}").headers["link"] == (
        f'</v1/updates/{before}>; rel="prev", </v1/updates/{after}>; rel="next"'
    )


def test_the_first_day_links_only_forward(reader: TestClient) -> None:
    assert reader.get("/v1/updates/1").headers["link"] == (f'</v1/updates/{DAYS[1]}>; rel="next"')


def test_the_newest_day_links_only_back(reader: TestClient) -> None:
    assert reader.get("/v1/updates/latest").headers["link"] == (
        f'</v1/updates/{DAYS[-2]}>; rel="prev"'
    )


def test_links_lead_through_every_day_held(reader: TestClient) -> None:
    seen, address = [], "/v1/updates/1"
    while True:
        answer = reader.get(address)
        seen.append(answer.json()["day"])
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
    assert seen == DAYS


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("0", "day numbers run from 1 (2022-02-24) to 2913850, not 0"),
        ("-1", "not -1"),
        ("+5", "+5 must be written 5"),
        ("0325", "0325 must be written 325"),
        ("99999999999", "not 99999999999"),
        ("2913851", "not 2913851"),
        ("2023-02-30", "2023-02-30 is not in the calendar"),
        ("2023-13-01", "2023-13-01 is not in the calendar"),
        ("0000-01-01", "0000-01-01 is not in the calendar"),
        ("2022-02-23", "2022-02-23 is before day 1, 2022-02-24"),
        ("0001-01-01", "0001-01-01 is before day 1"),
        ("foo", "'foo' is neither a day number such as 325 nor a date"),
        ("LATEST", "'LATEST' is neither"),
        ("3.5", "'3.5' is neither"),
        ("1_000", "'1_000' is neither"),
        ("0x10", "'0x10' is neither"),
        ("2023-1-14", "'2023-1-14' is neither"),
        ("20230114", "not 20230114"),
        ("2023-01-14T00:00Z", "is neither"),
        ("3٢5", "is neither"),
        ("٣٢٥", "is neither"),
        ("%20", "is neither"),
        ("325%20", "is neither"),
        ("325%00", "is neither"),
        ("%F0%9F%99%82", "'🙂' is neither"),
        ("%FF", "is neither"),
        ("%", "'%' is neither"),
        ("%ZZ", "'%ZZ' is neither"),
        ("1" * 20, "day numbers run from 1"),
        ("1" * 21, "at most 20 characters"),
        ("x" * 5_000, "at most 20 characters"),
    ],
)
def test_what_names_no_day_is_a_422_that_says_what_would(
    reader: TestClient, ref: str, words: str
) -> None:
    answer = reader.get(f"/v1/updates/{ref}")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["in"], fault["name"]) == ("path", "ref")
    assert words in fault["detail"]


@pytest.mark.parametrize("ref", ["400", "2023-03-30"])
def test_a_day_not_held_names_the_nearest_days_that_are(reader: TestClient, ref: str) -> None:
    before = max(day for day in DAYS if day < 400)
    after = min(day for day in DAYS if day > 400)
    answer = reader.get(f"/v1/updates/{ref}")
    body = answer.json()
    assert (answer.status_code, body["type"]) == (404, "urn:daybook:problem:day-not-held")
    assert body["suggestions"] == [f"/v1/updates/{before}", f"/v1/updates/{after}"]
    assert body["detail"] == (
        f"Day 400 (2023-03-30) is not in the record; the nearest days held are day {before} "
        f"({BY_DAY[before]['date']}) and day {after} ({BY_DAY[after]['date']})."
    )


@pytest.mark.parametrize("ref", ["1587", "2913850", "9999-12-31"])
def test_a_day_after_the_newest_names_the_newest(reader: TestClient, ref: str) -> None:
    body = reader.get(f"/v1/updates/{ref}").json()
    assert body["suggestions"] == [f"/v1/updates/{DAYS[-1]}"]
    assert f"the nearest day held is day {DAYS[-1]}" in body["detail"]


@pytest.mark.parametrize("ref", ["latest", "1"])
def test_an_empty_record_says_that_it_is_empty(
    make_client: Callable[..., TestClient], empty_url: str, ref: str
) -> None:
    answer = make_client(empty_url).get(f"/v1/updates/{ref}")
    assert answer.status_code == 404
    assert "day yet" in answer.json()["title"] + answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/updates/", "/v1/updates/325/", "/v1/updates/3/2/5", "/v1"])
def test_an_address_beside_the_record_is_a_404(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:daybook:problem:not-found"


def test_an_unknown_parameter_is_refused(reader: TestClient) -> None:
    answer = reader.get("/v1/updates/325?fields=day")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "fields"


def test_a_deleted_day_is_gone_and_says_when_and_why(
    make_client: Callable[..., TestClient], empty_url: str
) -> None:
    database = open_database(Settings(database_url=empty_url))
    with database.write() as connection:
        write_updates(connection, [parsed(400)], read_vocabulary(connection), Author("test"))
        gone = delete_update(connection, 400, Author("test", "written on the wrong day"))
    database.close()
    assert gone is not None
    answer = make_client(empty_url).get("/v1/updates/400")
    assert answer.status_code == 410
    assert answer.json()["detail"] == (
        f"Day 400 (2023-03-30) was deleted on {gone.at.astimezone(dt.UTC):%Y-%m-%d at %H:%M:%S} "
        "UTC: written on the wrong day."
    )
