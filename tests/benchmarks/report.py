"""The result in words: a table for each scenario, the targets, and plainly where Daybook loses."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.interleave import Outcome, Spread
from tests.benchmarks.load import Measurement
from tests.benchmarks.scenarios import REFERENCE

FEW = 100
"""Fewer requests than this in a round give an order of magnitude, no ratio to lean on."""


@dataclass(frozen=True)
class Fact:
    """One figure of Daybook alone, with its bound where there is one."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def missed(self) -> bool:
        """Whether the bound is broken."""
        low = self.at_least is not None and self.value < self.at_least
        return low or (self.at_most is not None and self.value > self.at_most)


@dataclass(frozen=True)
class Result:
    """All of a run."""

    about: dict[str, Any]
    facts: Sequence[Fact]
    outcomes: Sequence[Outcome]


def text(result: Result) -> str:
    """Return the result as plain text (and valid Markdown)."""
    return "\n".join(_lines(result)) + "\n"


def losses(result: Result) -> list[str]:
    """Return a sentence for every target that was missed or could not be measured."""
    found = [f"{f.name}: {_short(f.value)} {f.unit}, {_bound(f)}" for f in result.facts if f.missed]
    for outcome in result.outcomes:
        for target in outcome.scenario.targets:
            ratios = outcome.against(target)
            pair = f"{outcome.scenario.title}: {target.entrant} / {target.against}"
            if target.floor is not None and not ratios:
                why = outcome.left_out.get(target.entrant) or outcome.left_out.get(target.against)
                found.append(f"{pair}: not measured, {why}")
            elif target.floor is not None and Spread.of(ratios).median < target.floor:
                median = Spread.of(ratios).median
                found.append(f"{pair} is {_short(median)}, the floor is {target.floor:g}")
    return found


def write(result: Result, folder: Path) -> None:
    """Write result.json (every round) and result.md into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.md").write_text(text(result))
    (folder / "result.json").write_text(json.dumps(_plain(result), indent=1) + "\n")


def _lines(result: Result) -> Iterator[str]:
    yield "# Daybook's bench"
    yield ""
    for heading, entries in result.about.items():
        yield f"- {heading}: {', '.join(f'{name} {value}' for name, value in entries.items())}"
    yield ""
    yield "| Daybook alone | | bound |"
    yield "|---|---|---|"
    for fact in result.facts:
        verdict = " **missed**" if fact.missed else ""
        yield f"| {fact.name} | {_short(fact.value)} {fact.unit} | {_bound(fact)}{verdict} |"
    for outcome in result.outcomes:
        yield from _table(outcome)
    yield ""
    yield "## Where Daybook loses"
    yield ""
    lost = losses(result)
    yield from (f"- {each}" for each in lost)
    if not lost:
        yield "Nowhere: every target that was measured is reached."


def _table(outcome: Outcome) -> Iterator[str]:
    yield from ("", f"## {outcome.scenario.title}", "")
    yield f"| server | req/s | ÷ {REFERENCE} | p50 ms | p99 ms | CPU µs/req | RSS MB | bytes |"
    yield "|---|---|---|---|---|---|---|---|"
    for label, rounds in sorted(outcome.rounds.items(), key=lambda item: -_rate(item[1])):
        rate = Spread.of([each.per_second for each in rounds])
        ratio = _spread(outcome.ratios[label]) if label in outcome.ratios else "1"
        few = " (few)" if min(each.requests for each in rounds) < FEW else ""
        yield (
            f"| {label} | {rate.median:,.0f} ({rate.least:,.0f} to {rate.most:,.0f}){few} "
            f"| {ratio} | {_median(rounds, 'p50_ms'):,.2f} | {_median(rounds, 'p99_ms'):,.2f} "
            f"| {_median(rounds, 'cpu_us'):,.0f} | {_median(rounds, 'rss_mb'):,.0f} "
            f"| {_median(rounds, 'bytes_each'):,.0f} |"
        )
    for label, why in outcome.left_out.items():
        yield f"| {label} | not counted: {why} | | | | | | |"
    if outcome.reached:
        total = sum(outcome.reached.values())
        saved = outcome.reached.get("HIT", 0) + outcome.reached.get("STALE", 0)
        saved += outcome.reached.get("UPDATING", 0)
        yield ""
        yield (
            f"nginx answered {saved / total:.4%} of {total:,} requests from its cache; "
            f"{total - saved:,} reached Daybook ({outcome.reached})."
        )
    taken = [each.others for rounds in outcome.rounds.values() for each in rounds]
    if taken:
        middle, most = statistics.median(taken), max(taken)
        yield ""
        yield f"Others took {middle:.0%} of the processors meanwhile, {most:.0%} at most."
    yield ""
    for target in outcome.scenario.targets:
        ratios = outcome.against(target)
        if not ratios:
            continue
        yield f"- {target.entrant} / {target.against}: {_spread(ratios)}" + _verdict(
            ratios, target.floor
        )


def _verdict(ratios: list[float], floor: float | None) -> str:
    if floor is None:
        return ""
    if Spread.of(ratios).median < floor:
        return f", floor {floor:g}: **Daybook loses**"
    return f", floor {floor:g}: reached"


def _bound(fact: Fact) -> str:
    if fact.at_least is not None:
        return f"at least {fact.at_least:,g}"
    return f"at most {fact.at_most:,g}" if fact.at_most is not None else ""


def _rate(rounds: Sequence[Measurement]) -> float:
    return _median(rounds, "per_second")


def _median(rounds: Sequence[Measurement], name: str) -> float:
    return Spread.of([getattr(each, name) for each in rounds]).median


def _spread(values: Sequence[float]) -> str:
    spread = Spread.of(values)
    return f"{_short(spread.median)} ({_short(spread.least)} to {_short(spread.most)})"


def _short(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 0.1 else f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.1f}"


def _plain(result: Result) -> dict[str, Any]:
    return {
        **result.about,
        "facts": [asdict(fact) | {"missed": fact.missed} for fact in result.facts],
        "scenarios": [
            {
                "name": outcome.scenario.name,
                "title": outcome.scenario.title,
                "rounds": {
                    label: [asdict(each) for each in rounds]
                    for label, rounds in outcome.rounds.items()
                },
                "ratios_to_bare": outcome.ratios,
                "targets": [
                    asdict(target) | {"ratios": outcome.against(target)}
                    for target in outcome.scenario.targets
                ],
                "not_counted": outcome.left_out,
                "nginx": outcome.reached,
            }
            for outcome in result.outcomes
        ],
        "losses": losses(result),
    }
