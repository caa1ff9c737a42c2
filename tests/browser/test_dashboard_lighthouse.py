"""Lighthouse, run in Debian's Chromium with Node from PyPI; its reports are kept."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import ARGUMENTS
from tests.browser.dashboard import RunNode
from tests.browser.dashboard import dashboard_node as dashboard_node

LOWEST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@pytest.mark.alone
@pytest.mark.parametrize(("form", "path"), [("mobile", "/325"), ("desktop", "/")])
def test_lighthouse_gives_95_or_more(
    dashboard_node: RunNode,
    live_server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    path: str,
) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium, as .ci/run does")
    monkeypatch.setenv("CHROME_PATH", program)
    # One more try for performance alone: it measures the machine too, which may be busy.
    for attempt in ("first", "second"):
        scores = _scores(dashboard_node, live_server + path, tmp_path / f"{form}-{attempt}", form)
        if scores["performance"] >= LOWEST:
            break
    assert {name: score for name, score in scores.items() if score < LOWEST} == {}


def _scores(node: RunNode, address: str, report: Path, form: str) -> dict[str, float]:
    done = node(
        "lighthouse/cli/index.js",
        address,
        "--quiet",
        "--output=json",
        "--output=html",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(['--headless=new', *ARGUMENTS])}",
        *(["--preset=desktop"] if form == "desktop" else []),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(report.with_name(f"{report.name}.report.json").read_text(encoding="utf-8"))
    _keep(report.with_name(f"{report.name}.report.html"))
    return {name: told["categories"][name]["score"] * 100 for name in CATEGORIES}


def _keep(report: Path) -> None:
    """Copy the report to where CI wants it, if it says where."""
    if folder := os.environ.get("DAYBOOK_REPORTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(report, Path(folder) / f"lighthouse-{report.name}")
