"""The command `import` asks why an old day is corrected, as the API does."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlmodel import col
from typer.testing import CliRunner, Result

from app.cli import app
from app.db.engine import open_database
from app.invasion_day import day_of, today
from app.models import Revision
from app.settings import Settings
from tests.factories import line

Run = Callable[..., Result]


@pytest.fixture
def run(empty_url: str) -> Run:
    """Run a command on a record that holds day 400."""

    def invoke(*words: str, given: bytes) -> Result:
        return CliRunner().invoke(
            app, [*words], input=given, env={"DAYBOOK_DATABASE_URL": empty_url}
        )

    assert invoke("import", "-", given=line(400)).exit_code == 0
    return invoke


def reasons(url: str) -> list[str | None]:
    database = open_database(Settings(database_url=url))
    with database.read() as connection:
        found = list(connection.scalars(select(col(Revision.reason)).order_by(col(Revision.seq))))
    database.close()
    return found


@pytest.mark.parametrize("option", [[], ["--keep-going"], ["--dry-run"]])
def test_an_old_day_is_not_corrected_without_a_reason(
    run: Run, empty_url: str, option: list[str]
) -> None:
    given = line(400, headline="Another headline") + line(401)
    result = run("import", *option, "-", given=given)
    assert result.exit_code == 1
    assert "corrects days older than a week (400): say why with --reason" in result.stderr
    assert "nothing written" in result.stderr
    assert reasons(empty_url) == [None]


def test_many_old_days_are_not_all_listed(run: Run) -> None:
    held = b"".join(line(day) for day in range(401, 410))
    assert run("import", "-", given=held).exit_code == 0
    others = b"".join(line(day, headline="Another headline") for day in range(400, 410))
    told = run("import", "-", given=others).stderr
    assert "(400, 401, 402, 403, 404 and 5 more)" in told


def test_with_a_reason_it_is_corrected(run: Run, empty_url: str) -> None:
    given = line(400, headline="Another headline")
    result = run("import", "--reason", "a clearer headline", "-", given=given)
    assert result.exit_code == 0, result.stderr
    assert reasons(empty_url) == [None, "a clearer headline"]


def test_a_day_of_this_week_is_still_being_written(run: Run, empty_url: str) -> None:
    day = day_of(today())
    assert run("import", "-", given=line(day)).exit_code == 0
    assert run("import", "-", given=line(day, headline="Another headline")).exit_code == 0
    assert reasons(empty_url) == [None, None, None]
