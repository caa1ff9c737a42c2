"""How `python3 -m app` decides; that it really installs is .ci/run's fresh clone."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app import bootstrap, installed

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def wanted(*extras: str, python: str = "3.11", path: str = "/srv/daybook/.venv") -> dict[str, Any]:
    return bootstrap.recipe(PROJECT, extras, python, path)


def add_package(folder: Path, name: str, version: str) -> None:
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py"])
def test_an_old_python_can_parse_what_tells_it_so(file: str) -> None:
    ast.parse((ROOT / "app" / file).read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py", "bootstrap.py", "installed.py"])
def test_the_start_imports_only_the_standard_library(file: str) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse((ROOT / "app" / file).read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - {"app"} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("arguments", "extras"),
    [
        ([], ()),
        (["serve", "--port", "9000"], ()),
        (["test"], ("dev",)),
        (["--quiet", "test", "-k", "day"], ("dev",)),
        (["import", "test"], ()),
    ],
)
def test_only_the_test_command_needs_the_dev_extra(
    arguments: list[str], extras: tuple[str, ...]
) -> None:
    assert bootstrap.extras_for(arguments) == extras


@pytest.mark.parametrize(
    ("version", "specifiers", "inside"),
    [
        ("0.165.0", ">=0.165,<0.166", True),
        ("0.165.3", ">=0.165,<0.166", True),
        ("0.164.9", ">=0.165,<0.166", False),
        ("0.166.0", ">=0.165,<0.166", False),
        ("2.14.0b1", ">=2.14,<3", True),
        ("10.0", ">=9.2,<10", False),
        ("0.17.6", "==0.17.6", True),
        ("0.17.10", "==0.17.6", False),
        ("1.0", "==1", True),
        ("unknown", ">=1", False),
        ("4", "", True),
    ],
)
def test_versions_compare_by_number(version: str, specifiers: str, inside: bool) -> None:
    assert installed.meets(version, specifiers) is inside


def test_every_requirement_of_pyproject_is_understood() -> None:
    table = PROJECT["project"]
    for requirement in [*table["dependencies"], *table["optional-dependencies"]["dev"]]:
        assert installed.REQUIREMENT.match(requirement.replace(" ", "")), requirement


def test_this_interpreter_has_the_dependencies() -> None:
    assert installed.first_unmet(PROJECT["project"]["dependencies"]) is None


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    add_package(tmp_path, "typer", "0.27.0")
    needs = ["typer>=0.27,<1", "babel>=2.18,<3"]
    assert installed.first_unmet(needs, [str(tmp_path)]) == "babel>=2.18,<3"


def test_a_package_that_is_too_old_counts_as_missing(tmp_path: Path) -> None:
    add_package(tmp_path, "typer", "0.9.0")
    assert installed.first_unmet(["typer>=0.27,<1"], [str(tmp_path)]) == "typer>=0.27,<1"


def test_a_requirement_of_unknown_form_counts_as_missing() -> None:
    assert installed.first_unmet(['pytest>=9; sys_platform == "linux"']) is not None


def test_no_environment_means_making_one() -> None:
    assert bootstrap.next_step(False, None, wanted(), met=False) == bootstrap.CREATE


def test_a_finished_install_is_used() -> None:
    assert bootstrap.next_step(True, wanted(), wanted(), met=True) == bootstrap.USE


def test_serving_after_testing_installs_nothing() -> None:
    assert bootstrap.next_step(True, wanted("dev"), wanted(), met=True) == bootstrap.USE


def test_testing_after_serving_installs_the_dev_extra() -> None:
    assert bootstrap.next_step(True, wanted(), wanted("dev"), met=False) == bootstrap.INSTALL


def test_changed_requirements_are_installed() -> None:
    before = {**wanted(), "dependencies": ["fastapi>=0.1"]}
    assert bootstrap.next_step(True, before, wanted(), met=True) == bootstrap.INSTALL


def test_an_install_that_was_cut_short_starts_from_nothing() -> None:
    assert bootstrap.next_step(True, {}, wanted(), met=True) == bootstrap.CREATE


@pytest.mark.parametrize("change", [{"python": "3.13"}, {"path": "/elsewhere/.venv"}])
def test_another_python_or_a_moved_folder_makes_it_anew(change: dict[str, str]) -> None:
    assert bootstrap.next_step(True, wanted(**change), wanted(), met=True) == bootstrap.CREATE


def test_an_environment_whose_python_is_gone_is_made_anew() -> None:
    assert bootstrap.next_step(False, wanted(), wanted(), met=True) == bootstrap.CREATE


def test_another_tools_environment_is_used_untouched_where_it_has_all() -> None:
    assert bootstrap.next_step(True, None, wanted(), met=True) == bootstrap.USE


def test_another_tools_environment_is_never_made_anew() -> None:
    assert bootstrap.next_step(True, None, wanted(), met=False) == bootstrap.INSTALL


def test_a_new_version_number_or_lint_rule_installs_nothing() -> None:
    tables = {**PROJECT, "tool": {**PROJECT["tool"], "ruff": {}}}
    tables["project"] = {**PROJECT["project"], "description": "changed"}
    assert bootstrap.recipe(tables, (), "3.11", "/srv/daybook/.venv") == wanted()


def test_an_edited_dashboard_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    source = tmp_path / "app" / "dashboard" / "src" / "start.ts"
    source.parent.mkdir(parents=True)
    source.write_text("before")
    before = wanted()
    source.write_text("after")
    assert bootstrap.next_step(True, before, wanted(), met=True) == bootstrap.INSTALL


def test_the_stamp_reads_back_and_half_a_stamp_is_an_install_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "daybook.json")
    assert bootstrap.read_stamp() is None
    bootstrap.write_stamp(wanted("dev"))
    assert bootstrap.covers(bootstrap.read_stamp(), wanted("dev"))
    (tmp_path / "daybook.json").write_text('{"python": "3.')
    assert bootstrap.read_stamp() == {}


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("WARNING: Retrying … Failed to establish a new connection: [Errno -2]", "HTTPS_PROXY"),
        ("ERROR: Max retries exceeded with url: /simple/typer/\nNo matching", "HTTPS_PROXY"),
        ("ERROR: No matching distribution found for fastapi>=0.165", "no fitting version"),
        ("error: something else", "Start again"),
    ],
)
def test_a_failed_install_says_what_to_do(output: str, words: str) -> None:
    assert words in bootstrap.explain(output)


LOADED = """
import sys
import uvicorn
from app.commands.server import run
from app.settings import Settings

uvicorn.run = lambda *given, **named: uvicorn.Config(*given, **named).load()
run(Settings(database_url="sqlite:///unopened.db"), "127.0.0.1", 0, 1)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_server_loads_nothing_that_it_may_never_need(tmp_path: Path) -> None:
    """Each takes megabytes of every worker, and its part of a start."""
    found = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(found.stdout.splitlines()[-1].split())
    assert {"structlog", "httptools"} <= loaded
    assert not loaded & {
        "rich",
        "limits",
        "watchfiles",
        "websockets",
        "psycopg",
        "alembic",
        "prometheus_client",
    }
