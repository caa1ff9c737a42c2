"""Many writers at once, through several server processes over one database.

DAYBOOK_TEST_WRITERS says how many; the suite has a few.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from app.db.engine import open_database
from app.record.consistency import check_record
from app.settings import Settings
from tests.editing import make_document, make_key
from tests.serving import Answer, Nursery, Server, insist, open_nursery

PROCESSES = 3
WRITERS = int(os.environ.get("DAYBOOK_TEST_WRITERS", "6"))
CHANGES = 5
DAY = 2_000


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as opened:
        yield opened


@pytest.fixture
def servers(nursery: Nursery, empty_url: str) -> Iterator[list[Server]]:
    running = [nursery.serve(empty_url) for _ in range(PROCESSES)]
    yield running
    for server in running:
        nursery.bury(server)


def headers_of(url: str) -> dict[str, str]:
    key = make_key(url)
    return {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}


def all_at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work` with 0, 1, 2… on as many threads, all let go at the same moment."""
    gate = threading.Barrier(WRITERS)

    def start(number: int) -> Any:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(start, range(WRITERS)))


def check(url: str) -> list[str]:
    database = open_database(Settings(database_url=url))
    with database.read() as connection:
        off = [line for line in check_record(connection) if line]
    database.close()
    return off


def test_no_update_is_lost(servers: list[Server], empty_url: str) -> None:
    headers = headers_of(empty_url)
    address = f"/v1/updates/{DAY}"
    insist(servers[0].port, "PUT", address, make_document(DAY, "The first."), headers)
    all_have_read = threading.Barrier(WRITERS)
    refused = []

    def write(number: int) -> None:
        server = servers[number % PROCESSES]
        for change in range(CHANGES):
            for attempt in count():
                read = insist(server.port, "GET", address)
                if change == attempt == 0:
                    # They do get into each other's way, however slow the machine is.
                    all_have_read.wait()
                document = read.json()
                text = f"Writer {number}, change {change}."
                document["events"].append(make_document(DAY, text)["events"][0])
                mine = {**headers, "If-Match": read.headers["etag"], "X-Change-Reason": text}
                answer = insist(server.port, "PUT", address, document, mine)
                if answer.status == 200:
                    break
                assert answer.status == 412, answer.body
                refused.append(number)

    all_at_once(write)
    document = insist(servers[0].port, "GET", address).json()
    written = {f"Writer {w}, change {c}." for w in range(WRITERS) for c in range(CHANGES)}
    assert [each["id"] for each in document["events"]] == [
        f"{DAY}-e{number}" for number in range(1, WRITERS * CHANGES + 2)
    ]
    assert {each["text"] for each in document["events"]} == {"The first.", *written}
    revisions: list[Any] = []
    following = f"{address}/revisions?limit=200"
    while following:
        page = insist(servers[1].port, "GET", following).json()
        revisions, following = revisions + page["items"], page["next"]
    assert [each["seq"] for each in revisions] == list(range(WRITERS * CHANGES + 1, 0, -1))
    assert [each["n"] for each in revisions] == [each["seq"] for each in revisions]
    assert sorted(each["at"] for each in revisions) == [each["at"] for each in revisions[::-1]]
    assert len(refused) >= WRITERS - 1
    assert check(empty_url) == []


def test_one_creates_and_the_others_are_told(servers: list[Server], empty_url: str) -> None:
    headers = {**headers_of(empty_url), "If-None-Match": "*"}

    def create(number: int) -> Answer:
        document = make_document(DAY, f"Writer {number}.")
        return insist(
            servers[number % PROCESSES].port, "PUT", f"/v1/updates/{DAY}", document, headers
        )

    answers = all_at_once(create)
    assert sorted(answer.status for answer in answers) == [201] + [412] * (WRITERS - 1)
    [created] = [answer for answer in answers if answer.status == 201]
    assert insist(servers[0].port, "GET", f"/v1/updates/{DAY}").body == created.body


def test_writers_of_different_things_all_get_their_turn(
    servers: list[Server], empty_url: str
) -> None:
    headers = headers_of(empty_url)

    def write(number: int) -> list[int]:
        port = servers[number % PROCESSES].port
        statuses = []
        for change in range(CHANGES):
            day = DAY + number * CHANGES + change
            # All of them quote one new speaker: it must be made once.
            document = make_document(day, quotes=(("Somebody New", f"Day {day}."),))
            statuses.append(insist(port, "PUT", f"/v1/updates/{day}", document, headers).status)
            actor = {"kind": "group", "name": f"Group {day}"}
            address = f"/v1/actors/group-{day}"
            statuses.append(insist(port, "PUT", address, actor, headers).status)
        return statuses

    assert {status for statuses in all_at_once(write) for status in statuses} == {201}
    speaker = insist(servers[0].port, "GET", "/v1/speakers/somebody-new").json()
    assert speaker["quotes"] == WRITERS * CHANGES
    assert check(empty_url) == []


def test_merges_while_quotes_arrive_leave_none_behind(
    servers: list[Server], empty_url: str
) -> None:
    headers = headers_of(empty_url)
    for slug in ("anna", "hanna"):
        speaker = {"kind": "person", "name": slug.title()}
        insist(servers[0].port, "PUT", f"/v1/speakers/{slug}", speaker, headers)

    def write(number: int) -> int:
        port = servers[number % PROCESSES].port
        if number == 0:
            body, address = {"into": "anna"}, "/v1/speakers/hanna/merge"
            return insist(port, "POST", address, body, headers).status
        document = make_document(DAY + number, quotes=(("Hanna", "Yes."),))
        return insist(port, "PUT", f"/v1/updates/{DAY + number}", document, headers).status

    assert sorted(all_at_once(write)) == [200] + [201] * (WRITERS - 1)
    assert insist(servers[0].port, "GET", "/v1/speakers/anna").json()["quotes"] == WRITERS - 1
    assert check(empty_url) == []
