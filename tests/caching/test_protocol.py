"""Kept answers that are sent before there is a task: the same bytes, and HTTP's manners kept."""

import gc
import re
import socket
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.caching.protocol import LONGEST_HEAD, HttpProtocol
from tests.changes.listening import HOST, Served, serving

UPDATE = b"/v1/updates/325"
LIST = b"/v1/updates?limit=100"
CONTENT_LENGTH = re.compile(rb"content-length: (\d+)\r\n")
DATE = re.compile(rb"date: [^\r]*\r\n")
OF_ITS_REQUEST = re.compile(rb"(date|x-request-id): [^\r]*\r\n")


@pytest.fixture
def served(record_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    # PostgreSQL's version counts for two seconds, which a busy machine may let go by.
    monkeypatch.setattr("app.caching.watch.LEASE_SECONDS", 600.0)
    with serving(record_url) as served:
        while served.app.state.watch.version() is None:
            time.sleep(0.01)
        yield served


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the requests that became tasks: those not answered from memory."""
    begun: list[str] = []
    start = HttpToolsProtocol._start_asgi_task

    def note(protocol: HttpToolsProtocol, cycle: object, app: object) -> None:
        begun.append(cycle.scope["path"])  # type: ignore[attr-defined]  # uvicorn's own cycle
        start(protocol, cycle, app)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(HttpToolsProtocol, "_start_asgi_task", note)
    return begun


class Client:
    """A connection whose bytes are sent and read as they are."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=60)
        self._file = self._socket.makefile("rb")

    def send(self, *requests: bytes) -> None:
        self._socket.sendall(b"".join(requests))

    def read(self, has_body: bool = True) -> tuple[bytes, bytes]:
        """Read one response: its head, up to the empty line, and its body."""
        lines = []
        while (line := self._file.readline()) not in (b"\r\n", b""):
            lines.append(line)
        head = b"".join(lines)
        length = CONTENT_LENGTH.search(head)
        return head, self._file.read(int(length[1])) if length and has_body else b""

    def is_closed(self) -> bool:
        return self._file.read(1) == b""

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@pytest.fixture
def connect(served: Served) -> Iterator[Callable[[], Client]]:
    clients: list[Client] = []

    def connect() -> Client:
        clients.append(Client(served.port))
        return clients[-1]

    yield connect
    for each in clients:
        each.close()


def request(path: bytes, *headers: bytes, method: bytes = b"GET", version: bytes = b"1.1") -> bytes:
    lines = [b"%s %s HTTP/%s" % (method, path, version), b"Host: localhost", *headers]
    return b"\r\n".join([*lines, b"", b""])


@pytest.mark.parametrize(
    "headers",
    [(), (b"Accept-Encoding: br",), (b"Accept-Encoding: gzip",), (b"X-Request-ID: mine",)],
)
@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("path", [UPDATE, LIST, b"/v1/quotes?q=war"])
def test_a_kept_answer_is_the_one_that_was_made(
    connect: Callable[[], Client],
    tasks: list[str],
    path: bytes,
    method: bytes,
    headers: tuple[bytes, ...],
) -> None:
    client = connect()
    answers = []
    for _ in range(3):
        client.send(request(path, *headers, method=method))
        answers.append(client.read(has_body=method == b"GET"))
    heads = [sorted(OF_ITS_REQUEST.sub(b"", head).split(b"\r\n")) for head, _ in answers]
    assert heads[0] == heads[1] == heads[2]
    assert answers[0][1] == answers[1][1] == answers[2][1]
    assert tasks == [path.partition(b"?")[0].decode()]
    for head, _ in answers:
        assert head.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
        assert head.count(b"x-request-id: ") == 1
        assert b"X-Request-ID: mine" not in headers or b"x-request-id: mine\r\n" in head


@pytest.mark.parametrize("path", [UPDATE, LIST, b"/v1/quotes?q=war", b"/docs", b"/v1/updates/0"])
def test_it_writes_what_the_server_itself_would(
    connect: Callable[[], Client], record_url: str, path: bytes
) -> None:
    asked = request(path, b"X-Request-ID: same", b"Accept-Encoding: gzip")
    told = []
    with serving(record_url, access_log=True) as plain:
        # Whose requests are logged, they all go the server's own way.
        for client in (connect(), connect(), Client(plain.port)):
            client.send(asked)
            head, body = client.read()
            told.append((sorted(DATE.sub(b"", head).split(b"\r\n")), body))
        client.close()
    assert told[0] == told[1] == told[2]


def test_a_tag_that_the_client_has_is_answered_at_once(
    connect: Callable[[], Client], tasks: list[str]
) -> None:
    client = connect()
    client.send(request(UPDATE))
    head, _ = client.read()
    tag = re.search(rb'etag: ("[^"]*")', head)
    assert tag is not None
    for named, status in ((tag[1], b"304"), (b"W/" + tag[1], b"304"), (b'"other"', b"200")):
        client.send(request(UPDATE, b"If-None-Match: " + named))
        head, body = client.read()
        assert head.startswith(b"HTTP/1.1 " + status)
        assert (body == b"") == (status == b"304")
    assert len(tasks) == 1


def test_thousands_asked_for_at_once_come_in_order(
    connect: Callable[[], Client], tasks: list[str]
) -> None:
    """The first is not kept: all the others wait behind it, and then come one after another."""
    paths = [b"/v1/updates/324", b"/v1/updates/325"]
    warm = connect()
    for path in paths:
        warm.send(request(path))
        warm.read()
    client = connect()
    asked = [b"/v1/updates?limit=1", *paths * 1500]
    client.send(*(request(path, b"X-Request-ID: n%d" % n) for n, path in enumerate(asked)))
    for n, path in enumerate(asked):
        head, _ = client.read()
        assert b"x-request-id: n%d\r\n" % n in head
        assert n == 0 or b"content-location: %s\r\n" % path in head
    assert tasks.count("/v1/updates") == 1


def test_a_reader_that_is_slow_gets_all_of_it(connect: Callable[[], Client]) -> None:
    client = connect()
    client.send(request(LIST))
    _, whole = client.read()
    client.send(*[request(LIST)] * 40)
    for _ in range(40):
        assert client.read()[1] == whole


@pytest.mark.parametrize(("headers", "version"), [((b"Connection: close",), b"1.1"), ((), b"1.0")])
def test_a_connection_is_closed_for_who_wants_it_closed(
    connect: Callable[[], Client], headers: tuple[bytes, ...], version: bytes
) -> None:
    for _ in range(2):
        client = connect()
        client.send(request(UPDATE, *headers, version=version))
        head, body = client.read()
        assert b"connection: close\r\n" in head
        assert body.startswith(b'{"day":325')
        assert client.is_closed()


def test_a_body_that_nobody_reads_is_passed_over(
    connect: Callable[[], Client], tasks: list[str]
) -> None:
    client = connect()
    client.send(request(UPDATE))
    client.read()
    client.send(request(UPDATE, b"Content-Length: 11"), b"hello world", request(UPDATE))
    for _ in range(2):
        assert client.read()[0].startswith(b"HTTP/1.1 200")
    client.send(request(UPDATE, b"Content-Length: 5", b"Expect: 100-continue"), b"hello")
    assert client.read()[0].startswith(b"HTTP/1.1 200")
    assert tasks == ["/v1/updates/325"] * 2


@pytest.mark.parametrize("more", [b"", b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"])
def test_a_head_without_end_fills_no_memory(connect: Callable[[], Client], more: bytes) -> None:
    client = connect()
    client.send(request(UPDATE)[:-2], more, b"X-Long: ")
    with pytest.raises(ConnectionError):
        client.send(b"a" * LONGEST_HEAD * 200)


@pytest.mark.parametrize("settings", [{"access_log": True}, {"metrics": True}, {"cache_bytes": 0}])
def test_who_watches_requests_sees_them_all(
    record_url: str, tasks: list[str], settings: dict[str, object]
) -> None:
    with serving(record_url, **settings) as served:
        client = Client(served.port)
        for _ in range(3):
            client.send(request(UPDATE))
            assert client.read()[0].startswith(b"HTTP/1.1 200")
        client.close()
    assert len(tasks) == 3


def test_nobody_is_idle_who_waits_behind_a_kept_answer(
    connect: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream or an import that was sent with the request before was cut after five seconds."""
    ends = []
    start = HttpToolsProtocol._start_asgi_task

    def note(protocol: HttpToolsProtocol, cycle: object, app: object) -> None:
        ends.append(protocol.timeout_keep_alive_task)
        start(protocol, cycle, app)  # type: ignore[arg-type]  # uvicorn's own cycle

    monkeypatch.setattr(HttpToolsProtocol, "_start_asgi_task", note)
    client = connect()
    client.send(request(UPDATE))
    client.read()
    client.send(request(UPDATE), request(b"/v1/changes"))
    for _ in range(2):
        assert client.read()[0].startswith(b"HTTP/1.1 200")
    assert ends == [None, None]


def test_uvicorn_has_what_is_built_upon() -> None:
    """A method of another name would never be called, and kept answers be slow without a word."""
    assert "_start_asgi_task" in vars(HttpToolsProtocol)
    assert "_unset_keepalive_if_required" in vars(HttpToolsProtocol)
    assert issubclass(HttpProtocol, HttpToolsProtocol)


def test_a_request_that_was_answered_is_let_go_at_once(
    connect: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In circles they stayed until the collector came by: 10 MB of them after many misses."""
    cycles: list[weakref.ref[Any]] = []
    start = HttpToolsProtocol._start_asgi_task

    def note(protocol: HttpToolsProtocol, cycle: object, app: object) -> None:
        cycles.append(weakref.ref(cycle))
        start(protocol, cycle, app)  # type: ignore[arg-type]  # uvicorn's own cycle

    monkeypatch.setattr(HttpToolsProtocol, "_start_asgi_task", note)
    gc.disable()
    try:
        client = connect()
        methods = (b"GET", b"HEAD", b"POST", b"GET")
        for number, method in enumerate(methods, start=321):
            client.send(request(b"/v1/updates/%d" % number, method=method))
            client.read(has_body=method != b"HEAD")
        # The connection itself holds the last.
        deadline = time.monotonic() + 60
        while any(cycle() for cycle in cycles[:-1]) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(cycles) == len(methods)
        assert not any(cycle() for cycle in cycles[:-1])
    finally:
        gc.enable()


def test_who_asks_for_another_protocol_is_answered_in_this_one(
    connect: Callable[[], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(HttpToolsProtocol, "_unsupported_upgrade_warning", told.append)
    client = connect()
    for other in (b"websocket", b"h2c"):
        client.send(request(UPDATE, b"Connection: Upgrade", b"Upgrade: " + other))
        head, body = client.read()
        assert head.startswith(b"HTTP/1.1 200 ")
        assert body
    assert not told
