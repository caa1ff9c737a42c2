"""Which steps `daybook test` takes."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.commands import gates
from app.commands.gates import ON_DEBIANS, ROOT, steps
from tests.postgresql import debian_programs


def test_the_whole_run_checks_format_lint_types_and_tests_in_that_order() -> None:
    pytests = ["pytest"] * (3 if debian_programs() else 2)
    assert [step[0] for step in steps([])] == ["ruff", "ruff", "mypy", *pytests]


def test_every_test_is_in_one_of_the_two_runs_of_pytest() -> None:
    several, alone = steps([])[3], steps([])[-1]
    assert several[-2:] == ("-m", "not alone")
    assert alone == ("pytest", "-m", "alone")


def test_debians_server_is_tested_where_it_is_installed() -> None:
    on_debians = [step for step in steps([]) if "debian" in step]
    assert len(on_debians) == (1 if debian_programs() else 0)
    assert all((ROOT / file).exists() for file in ON_DEBIANS)


def test_arguments_go_to_pytest_and_only_pytest_runs() -> None:
    assert steps(["-k", "day", "-x"]) == [("pytest", "-k", "day", "-x")]


@pytest.mark.parametrize("command", ["test", "bench"])
def test_where_only_the_package_is_the_way_to_the_source_is_told(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "ROOT", tmp_path)
    result = CliRunner().invoke(app, [command])
    assert result.exit_code == 2
    assert (
        result.stdout == "daybook: that is in the source: clone it and run python3 -m app there\n"
    )
