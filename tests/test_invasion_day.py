"""The one formula: day N is 2022-02-24 plus N - 1 days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import invasion_day
from app.invasion_day import DAY_ONE, LAST_DAY, date_of, day_of, today
from tests.builtin import DOCUMENTS


def test_day_one_is_the_day_of_the_invasion() -> None:
    assert date_of(1) == DAY_ONE == date(2022, 2, 24)


def test_day_325_is_the_article_s_date() -> None:
    assert date_of(325) == date(2023, 1, 14)
    assert day_of(date(2023, 1, 14)) == 325


def test_an_outlet_s_drifted_number_does_not_change_the_date() -> None:
    """Al Jazeera's "day 912" was the 914th."""
    assert day_of(date(2024, 8, 25)) == 914


def test_a_leap_day_counts() -> None:
    assert day_of(date(2024, 3, 1)) - day_of(date(2024, 2, 28)) == 2


@given(st.integers(1, LAST_DAY))
def test_every_day_has_one_date_and_every_date_one_day(day: int) -> None:
    assert day_of(date_of(day)) == day


@given(st.integers(1, LAST_DAY - 1))
def test_days_follow_one_another_as_dates_do(day: int) -> None:
    assert date_of(day + 1) - date_of(day) == timedelta(days=1)


def test_the_last_day_is_the_calendar_s_last_date() -> None:
    assert date_of(LAST_DAY) == date.max


@pytest.mark.parametrize("day", [0, -1, LAST_DAY + 1, 99_999_999_999])
def test_a_number_outside_the_calendar_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="day numbers run from 1"):
        date_of(day)


def test_a_date_before_the_invasion_has_a_number_below_one() -> None:
    assert day_of(date(2022, 2, 23)) == 0
    assert day_of(date(2022, 2, 20)) == -3


def test_every_document_of_the_built_in_record_obeys_the_formula() -> None:
    assert all(date_of(each["day"]).isoformat() == each["date"] for each in DOCUMENTS)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (datetime(2023, 1, 13, 21, 59, tzinfo=UTC), date(2023, 1, 13)),
        (datetime(2023, 1, 13, 22, 1, tzinfo=UTC), date(2023, 1, 14)),
        (datetime(2023, 7, 13, 20, 59, tzinfo=UTC), date(2023, 7, 13)),
        (datetime(2023, 7, 13, 21, 1, tzinfo=UTC), date(2023, 7, 14)),
    ],
)
def test_today_turns_at_midnight_in_kyiv(
    monkeypatch: pytest.MonkeyPatch, moment: datetime, there: date
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # fakes one call of the clock
            return moment.astimezone(tz)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(invasion_day, "datetime", Clock)
    assert today() == there
