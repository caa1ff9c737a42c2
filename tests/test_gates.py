"""Which steps `daybook test` takes."""

from app.gates import steps


def test_the_whole_run_checks_format_lint_types_and_tests_in_that_order() -> None:
    assert [step[0] for step in steps([])] == ["ruff", "ruff", "mypy", "pytest", "pytest"]


def test_every_test_is_in_one_of_the_two_runs_of_pytest() -> None:
    several, alone = steps([])[-2:]
    assert several[-2:] == ("-m", "not alone")
    assert alone == ("pytest", "-m", "alone")


def test_arguments_go_to_pytest_and_only_pytest_runs() -> None:
    assert steps(["-k", "day", "-x"]) == [("pytest", "-k", "day", "-x")]
