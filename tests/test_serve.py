"""How `serve` begins and ends: where it cannot listen, is interrupted, or is killed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app import __main__, bootstrap
from app.cli import app
from app.commands.server import address
from app.db.engine import Database
from tests.changes.listening import processes, wait_until
from tests.editing import make_document, make_key
from tests.serving import Answer, ask


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_told_before_anything_is_done(host: str, tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["serve", "--host", host, "--port", str(port)]
        result = CliRunner().invoke(app, [*words, "--database-url", f"sqlite:///{file}"])
    assert (result.exit_code, result.stdout) == (1, "")
    told = f"Port {port} of {host}: Address already in use. Choose another with --port.\n"
    assert result.stderr == told
    assert not file.exists()


def test_an_interrupt_before_the_command_line_is_there_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "enter_environment", interrupt)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 130
    assert ended.value.__suppress_context__
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:80"),
        ("::", "http://localhost:80"),
        ("2001:db8::1", "http://[2001:db8::1]:80"),
        ("daybook.internal", "http://daybook.internal:80"),
    ],
)
def test_the_address_that_is_told_can_be_opened(host: str, shown: str) -> None:
    assert address(host, 80) == shown


def test_workers_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    """They went on, and no start could have their port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def is_served() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return True
        return False

    supervisor = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", "2"],
        env={**os.environ, "DAYBOOK_DATABASE_URL": f"sqlite:///{tmp_path}/record.db"},
    )
    wait_until(is_served)
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    wait_until(lambda: not is_served())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux tells of the workers")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_log_tells_in_one_format_who_asked_and_which_worker_died(
    empty_url: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    settings = {"DATABASE_URL": empty_url, "LOG_FORMAT": "json", "ACCESS_LOG": "true"}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--empty"]
    with log.open("wb") as stderr:
        supervisor = subprocess.Popen(
            [*command, "--port", str(port), "--workers", "2"],
            env={**os.environ, **{f"DAYBOOK_{name}": value for name, value in settings.items()}},
            stderr=stderr,
        )

    def asked(client: str) -> bool:
        with contextlib.suppress(OSError):
            return ask(port, "GET", "/", headers={"X-Forwarded-For": client}).status == 200
        return False

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    try:
        wait_until(lambda: asked("2001:db8::7"))
        wait_until(lambda: lines() != [])
        assert {line["client"] for line in lines()} == {"2001:db8::7"}
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"no request\r\n\r\n")
            connection.recv(100)
        wait_until(lambda: lines()[-1]["event"] == "Invalid HTTP request received.")
        worker = _children(supervisor.pid)[-1]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: lines()[-1]["event"] == f"Child process [{worker}] died")
        assert lines()[-1]["level"] == "warning"
    finally:
        supervisor.kill()
        supervisor.wait()


def _children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def test_a_request_that_a_stop_cannot_wait_for_is_told_so(empty_url: str, empty: Database) -> None:
    key = make_key(empty_url)

    def put() -> Answer:
        headers = {"Authorization": f"Bearer {key}", "If-None-Match": "*"}
        return ask(server.port, "PUT", "/v1/updates/325", make_document(325), headers)

    with (
        processes(empty_url) as (server,),
        ThreadPoolExecutor(1) as thread,
        empty.write() as connection,
    ):
        connection.execute(text("UPDATE head SET seq = seq"))
        connection.execute(text("UPDATE api_keys SET last_used_at = NULL"))
        asked = thread.submit(put)
        with contextlib.suppress(TimeoutError):
            asked.result(1)
        server.stop()
        answer = asked.result()
    assert answer.status == 503, answer.body
    assert answer.json()["type"] == "urn:daybook:problem:server-stopped"
    assert answer.headers["retry-after"] == "5"
