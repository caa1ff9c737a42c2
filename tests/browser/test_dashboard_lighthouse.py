"""Lighthouse, run in Debian's Chromium with Node from PyPI; its reports are kept."""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ARGUMENTS
from tests.browser.dashboard import RunNode, report_folder
from tests.browser.dashboard import dashboard_node as dashboard_node

LOWEST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ATTEMPTS = 5
QUIET_SECONDS = 30

PHONE_SLOWDOWN = 4
"""How much slower than this machine Lighthouse takes a phone to be."""
EXPECTED_SPEED = 1000
"""The benchmark index of the slowest machine for which that holds; below it Lighthouse warns that
its score says more of the machine than of the page."""


@dataclass(frozen=True)
class NotMeasured:
    """A run that says nothing of the page: Chromium's trace sometimes lacks the navigation."""

    why: str


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
    """The best of several attempts counts: a busy machine makes a page slower, never faster."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium, as .ci/run does")
    monkeypatch.setenv("CHROME_PATH", program)
    best: dict[str, float] = {}
    slowdown: float = PHONE_SLOWDOWN
    told = []
    for attempt in range(1, ATTEMPTS + 1):
        report = tmp_path / f"{form}-{attempt}"
        result = _run(dashboard_node, live_server + path, report, form, slowdown)
        if isinstance(result, NotMeasured):
            told.append(result.why)
            continue
        scores = {name: result["categories"][name]["score"] * 100 for name in CATEGORIES}
        speed = result["environment"]["benchmarkIndex"]
        told.append(f"slowdown {slowdown:.1f}, benchmark index {speed:.0f}: {scores}")
        best = max(best, scores, key=lambda each: each.get("performance", -1))
        if best["performance"] >= LOWEST:
            break
        slowdown = slowdown_for(speed)
        _wait_until_quiet()
    assert best, "\n".join(told)
    low = {name: score for name, score in best.items() if score < LOWEST}
    assert low == {}, "\n".join(told)


def slowdown_for(benchmark_index: float) -> float:
    """How much slower a phone is than a machine of this speed: the same phone for every machine."""
    return max(1.0, PHONE_SLOWDOWN * min(1.0, benchmark_index / EXPECTED_SPEED))


def test_a_slow_machine_is_not_taken_for_a_slow_phone() -> None:
    assert slowdown_for(3000) == slowdown_for(1000) == 4
    assert slowdown_for(500) == 2
    assert slowdown_for(100) == 1


def _wait_until_quiet() -> None:
    """Wait for the machine's other work to end, but not for long."""
    end = time.monotonic() + QUIET_SECONDS
    while os.getloadavg()[0] > (os.cpu_count() or 1) and time.monotonic() < end:
        time.sleep(1)


def _run(
    node: RunNode, address: str, report: Path, form: str, slowdown: float
) -> dict[str, Any] | NotMeasured:
    """Return one run's result; its report is kept."""
    done = node(
        "lighthouse/cli/index.js",
        address,
        "--quiet",
        "--output=json",
        "--output=html",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(['--headless=new', *ARGUMENTS])}",
        *(
            ["--preset=desktop"]
            if form == "desktop"
            else [f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"]
        ),
    )
    if done.returncode != 0:
        return NotMeasured(done.stderr)
    told = report.with_name(f"{report.name}.report.json").read_text(encoding="utf-8")
    page = report.with_name(f"{report.name}.report.html")
    shutil.copy(page, report_folder("lighthouse") / f"{report.name}.html")
    result: dict[str, Any] = json.loads(told)
    return result
