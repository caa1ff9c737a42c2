"""The README and the program tell the same: every command and setting, both ways."""

import re
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from app.cli import app
from app.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_command_is_in_the_readme_and_the_other_way_round() -> None:
    told = {re.findall(r"[a-z]+", row[0])[0] for row in _rows("Commands")}
    assert told == set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # it is a group


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in _rows("Settings")}
    known = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "none" if default is None else str(default).lower()
        known[f"DAYBOOK_{name.upper()}"] = shown
    assert told == known


def test_every_option_in_the_readme_exists() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group
    for name, does in _rows("Commands"):
        command = commands[re.findall(r"[a-z]+", name)[0]]
        if hasattr(command, "commands"):
            continue
        known = {option for each in command.params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", does)) <= known


def test_every_file_in_the_readme_exists() -> None:
    root = Path(__file__).parent.parent
    for path in re.findall(r"`((?:app|tests|migrations)/[a-z_/.]*)`", README):
        assert (root / path).exists(), path


def test_the_bench_lists_the_options_that_the_readme_tells_of() -> None:
    told = set(re.findall(r"`(--[a-z]+)", README.split("## Speed\n")[1].split("\n###")[0]))
    shown = CliRunner().invoke(app, ["bench", "--help"])
    assert shown.exit_code == 0
    assert "--lock" in told
    assert told <= set(re.findall(r"--[a-z-]+", shown.stdout))
