"""A scenario's rounds: every entrant in turn, the reference before and after each, all checked."""

import gzip
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain
from pathlib import Path

from tests.benchmarks import load, machine
from tests.benchmarks.load import LoadError, Measurement
from tests.benchmarks.peers import nginx
from tests.benchmarks.peers.catalogue import Stage, path_at
from tests.benchmarks.prefetch import read_answers
from tests.benchmarks.scenarios import REFERENCE, Entrant, Scenario, Target
from tests.benchmarks.servers import Server, ask_each, fetch, settle
from tests.benchmarks.workload import Kind, Request

_REPEATED_LISTS = 40
"""With three codings 0.4 MB each beside the days: forty stay in a cache of 64 MB, a hundred might
not."""
_FEW_IN_A_SECOND = 20
_LONG = 12
"""Seconds in which even 32 clients sharing four answers a second have theirs."""
_CHECKS: dict[Kind, int] = {"one": 20, "list50": 4, "search": 20}
_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": lambda body: bytes(import_module("brotli").decompress(body)),
    "zstd": lambda body: bytes(import_module("zstandard").ZstdDecompressor().decompress(body)),
}


@dataclass(frozen=True)
class Spread:
    """The least, the median and the most of the rounds' values."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(min(values), statistics.median(values), max(values))


@dataclass
class Outcome:
    """A scenario's measurements by entrant, one a round; and who was not counted, and why."""

    scenario: Scenario
    rounds: dict[str, list[Measurement]] = field(default_factory=dict)
    ratios: dict[str, list[float]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)

    def against(self, target: Target) -> list[float]:
        """Return a target's ratio in each round; empty when one of the two was left out."""
        if target.against == REFERENCE:
            return self.ratios.get(target.entrant, [])
        ours, theirs = (self.rounds.get(each, []) for each in (target.entrant, target.against))
        if len(ours) != len(theirs):
            return []
        return [a.per_second / b.per_second for a, b in zip(ours, theirs, strict=True)]


@contextmanager
def _leaving_out(outcome: Outcome, entrant: Entrant) -> Iterator[None]:
    """Leave an entrant out, with what it measured so far, when a load of it goes wrong."""
    try:
        yield
    except LoadError as error:
        outcome.left_out[entrant.label] = str(error)
        outcome.rounds.pop(entrant.label, None)
        outcome.ratios.pop(entrant.label, None)


class Runner:
    """Runs scenarios on a stage of started servers."""

    def __init__(self, stage: Stage, rounds: int, seconds: int, lock: Path | None = None) -> None:
        self._stage = stage
        self._rounds = rounds
        self._least = seconds
        self._lock = lock
        self._seconds: dict[str, int] = {}
        self._offsets: Counter[Path] = Counter()
        self._expected_bytes: dict[str, float] = {}

    def run(self, scenario: Scenario) -> Outcome:
        """Check every entrant, warm it up, then measure the rounds.

        An entrant that answers wrong or breaks is left out with the reason; without the
        reference nothing is counted.
        """
        outcome = Outcome(scenario)
        self._seconds = {}
        for entrant in scenario.entrants:
            with _leaving_out(outcome, entrant):
                self._check(scenario, entrant)
                self._warm_up(scenario, entrant)
        if "nginx" in self._stage.running:
            nginx.reached(self._stage.folder)
        for number in range(self._rounds):
            reference, *others = scenario.entrants
            if reference.label in outcome.left_out:
                break
            # Each round begins with another entrant, so that none always follows the same one.
            turn = number % max(1, len(others))
            with machine.to_oneself(self._lock), _leaving_out(outcome, reference):
                self._round(outcome, reference, others[turn:] + others[:turn])
            print(f"{scenario.name}: round {number + 1} of {self._rounds}", file=sys.stderr)
        if "nginx" in outcome.rounds:
            outcome.reached = dict(nginx.reached(self._stage.folder))
        return outcome

    def _round(self, outcome: Outcome, reference: Entrant, others: list[Entrant]) -> None:
        references = [self._measure(outcome.scenario, reference)]
        for entrant in others:
            if entrant.label in outcome.left_out:
                continue
            measured = None
            with _leaving_out(outcome, entrant):
                measured = self._measure(outcome.scenario, entrant)
            if measured is None:
                continue
            references.append(self._measure(outcome.scenario, reference))
            yardstick = sum(each.per_second for each in references[-2:]) / 2
            outcome.rounds.setdefault(entrant.label, []).append(measured)
            outcome.ratios.setdefault(entrant.label, []).append(measured.per_second / yardstick)
        middle = sorted(references, key=lambda each: each.per_second)[len(references) // 2]
        outcome.rounds.setdefault(reference.label, []).append(middle)

    def _warm_up(self, scenario: Scenario, entrant: Entrant) -> None:
        """Load for a second; who answers next to nothing in it gets longer measurements.

        Before that, where requests are repeated, each is made once: the first answer, and its
        coding, is not what is measured.
        """
        if not scenario.is_first:
            headers = dict(each.split(": ", 1) for each in entrant.headers)
            paths = (path_at(entrant.server, request) for request in self._requests(scenario))
            ask_each(self._server(entrant).port, paths, headers)
        self._seconds[entrant.label] = 1
        warm = self._measure(scenario, entrant)
        slow = warm.requests < _FEW_IN_A_SECOND
        self._seconds[entrant.label] = max(self._least, _LONG if slow else 0)

    def _requests(self, scenario: Scenario) -> list[Request]:
        requests = self._stage.work.requests[scenario.kind]
        return (
            requests
            if scenario.is_first or scenario.kind != "list50"
            else requests[:_REPEATED_LISTS]
        )

    def _check(self, scenario: Scenario, entrant: Entrant) -> None:
        """Compare some answers with the documents; LoadError at the first that is wrong."""
        requests = self._requests(scenario)
        every = max(1, len(requests) // _CHECKS[scenario.kind])
        lengths = [self._checked(scenario, entrant, request) for request in requests[::every]]
        key = f"{scenario.name} {entrant.label}"
        self._expected_bytes[key] = statistics.mean(lengths)

    def _checked(self, scenario: Scenario, entrant: Entrant, request: Request) -> int:
        """Return the length of an answer that is right."""
        path = path_at(entrant.server, request)
        port = self._server(entrant).port
        headers = dict(each.split(": ", 1) for each in entrant.headers)
        wanted = 304 if entrant.conditional or entrant.server == "bare304" else 200
        if entrant.conditional:
            headers["If-None-Match"] = fetch(port, path).headers.get("etag", "")
        answer = fetch(port, path, headers)
        fault = None
        if answer.status != wanted:
            fault = f"is {answer.status}, not {wanted}"
        elif answer.headers.get("content-encoding") != entrant.encoding:
            fault = f"is not encoded as {entrant.encoding}"
        elif wanted == 200:
            decode = _DECODERS.get(entrant.encoding or "", bytes)
            fault = self._stage.work.fault(request, decode(answer.body))
        if fault:
            message = f"the answer to {path} {fault}"
            raise LoadError(message)
        return len(answer.body)

    def _measure(self, scenario: Scenario, entrant: Entrant) -> Measurement:
        """Load an entrant once all servers rest; it goes on in its paths where it was."""
        paths = self._paths(scenario, entrant)
        server = self._server(entrant)
        settle(self._stage.running.values())
        measured = load.run(
            server,
            paths,
            self._seconds[entrant.label],
            offset=self._offsets[paths],
            headers=entrant.headers,
        )
        self._offsets[paths] += measured.requests
        expected = self._expected_bytes[f"{scenario.name} {entrant.label}"]
        # Head and framing come on top; far less or more means other answers than the checked.
        if not measured.requests and self._seconds[entrant.label] > 1:
            message = f"no answer within {self._seconds[entrant.label]} s"
            raise LoadError(message)
        if measured.requests and not 0.7 * expected < measured.bytes_each < 1.3 * expected + 2_000:
            message = (
                f"{entrant.label}: {measured.bytes_each:.0f} bytes an answer under load, "
                f"{expected:.0f} when checked"
            )
            raise LoadError(message)
        return measured

    def _paths(self, scenario: Scenario, entrant: Entrant) -> Path:
        """Return the file of an entrant's paths for wrk, written at the first use."""
        name = f"{scenario.name}-{entrant.label}".replace(" ", "-")
        file = self._stage.folder / f"paths-{name}.txt"
        if not file.exists():
            tags = {}
            if entrant.conditional:
                tags = {each.request: each.etag for each in read_answers(self._stage.answers)}
            requests = self._requests(scenario)
            lines = [(path_at(entrant.server, each), tags.get(each, "")) for each in requests]
            if entrant.anew:
                # In turn: what one request leaves in memory is the same as with one address each.
                turns = zip(*(each.paths_anew() for each in requests), strict=True)
                lines = [(path, "") for path in chain.from_iterable(turns)]
            file.write_text("".join(f"{path}\t{tag}\n" for path, tag in lines))
        return file

    def _server(self, entrant: Entrant) -> Server:
        return self._stage.running[entrant.server]
