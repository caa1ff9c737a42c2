"""/v1/coverage: what the record holds, and what it lacks."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from app.coverage import queries
from app.invasion_day import date_of
from tests.builtin import DAYS
from tests.pages import get

TODAY = 1_600


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "today", lambda: date_of(TODAY))


def test_held_and_missing_days_together_are_every_day_until_today(client: TestClient) -> None:
    coverage = get(client, "/v1/coverage")
    ranges = {
        which: [range(each["from_day"], each["to_day"] + 1) for each in coverage[f"{which}_ranges"]]
        for which in ("held", "missing")
    }
    held, missing = ([day for days in ranges[which] for day in days] for which in ranges)
    assert held == DAYS
    assert sorted(held + missing) == list(range(1, TODAY + 1))
    assert (coverage["held"], coverage["missing"]) == (len(held), len(missing))
    assert coverage["percent"] == round(100 * len(DAYS) / TODAY, 1)
    assert coverage["today"] == {"day": TODAY, "date": date_of(TODAY).isoformat()}
    assert coverage["latest"] == {"day": DAYS[-1], "date": date_of(DAYS[-1]).isoformat()}
    assert coverage["days_behind"] == TODAY - DAYS[-1]
    for each in [*coverage["held_ranges"], *coverage["missing_ranges"]]:
        assert each["days"] == each["to_day"] - each["from_day"] + 1
        assert each["from_date"] == date_of(each["from_day"]).isoformat()


def test_an_empty_record_lacks_every_day(
    make_client: Callable[..., TestClient], empty_url: str
) -> None:
    coverage = get(make_client(empty_url), "/v1/coverage")
    assert (coverage["held"], coverage["latest"], coverage["days_behind"]) == (0, None, None)
    assert coverage["percent"] == 0
    (whole,) = coverage["missing_ranges"]
    assert (whole["from_day"], whole["to_day"]) == (1, TODAY)
