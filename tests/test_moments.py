"""Points in time as people write them, up to the edges of the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.invasion_day import KYIV
from app.moments import end_of, parse_moment

A_DAY = dt.timedelta(days=1)


@given(st.dates(dt.date(1900, 1, 1), dt.date(9999, 12, 30)))
def test_a_date_ends_where_the_next_begins_in_kyiv(date: dt.date) -> None:
    midnight = dt.datetime.combine(date + A_DAY, dt.time.min, KYIV).astimezone(dt.UTC)
    assert end_of(date) == midnight - dt.timedelta(microseconds=1)


def test_a_date_ends_once_where_clocks_were_set_back_to_it() -> None:
    # Kyiv's clocks showed the last hour of this day twice.
    assert end_of(dt.date(1981, 9, 30)).isoformat() == "1981-09-30T20:59:59.999999+00:00"


def test_the_last_date_ends_too() -> None:
    assert parse_moment("9999-12-31").isoformat() == "9999-12-31T21:59:59.999999+00:00"


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00"])
def test_an_instant_beyond_the_calendar_in_utc_is_told_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"lies beyond the years 1 to 9999 in UTC"):
        parse_moment(text)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("9999-12-31", "as_of: 9999-12-31 21:59:59 UTC is yet to come"),
        ("9999-12-30", "as_of: 9999-12-30 21:59:59 UTC is yet to come"),
        ("2023-02-30", "as_of: 2023-02-30 is not in the calendar"),
        ("9999-12-31T23:59:59-01:00", "lies beyond the years 1 to 9999 in UTC"),
    ],
)
def test_what_cannot_be_asked_as_of_is_told_why(reader: TestClient, as_of: str, told: str) -> None:
    for address in ("/v1/updates/325", "/v1/updates"):
        answer = reader.get(address, params={"as_of": as_of})
        assert answer.status_code == 422
        assert told in answer.json()["detail"]


@pytest.mark.parametrize("as_of", ["0001-01-01", "0001-01-01T00:00:00Z"])
def test_before_the_record_there_was_none(reader: TestClient, as_of: str) -> None:
    assert reader.get("/v1/updates", params={"as_of": as_of}).json()["total"] == 0
