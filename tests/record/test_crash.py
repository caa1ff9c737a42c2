"""Servers killed in the middle of writing: what they acknowledged is there, and nothing half.

DAYBOOK_TEST_KILLS says how many are killed for each database; the suite kills a few.
"""

import json
import os
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlmodel import col

from app.db.engine import Database, open_database
from app.models import Head, Revision, Update
from app.record.consistency import check_record
from app.record.writer import lock
from app.settings import Settings
from tests.editing import NDJSON, make_document, make_key
from tests.serving import Answer, Nursery, Server, ask, open_nursery

KILLS = int(os.environ.get("DAYBOOK_TEST_KILLS", "24"))
LANES = 3
"""Servers that write to one database, and die, at the same time."""

LANE_DAYS = 100
LONGEST_LIFE_SECONDS = 0.4
IMPORTED_DAYS = 5

State = dict[int, str | None]
"""What each day says, by its one event; None for a day that was deleted."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as opened:
        yield opened


@dataclass
class Lane:
    """One editor, with days of its own, whose servers keep dying."""

    number: int
    database: Database
    headers: dict[str, str]
    chance: random.Random
    state: State = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    underway: State = field(default_factory=dict)
    acknowledged: int = 0
    kept: int = 0
    """Changes of which their editor heard nothing, and that are there."""

    def live(self, nursery: Nursery, url: str, newborn: bool) -> None:
        """Write until the server is killed, then see what is left of it.

        A `newborn` may be killed before it has answered anything.
        """
        server = nursery.serve(url)
        killed = threading.Event()

        def kill() -> None:
            killed.set()
            server.kill()

        killer = threading.Timer(self.chance.uniform(0, LONGEST_LIFE_SECONDS), kill)
        try:
            if not newborn:
                self.write(server, killed)
            killer.start()
            while self.write(server, killed):
                pass
            killer.join()
        finally:
            nursery.bury(server)
        self.settle()

    def write(self, server: Server, killed: threading.Event) -> bool:
        """Make one change; tell whether the server lived to answer it."""
        day = self.number * LANE_DAYS + self.chance.randrange(1, 40)
        text = f"Text {self.chance.getrandbits(64):x}."
        kind = self.chance.choice(("put", "put", "put", "delete", "import"))
        if kind == "import":
            days = range(day, day + IMPORTED_DAYS)
            self.underway = dict.fromkeys(days, text)
        elif kind == "delete":
            self.underway = {day: None}
        else:
            self.underway = {day: text}
        try:
            answer = self.send(server, kind, day, text)
        except OSError:
            # Nothing but the kill may keep an editor from an answer.
            if not killed.is_set():
                raise
            return False
        if answer.status in (200, 201):
            self.state |= self.underway
            self.acknowledged += 1
        else:
            # 404, 410: nothing to delete. 503: SQLite was locked for too long.
            assert answer.status in (404, 410, 503), answer.body
        self.underway = {}
        return True

    def send(self, server: Server, kind: str, day: int, text: str) -> Answer:
        headers = {**self.headers, "X-Change-Reason": "A test"}
        if kind == "import":
            documents = [make_document(each, text) for each in self.underway]
            body = b"\n".join(json.dumps(each).encode() for each in documents)
            return ask(
                server.port, "POST", "/v1/imports", body, {**headers, "Content-Type": NDJSON}
            )
        read = ask(server.port, "GET", f"/v1/updates/{day}")
        if read.status == 200:
            headers["If-Match"] = read.headers["etag"]
        address = f"/v1/updates/{day}"
        if kind == "delete":
            return ask(server.port, "DELETE", address, None, headers)
        return ask(server.port, "PUT", address, make_document(day, text), headers)

    def settle(self) -> None:
        """Hold what is in the record against what was acknowledged."""
        # PostgreSQL may still be carrying out the last word of the dead: whoever has the lock
        # after it sees what came of it.
        with self.database.write() as connection:
            lock(connection)
            found = held(connection, self.number * LANE_DAYS)
        expected = {day: text for day, text in self.state.items() if text is not None}
        # The change that was underway is there whole, or not at all.
        done = {day: text for day, text in (self.state | self.underway).items() if text is not None}
        assert found in (expected, done)
        if found == done:
            self.kept += found != expected
            self.state |= self.underway
        self.underway = {}


def held(connection: Connection, first: int) -> dict[int, str]:
    days = col(Update.day).between(first, first + LANE_DAYS - 1)
    documents = select(col(Revision.day), col(Revision.body))
    documents = documents.join(Update, col(Update.seq) == col(Revision.seq)).where(days)
    return {
        day or 0: json.loads(body or "")["events"][0]["text"]
        for day, body in connection.execute(documents)
    }


def test_no_kill_loses_or_halves_a_write(
    nursery: Nursery, empty_url: str, record_property: Any
) -> None:
    headers = {"Authorization": f"Bearer {make_key(empty_url)}", "Content-Type": "application/json"}
    database = open_database(Settings(database_url=empty_url))
    seed = random.randrange(2**32)  # noqa: S311 - chance, not a secret
    record_property("seed", seed)
    lanes = [
        Lane(number, database, headers, random.Random(seed + number))  # noqa: S311 - as above
        for number in range(1, LANES + 1)
    ]

    def live(lane: Lane) -> None:
        for number in range(KILLS // LANES):
            lane.live(nursery, empty_url, newborn=number % 3 == 2)

    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(live, lanes))
    with database.read() as connection:
        assert [line for line in check_record(connection) if line] == []
        head = connection.scalar(select(col(Head.seq)))
        numbers = list(connection.scalars(select(col(Revision.seq)).order_by(col(Revision.seq))))
    database.close()
    assert numbers == list(range(1, (head or 0) + 1))
    # They did write, all but those killed before they could.
    acknowledged = sum(lane.acknowledged for lane in lanes)
    assert acknowledged > KILLS / 4
    print(
        f"{KILLS // LANES * LANES} killed, {acknowledged} writes acknowledged, "
        f"{sum(lane.kept for lane in lanes)} there without, {head} revisions, seed {seed}"
    )
