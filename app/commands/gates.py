"""What must pass before a change goes in; `daybook test`, `.ci/run` and people all call this."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
)

ON_DEBIANS = (
    "tests/db/test_migrations.py",
    "tests/record/test_record.py",
    "tests/caching/test_same_answers.py",
    "tests/db/test_statement_counts.py",
    "tests/lists/test_lists_match_scan.py",
    "tests/updates/test_writes.py",
)
"""What runs on the PostgreSQL of Debian's packages too, an older one than the embedded: the schema,
the writer, and every kind of question."""


def steps(arguments: Sequence[str]) -> list[tuple[str, ...]]:
    """The modules to run, in order, cheapest first; with arguments for pytest only pytest runs.

    The whole suite runs in two processes, but for what is marked `alone`: that measures, and a
    busy neighbour would fail it. A chosen part runs in one process, which starts sooner and leaves
    the terminal to a debugger.
    """
    if arguments:
        return [("pytest", *arguments)]
    several = ("pytest", "-n", "2", "-m", "not alone")
    also = ("-k", "postgresql", "--postgresql", "debian", *ON_DEBIANS)
    debian = [(*several, *also)] if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else []
    return [*CHECKS, several, *debian, ("pytest", "-m", "alone")]


def refuse_installed() -> None:
    """Exit, as from a wrong call, where only the package is: tests and bench are in the source."""
    if not (ROOT / "pyproject.toml").exists():
        print("daybook: that is in the source: clone it and run python3 -m app there")
        raise SystemExit(2)


def run_gates(arguments: Sequence[str]) -> int:
    """Run every step, also after one that failed; gives the first exit code that is not 0."""
    refuse_installed()
    codes = []
    for step in steps(arguments):
        print(f"== {' '.join(step)}", flush=True)
        done = subprocess.run(  # noqa: S603 - our own command lines, no shell
            [sys.executable, "-m", *step], cwd=ROOT, check=False
        )
        codes.append(done.returncode)
        if done.returncode and step[0] != "pytest":  # pytest's own last line says it
            print(f"== {step[0]} failed with exit code {done.returncode}", flush=True)
    return next((code for code in codes if code), 0)
