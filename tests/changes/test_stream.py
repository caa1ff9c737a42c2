"""The live stream: every change at once, resumed without a gap, bounded in every way."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.pool import QueuePool

from app.changes.broadcast import Broadcaster
from app.db.engine import Database
from tests.changes.listening import (
    HOST,
    PATIENCE_SECONDS,
    Listener,
    Served,
    listening,
    received,
    serving,
    wait_until,
)
from tests.changes.writing import correct, day, delete, documents, write


@pytest.fixture
def server(empty_url: str) -> Iterator[Served]:
    """A server over the record that the test writes to."""
    with serving(empty_url) as running:
        yield running


def test_a_change_is_told_as_it_happens(server: Served, empty: Database) -> None:
    with listening(server.port) as listener:
        write(empty, day(325))
        correct(empty, 325, headline="Another headline")
        delete(empty, 325)
        told = listener.until(3)
    assert [each.id for each in told] == [1, 2, 3]
    assert [each.event for each in told] == ["create", "correct", "delete"]
    assert [each.data["seq"] for each in told] == [1, 2, 3]
    assert told[0].data["url"] == "/v1/updates/325"
    assert listener.response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert listener.response.headers["cache-control"] == "no-store"
    assert listener.response.headers["access-control-allow-origin"] == "*"
    assert listener.response.headers["x-request-id"]


def test_a_stream_resumes_without_a_gap_or_a_repetition(server: Served, empty: Database) -> None:
    write(empty, *documents()[:4])
    with listening(server.port, "?since=1") as listener:
        assert [each.id for each in listener.until(4)] == [2, 3, 4]
    write(empty, *documents()[4:7])
    with listening(server.port, "?since=1", last_event_id=4) as listener:
        write(empty, documents()[7])
        assert [each.id for each in listener.until(8)] == [5, 6, 7, 8]


def test_streams_that_begin_apart_each_get_all(server: Served, empty: Database) -> None:
    write(empty, *documents()[:3])
    with (
        listening(server.port, "?since=3") as latest,
        listening(server.port, "?since=0") as first,
        listening(server.port, "?since=5") as early,
    ):
        write(empty, *documents()[3:7])
        assert [each.id for each in first.until(7)] == [1, 2, 3, 4, 5, 6, 7]
        assert [each.id for each in latest.until(7)] == [4, 5, 6, 7]
        assert [each.id for each in early.until(7)] == [6, 7]


def test_more_changes_than_are_read_at_once_all_arrive(server: Served, empty: Database) -> None:
    with listening(server.port) as listener:
        write(empty, *documents())
        write(empty, *(each.model_copy(update={"headline": "New"}) for each in documents()))
        last = 2 * len(documents())
        assert [each.id for each in listener.until(last)] == list(range(1, last + 1))
    with listening(server.port, "?since=0") as listener:
        assert [each.id for each in listener.until(last)] == list(range(1, last + 1))


def test_only_wanted_changes_are_told(server: Served, empty: Database) -> None:
    write(empty, day(1))
    with (
        listening(server.port, "?since=0&from=300&to=2023-01-20") as january,
        listening(server.port, "?since=0&actor=belarus&from=300") as belarus,
    ):
        write(empty, day(325), day(1586))
        write(empty, day(325).model_copy(update={"events": [], "quotes": []}))
        delete(empty, 325)
        write(empty, day(326))
        assert [each.id for each in january.until(5)] == [2, 4, 5]
        assert [each.id for each in belarus.until(4)] == [2, 4]


def test_an_unknown_actor_is_a_problem_not_a_stream(server: Served) -> None:
    with listening(server.port, "?actor=belaru") as listener:
        assert listener.response.status == 404
        assert b"belarus" in listener.response.read()


@pytest.mark.parametrize("query", ["?limit=3", "?since=x", "?wait=1"])
def test_wrong_parameters_are_refused(server: Served, query: str) -> None:
    with listening(server.port, query) as listener:
        assert listener.response.status == 422


def test_a_silent_stream_says_that_it_is_alive(empty_url: str) -> None:
    with (
        serving(empty_url, stream_heartbeat_seconds=0.05) as server,
        listening(server.port) as listener,
    ):
        assert listener.block()["event"] == "begin"
        assert [listener.block() for _ in range(4)] == [{"": "alive"}] * 4


def test_a_stream_that_begins_now_says_where(server: Served, empty: Database) -> None:
    """Else a client that has had no change yet could not resume without a gap."""
    write(empty, *documents()[:3])
    with listening(server.port) as listener:
        begin = listener.block()
    assert begin == {"id": "3", "event": "begin", "data": '{"seq":3}'}
    write(empty, documents()[3])
    with listening(server.port, last_event_id=int(begin["id"])) as listener:
        assert listener.block() == {"": "alive"}
        assert listener.until(4)[0].id == 4


def test_a_stream_ends_in_order_after_its_time(empty_url: str) -> None:
    with (
        serving(empty_url, stream_seconds=0.5) as server,
        socket.create_connection((HOST, server.port), PATIENCE_SECONDS) as stream,
    ):
        stream.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert received(stream, b": alive\n\n\r\n0\r\n\r\n")


def test_a_slow_reader_is_cut_and_resumes(empty_url: str, empty: Database) -> None:
    batch = [each.model_copy(update={"headline": "1"}) for each in documents()]
    with serving(empty_url, stream_queue=len(batch)) as server:
        broadcaster: Broadcaster = server.app.state.broadcaster
        with socket.create_connection((HOST, server.port)) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            wait_until(lambda: broadcaster.position is not None)
            for n in range(30):
                if broadcaster.position is None:
                    break
                again = [each.model_copy(update={"headline": f"{n}"}) for each in batch]
                write(empty, *again, reason="x" * 40_000)
            wait_until(lambda: broadcaster.position is None)
            # It has not read a byte, and will not: it is cut all the same.
            wait_until(lambda: not server.connections)
        with listening(server.port, last_event_id=1) as listener:
            assert [each.id for each in listener.until(20)] == list(range(2, 21))


def test_a_reader_that_is_gone_is_forgotten(server: Served) -> None:
    broadcaster: Broadcaster = server.app.state.broadcaster
    listener = Listener(server.port)
    wait_until(lambda: broadcaster.position is not None)
    listener.close()
    wait_until(lambda: broadcaster.position is None)


def test_an_open_stream_holds_no_connection(server: Served, empty: Database) -> None:
    pool: Any = server.app.state.database.reader.pool
    assert isinstance(pool, QueuePool)
    with listening(server.port) as listener:
        write(empty, day(1))
        assert listener.until(1)
        wait_until(lambda: pool.checkedout() == 0)


def test_the_head_of_a_stream_is_not_a_stream(server: Served) -> None:
    with socket.create_connection((HOST, server.port), PATIENCE_SECONDS) as connection:
        connection.sendall(b"HEAD /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)
        answer = b""
        while answer.count(b"\r\n\r\n") < 2:
            answer += connection.recv(10_000)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.endswith(b"\r\n\r\n")
