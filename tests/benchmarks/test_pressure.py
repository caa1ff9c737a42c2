"""Which rounds count is decided by what others did meanwhile, never by the result."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.benchmarks import machine
from tests.benchmarks.load import Measurement
from tests.benchmarks.pressure import compare
from tests.benchmarks.scenarios import PEERS, all_scenarios
from tests.benchmarks.servers import ask_each


def loads(*rates_and_others: tuple[float, float]) -> Callable[[], Measurement]:
    each: Iterator[tuple[float, float]] = iter(rates_and_others)

    def load() -> Measurement:
        rate, others = next(each)
        return Measurement(1_000, rate, 1.0, 2.0, 30.0, 90.0, 8_000.0, others)

    return load


def test_rounds_that_others_disturbed_are_made_up_for() -> None:
    ours = loads((90, 0.01), (10, 0.60), (80, 0.02), (70, 0.00))
    theirs = loads((100, 0.01), (100, 0.01), (100, 0.03), (100, 0.00))

    compared = compare(ours, theirs, rounds=3)

    assert compared.ratio == pytest.approx(0.8)
    assert compared.fact("reading", 0.7).name == "reading"


def test_a_machine_that_is_never_left_alone_is_told() -> None:
    """The best ratios are of the rounds disturbed most: they do not count for that."""
    ours = loads((90, 0.50), (80, 0.20), (95, 0.60), (70, 0.30), (99, 0.70), (99, 0.80))
    theirs = loads(*[(100.0, 0.1)] * 6)

    compared = compare(ours, theirs, rounds=2)

    assert compared.ratio == pytest.approx(0.75)
    assert compared.fact("reading", 0.8).name == "reading (others took 30%)"
    assert compared.fact("reading", 0.8).missed


def test_each_is_measured_first_in_turn() -> None:
    order: list[str] = []

    def note(name: str) -> Measurement:
        order.append(name)
        return loads((100, 0.0))()

    compare(lambda: note("ours"), lambda: note("theirs"), rounds=2)

    assert order == ["theirs", "ours", "ours", "theirs"]


def test_what_is_known_of_the_processors_is_part_of_what_they_did() -> None:
    busy, known = machine.busy_seconds(), machine.known_seconds()
    sum(range(3_000_000))

    assert 0 < known < busy <= machine.busy_seconds()
    assert machine.known_seconds() > known


def test_only_first_requests_are_not_made_beforehand() -> None:
    first = {each.name for each in all_scenarios("sqlite", PEERS) if each.is_first}

    assert first == {"one-cold", "list50-cold", "search-cold"}


def test_each_path_is_asked_once_in_the_coding_wanted() -> None:
    asked: list[tuple[str, str]] = []

    class Noting(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Accept-Encoding"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Noting) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        ask_each(server.server_port, ["/a", "/b"], {"Accept-Encoding": "br"})
        server.shutdown()
        thread.join()

    assert asked == [("/a", "br"), ("/b", "br")]
