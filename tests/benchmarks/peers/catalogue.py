"""How each server of the bench is started, and by what address it knows a request."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.peers import nginx
from tests.benchmarks.peers.install import HOME, JSON_SERVER
from tests.benchmarks.servers import HOST, ROOT, Server, free_port, start
from tests.benchmarks.workload import HITS, LIST_DAYS, Request, Workload

_VENV = f"{HOME}/venv/bin/"
COLD_CACHE_BYTES = 256 * 1024
"""So little that a round through the requests finds nothing of the round before."""


@dataclass
class Stage:
    """All that servers are started from, and those that run; ready ones answer `first`."""

    folder: Path
    work: Workload
    database_url: str
    peers_url: str
    workers: int
    first: Request
    answers: Path = Path()
    running: dict[str, Server] = field(default_factory=dict)
    _filled: bool = False

    def start(self, name: str) -> Server:
        """Start a server by its name, on a free port; return it once it answers."""
        port = free_port()
        server = _STARTERS[name](self, name, port)
        self.running[name] = server
        return server

    def start_beside(self, name: str) -> Server:
        """Start one more of a server, which whoever starts it must stop."""
        return _STARTERS[name](self, name, free_port())

    def fill_peers_database(self) -> str:
        """Load the tables that the tutorial, DRF and Datasette share, once; return their URL."""
        if not self._filled:
            run_module("tests.benchmarks.peers.tables", self.peers_url, self.work.days_file)
            self._filled = True
        return self.peers_url

    def first_path(self, name: str) -> str:
        """Return an address that a ready server answers."""
        return path_at(name, self.first)


def run_module(module: str, *arguments: str | Path, output: Path | None = None) -> None:
    """Run a module of ours to its end, its standard output into a file if one is given."""
    command = [sys.executable, "-m", module, *(str(each) for each in arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        message = f"python -m {module} failed:\n{done.stderr.decode(errors='replace')[-2000:]}"
        raise RuntimeError(message)
    if output:
        output.write_bytes(done.stdout)


def path_at(name: str, request: Request) -> str:
    """Return the address of a request at a server: Daybook's, but for the two generic servers."""
    day, first, last = request.first, request.first, request.last
    if name == "datasette":
        query = {
            "one": f"update.json?day={day}",
            "list50": f"updates.json?actor=ukraine&from={first}&to={last}&limit={LIST_DAYS}",
            "search": f"quotes_with.json?q={request.word}&limit={HITS}",
        }[request.kind]
        return f"/peers/{query}&_shape=arrayfirst"
    if name == "json_server":
        return {
            "one": f"/updates/{day}",
            "list50": f"/updates?day_gte={first}&day_lte={last}&_limit={LIST_DAYS}",
            # It has no full text: a regular expression for the whole word, the newest first.
            "search": f"/quotes?text_like=%5Cb{request.word}%5Cb&_limit={HITS}",
        }[request.kind]
    return request.path


def _daybook(stage: Stage, name: str, port: int) -> Server:
    command = [
        *(sys.executable, "-m", "app", "serve", "--database-url", stage.database_url),
        *("--host", HOST, "--port", str(port)),
        *(("--workers", str(stage.workers)) if stage.workers > 1 else ()),
    ]
    cold = {"DAYBOOK_CACHE_BYTES": str(COLD_CACHE_BYTES)} if name == "daybook-cold" else {}
    path = stage.first_path(name)
    return start(name, command, port, path, folder=stage.folder, environment=cold)


def _uvicorn(stage: Stage, name: str, port: int) -> Server:
    module = name.removesuffix("304")
    environment = (
        {"BENCH_DATABASE_URL": stage.fill_peers_database()}
        if name == "tutorial"
        else {"BENCH_ANSWERS": str(stage.answers), "BENCH_STATUS": name[-3:]}
    )
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", f"tests.benchmarks.peers.{module}:create"),
        *("--host", HOST, "--port", str(port), "--workers", str(stage.workers)),
        *("--loop", "uvloop", "--http", "httptools", "--lifespan", "off"),
        *("--no-access-log", "--log-level", "warning"),
    ]
    path = stage.first_path(name)
    return start(name, command, port, path, folder=stage.folder, environment=environment)


def _drf(stage: Stage, name: str, port: int) -> Server:
    command = [
        *(_VENV + "gunicorn", "tests.benchmarks.peers.drf:application"),
        *("--bind", f"{HOST}:{port}", "--workers", str(stage.workers)),
        *("--worker-class", "gthread", "--threads", "4", "--log-level", "warning"),
        "--no-control-socket",
    ]
    environment = {"BENCH_DATABASE_URL": stage.fill_peers_database()}
    path = stage.first_path(name)
    return start(name, command, port, path, folder=stage.folder, environment=environment)


def _datasette(stage: Stage, name: str, port: int) -> Server:
    file = stage.fill_peers_database().removeprefix("sqlite:///")
    metadata = stage.folder / "datasette.json"
    run_module("tests.benchmarks.peers.datasette", output=metadata)
    command = [
        *(_VENV + "datasette", "serve", "--immutable", file),
        *("--metadata", str(metadata), "--host", HOST, "--port", str(port)),
        *("--setting", "sql_time_limit_ms", "60000"),
    ]
    return start(name, command, port, stage.first_path(name), folder=stage.folder, timeout=300)


def _json_server(stage: Stage, name: str, port: int) -> Server:
    database = stage.folder / "db.json"
    run_module(f"tests.benchmarks.peers.{name}", stage.work.days_file, output=database)
    command = ["node", str(JSON_SERVER), "--quiet", "--read-only", "--host", HOST]
    command += ["--port", str(port), str(database)]
    return start(name, command, port, stage.first_path(name), folder=stage.folder, timeout=300)


def _nginx(stage: Stage, name: str, port: int) -> Server:
    daybook = stage.running["daybook"].port
    file = nginx.configure(stage.folder, port, daybook, stage.workers)
    path = stage.first_path(name)
    return start(name, ["nginx", "-c", file, "-p", stage.folder], port, path, folder=stage.folder)


_STARTERS: dict[str, Callable[[Stage, str, int], Server]] = {
    "daybook": _daybook,
    "daybook-cold": _daybook,
    "bare": _uvicorn,
    "bare304": _uvicorn,
    "fastapi_route": _uvicorn,
    "tutorial": _uvicorn,
    "drf": _drf,
    "datasette": _datasette,
    "json_server": _json_server,
    "nginx": _nginx,
}
