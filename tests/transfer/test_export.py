"""Where an export may be written: what stands there is filled, and never replaced by a file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app

EXPORT = [sys.executable, "-c", "from app.cli import main; main()", "export"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_device_is_written_to_and_stays_one(record_url: str, tmp_path: Path) -> None:
    """For root, /dev/null became a file."""
    place = tmp_path / "place"
    place.symlink_to(os.devnull)
    result = CliRunner().invoke(app, ["export", str(place), "--database-url", record_url])
    assert (result.exit_code, result.stderr) == (0, f"131 documents written to {place}.\n")
    assert place.is_char_device()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_link_goes_on_leading_to_its_file(record_url: str, tmp_path: Path) -> None:
    place, file = tmp_path / "place", tmp_path / "days.ndjson"
    place.symlink_to(file)
    result = CliRunner().invoke(app, ["export", str(place), "--database-url", record_url])
    assert result.exit_code == 0
    assert place.is_symlink()
    assert len(file.read_text(encoding="utf-8").splitlines()) == 131


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux has a full disk at hand")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("place", ["-", "/dev/full"])
def test_a_full_disk_is_told_in_a_line(record_url: str, place: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*EXPORT, place, "--database-url", record_url],
            check=False, stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    name = "standard output" if place == "-" else place
    assert (done.returncode, done.stderr) == (1, f"{name}: No space left on device\n")
