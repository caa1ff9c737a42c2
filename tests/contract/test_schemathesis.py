"""Generated requests, right and wrong ones, against every operation of a running server.

Through schemathesis' own command line: its pytest fixtures break on pytest 9.2's node ids, and
the command also follows links from one answer to the next request.
"""

import subprocess
import sys
from pathlib import Path

from tests.live import ROOT, environment

SEED = "325"

OPEN_ENDED = ("--exclude-path", "/v1/stream", "--exclude-path", "/v1/changes")
"""A stream stays open and a long poll waits, as they should: tests/changes hold both to theirs."""


def run_schemathesis(server: str, folder: Path, *options: str) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{server}/openapi.json"),
            *("--seed", SEED, "--generation-database", "none", "--no-color", *options),
        ],
        cwd=folder,
        env={
            **environment(),
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.contract.serializers",
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_documented_example_works_as_it_stands(live_server: str, tmp_path: Path) -> None:
    run_schemathesis(live_server, tmp_path, "--phases", "examples", *OPEN_ENDED)


def test_every_operation_keeps_its_contract(live_server: str, tmp_path: Path) -> None:
    # positive_data_acceptance: a schema cannot say that `from` is not after `to`, that
    # 2023-02-30 is not in the calendar, or which cursors were given out.
    exclude = ("--exclude-checks", "positive_data_acceptance")
    run_schemathesis(
        live_server,
        tmp_path,
        *("--phases", "coverage,fuzzing,stateful", "--max-examples", "10", *exclude),
        *OPEN_ENDED,
    )
