"""Several processes on one record: each hears of every change, whoever made it."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection
from typing import Any

import pytest
from sqlalchemy import text

from app.db.engine import Database
from tests.changes.listening import (
    HOST,
    PATIENCE_SECONDS,
    listening,
    processes,
    received,
    wait_until,
)
from tests.changes.writing import day, write


def writer(url: str, first: int, count: int) -> subprocess.Popen[bytes]:
    """Start a process that makes three changes to each of `count` days."""
    command = [sys.executable, "-m", "tests.changes.writing", url, str(first), str(count)]
    return subprocess.Popen(command)


def test_a_change_of_a_third_process_reaches_the_streams_of_two(empty_url: str) -> None:
    with (
        processes(empty_url, 2) as (one, other),
        listening(one.port) as here,
        listening(other.port) as there,
    ):
        assert writer(empty_url, 0, 2).wait(PATIENCE_SECONDS) == 0
        assert [each.id for each in here.until(6)] == [1, 2, 3, 4, 5, 6]
        assert [each.id for each in there.until(6)] == [1, 2, 3, 4, 5, 6]


def test_changes_stay_in_order_while_processes_write_at_once(empty_url: str) -> None:
    total = 4 * 6 * 3
    with processes(empty_url) as (server,), listening(server.port) as listener:
        polled = Poller(server.port, total)
        writers = [writer(empty_url, 6 * n, 6) for n in range(4)]
        told = listener.until(total)
        polled.join(PATIENCE_SECONDS)
        assert [each.wait(PATIENCE_SECONDS) for each in writers] == [0] * 4
    assert [each.id for each in told] == list(range(1, total + 1))
    assert polled.seqs == list(range(1, total + 1))


def test_a_stop_ends_open_streams_in_order(empty_url: str) -> None:
    with processes(empty_url) as (server,), contextlib.ExitStack() as opened:
        streams = [
            opened.enter_context(socket.create_connection((HOST, server.port), PATIENCE_SECONDS))
            for _ in range(50)
        ]
        for stream in streams:
            stream.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert received(stream, b": alive\n\n")
        server.stop()
        # By the last chunk of an answer, not by being cut: that is what the server would do to
        # them after some seconds, and what would make a stop take that long.
        assert [received(stream, b"0\r\n\r\n") for stream in streams] == [True] * 50


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_changes_arrive_while_the_notifications_are_lost(empty_url: str, empty: Database) -> None:
    with processes(empty_url) as (server,), listening(server.port) as listener:
        write(empty, day(1))
        listener.until(1)
        for n in (2, 3):
            with empty.write() as connection:
                cut = connection.execute(
                    text(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND application_name = 'daybook-watch'"
                    )
                )
                assert cut.scalar_one() == 1
            write(empty, day(n))
            listener.until(n)
            wait_until(lambda: _watches(empty) == 1)


def _watches(record: Database) -> int:
    with record.read() as connection:
        count: int = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'daybook-watch'"
            )
        ).scalar_one()
    return count


class Poller(threading.Thread):
    """Follows the feed by long polls, from the first change to a given one."""

    def __init__(self, port: int, last: int) -> None:
        super().__init__()
        self._port, self._last = port, last
        self.seqs: list[int] = []
        self.start()

    def run(self) -> None:
        url = "/v1/changes?wait=10&limit=7"
        while not self.seqs or self.seqs[-1] < self._last:
            page = get(self._port, url)
            self.seqs += [item["seq"] for item in page["items"]]
            url = page["next"]


def get(port: int, url: str) -> dict[str, Any]:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", url)
        page: dict[str, Any] = json.load(connection.getresponse())
    finally:
        connection.close()
    return page
