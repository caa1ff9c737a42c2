import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.db.engine import open_database
from app.models import Revision
from app.settings import Settings
from tests.editing import Editor, make_document

DAY = 2_000
BEFORE, ASKED = "2026-03-28T22:30:00Z", "2026-03-29"
"""Kyiv's clocks went forward on that date: it ended at 21:00 UTC, and began at 22:00 before."""


@pytest.fixture
def changed(editor: Editor, empty_url: str) -> Editor:
    """Changes 1 to 5, made at known moments; day 2001 is held from 2 on, day 2000 not after 4."""
    tag = editor.put(make_document(DAY, "One.")).headers["ETag"]
    editor.put(make_document(DAY + 1, "Other."))
    tag = editor.put(make_document(DAY, "Two."), tag).headers["ETag"]
    editor.delete(DAY, tag, reason="All wrong")
    editor.put(make_document(DAY - 1, "Before."))
    moments = (
        "2026-01-10T10:00:00",
        "2026-01-11T21:59:59",
        "2026-03-29T20:59:59",
        "2026-03-29T21:00:00",
        "2026-04-01T00:00:00",
    )
    database = open_database(Settings(database_url=empty_url))
    with database.write() as connection:
        for seq, moment in enumerate(moments, 1):
            at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
            connection.execute(update(Revision).where(col(Revision.seq) == seq).values(at=at))
    database.close()
    return editor


def read(editor: Editor, as_of: Any, ref: Any = DAY) -> Any:
    return editor.client.get(f"/v1/updates/{ref}", params={"as_of": as_of})


@pytest.mark.parametrize(
    ("as_of", "text"),
    [
        ("1", "One."),
        ("2", "One."),
        ("3", "Two."),
        ("2026-01-10", "One."),
        ("2026-03-28", "One."),
        ("2026-03-29", "Two."),
        ("2026-01-10T10:00:00Z", "One."),
        ("2026-01-10T12:00:00+02:00", "One."),
        ("2026-01-10T12:00:00.000001 02:00", "One."),
        ("2026-03-29T20:59:59.999999Z", "Two."),
        ("2026-03-29T20:59:59.999999999Z", "Two."),
    ],
)
def test_a_day_is_read_as_it_stood(changed: Editor, as_of: str, text: str) -> None:
    answer = read(changed, as_of)
    assert answer.json()["events"][0]["text"] == text
    n = 1 if text == "One." else 2
    assert answer.headers["Content-Location"] == f"/v1/updates/2000/revisions/{n}"
    revision = changed.client.get(answer.headers["Content-Location"])
    assert revision.headers["ETag"] == answer.headers["ETag"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    again = changed.client.get("/v1/updates/2000", params={"as_of": as_of}, headers=tag)
    assert again.status_code == 304


@pytest.mark.parametrize("as_of", ["0", "2026-01-09", "2026-01-10T09:59:59.999999Z"])
def test_before_its_first_revision_a_day_was_not_held(changed: Editor, as_of: str) -> None:
    answer = read(changed, as_of)
    assert answer.status_code == 404
    assert "after change 0" in answer.json()["detail"]


@pytest.mark.parametrize("as_of", ["4", "2026-03-29T21:00:00Z", "2026-03-30"])
def test_after_its_deletion_a_day_is_gone(changed: Editor, as_of: str) -> None:
    answer = read(changed, as_of)
    assert answer.status_code == 410
    assert "All wrong" in answer.json()["detail"]


def test_neighbours_are_those_held_then(changed: Editor) -> None:
    assert "Link" not in read(changed, 1).headers
    link = '</v1/updates/2001?as_of=3>; rel="next"'
    assert read(changed, 3).headers["Link"] == link
    assert read(changed, 4, DAY + 1).headers.get("Link") is None
    assert "/v1/updates/1999?as_of=5" in read(changed, 5, DAY + 1).headers["Link"]


def test_the_latest_is_the_newest_held_then(changed: Editor) -> None:
    assert read(changed, 1, "latest").json()["day"] == DAY
    assert read(changed, 5, "latest").json()["day"] == DAY + 1
    assert read(changed, 0, "latest").status_code == 404


@pytest.mark.parametrize(
    "as_of",
    ["6", "-1", "9999-12-31", "2026-13-01", "soon", "2026-01-10T10:00:00", "2026-01-10T10:00Z", ""],
)
def test_a_time_that_is_none_or_to_come_is_refused(changed: Editor, as_of: str) -> None:
    for address in ("/v1/updates/2000", "/v1/updates"):
        answer = changed.client.get(address, params={"as_of": as_of})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"] == "as_of"


def test_a_list_is_read_as_it_stood(changed: Editor) -> None:
    def days(**asked: Any) -> list[int]:
        answer = changed.client.get("/v1/updates", params=asked)
        assert answer.json()["total"] == len(answer.json()["items"])
        return [each["day"] for each in answer.json()["items"]]

    assert days(as_of=0) == []
    assert days(as_of=3) == [2001, 2000]
    assert days(as_of=3, order="oldest") == [2000, 2001]
    assert days(as_of=5) == days() == [2001, 1999]
    assert days(as_of="2026-03-29", to=2000) == [2000]
    assert days(as_of=3, date="2027-08-16") == [2000]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    assert days(as_of=today) == [2001, 1999]


def test_a_list_as_it_stood_comes_in_pages_and_formats(changed: Editor) -> None:
    first = changed.client.get("/v1/updates?as_of=3&limit=1").json()
    second = changed.client.get(first["next"]).json()
    assert [each["day"] for page in (first, second) for each in page["items"]] == [2001, 2000]
    assert second["next"] is None
    stream = changed.client.get("/v1/updates?as_of=3&format=ndjson&fields=day")
    assert stream.text == '{"day":2001}\n{"day":2000}\n'


@pytest.mark.parametrize("other", ["actor=russia", "speaker=x", "category=fighting"])
def test_other_filters_are_refused_with_it(changed: Editor, other: str) -> None:
    answer = changed.client.get(f"/v1/updates?as_of=3&{other}")
    assert answer.status_code == 422
    assert "as_of" in answer.json()["errors"][0]["detail"]
