"""The report tells the ratios of the rounds, and says plainly where Daybook loses."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.benchmarks import plot, report
from tests.benchmarks.interleave import Outcome
from tests.benchmarks.load import Measurement
from tests.benchmarks.report import Fact, Result
from tests.benchmarks.scenarios import all_scenarios


def _measured(*per_second: float) -> list[Measurement]:
    return [Measurement(1_000, rate, 1.0, 2.0, 30.0, 90.0, 8_000.0) for rate in per_second]


def _outcome(daybook: tuple[float, ...], drf: tuple[float, ...]) -> Outcome:
    (scenario,) = [s for s in all_scenarios("sqlite", ["drf"]) if s.name == "one-cold"]
    rounds = {
        "bare": _measured(1_000, 1_000, 1_000),
        "daybook": _measured(*daybook),
        "drf": _measured(*drf),
    }
    ratios = {
        label: [each.per_second / 1_000 for each in rounds[label]] for label in ("daybook", "drf")
    }
    return Outcome(scenario, rounds, ratios)


def _result(outcome: Outcome, *facts: Fact) -> Result:
    return Result({"machine": {"cores": "2"}}, facts, [outcome])


def test_a_ratio_is_taken_inside_each_round_and_told_by_least_median_and_most() -> None:
    outcome = _outcome(daybook=(600, 800, 500), drf=(10, 10, 5))

    assert outcome.against(outcome.scenario.targets[0]) == [60, 80, 100]
    assert "- daybook / drf: 80.0 (60.0 to 100.0), floor 50: reached" in report.text(
        _result(outcome)
    )


def test_a_median_under_its_floor_is_a_loss_though_one_round_reached_it() -> None:
    result = _result(_outcome(daybook=(600, 300, 300), drf=(10, 10, 10)))

    assert report.losses(result) == [
        "one update, first request: daybook / drf is 30.0, the floor is 50"
    ]
    assert "**Daybook loses**" in report.text(result)


def test_an_entrant_that_was_left_out_is_a_loss_with_its_reason() -> None:
    outcome = _outcome(daybook=(600, 600, 600), drf=(10, 10, 10))
    del outcome.rounds["daybook"], outcome.ratios["daybook"]
    outcome.left_out["daybook"] = "the answer to /v1/updates/1 is 500, not 200"

    (loss,) = report.losses(_result(outcome))
    assert "not measured, the answer to /v1/updates/1 is 500" in loss


def test_a_broken_bound_is_a_loss_and_a_kept_one_is_none() -> None:
    outcome = _outcome(daybook=(600, 600, 600), drf=(10, 10, 10))
    facts = Fact("idle RSS", 120, "MB", at_most=110), Fact("import", 1_200, "documents/s", 1_000)

    assert report.losses(_result(outcome, *facts)) == ["idle RSS: 120.0 MB, at most 110"]
    assert "Nowhere: every target" in report.text(_result(outcome, facts[1]))


def test_the_files_hold_every_round_and_a_picture(tmp_path: Path) -> None:
    result = _result(_outcome(daybook=(600, 600, 600), drf=(10, 10, 10)))

    report.write(result, tmp_path)
    plot.write(result.outcomes, tmp_path / "ratios.svg")

    (scenario,) = json.loads((tmp_path / "result.json").read_text())["scenarios"]
    assert [each["per_second"] for each in scenario["rounds"]["daybook"]] == [600, 600, 600]
    assert (tmp_path / "result.md").read_text() == report.text(result)
    shown = "".join(ET.parse(tmp_path / "ratios.svg").getroot().itertext())  # noqa: S314 - our own file
    assert "daybook" in shown
    assert "0.6" in shown
