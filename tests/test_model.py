"""Any sequence of writes, against a model of plain dictionaries, on both databases.

DAYBOOK_TEST_SEQUENCES says how many sequences are tried on each; the suite tries a few.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any

import jsonpatch
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from app.db.engine import open_database
from app.main import create_app
from app.record.consistency import check_record
from app.settings import Settings
from tests.editing import Editor, make_document, make_key
from tests.record_model import DAYS, Model, slug_of

SEQUENCES = int(os.environ.get("DAYBOOK_TEST_SEQUENCES", "8"))
TEXTS = ("One.", "Two.", "Three.", "Four.")
NAMES = ("Anna Moroz", "Hanna Moroz", "Ganna Moroz")

days = st.sampled_from(DAYS)
texts = st.lists(st.sampled_from(TEXTS), max_size=4)
quotes = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TEXTS)), max_size=2)


class RecordMachine(RuleBasedStateMachine):
    """Writes to the record and to its model, and reads both."""

    make_url: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self._stack = contextlib.ExitStack()

    @initialize()
    def open(self) -> None:
        self.url = type(self).make_url()
        client = self._stack.enter_context(TestClient(create_app(Settings(database_url=self.url))))
        self.editor = Editor(client, make_key(self.url))
        self.model = Model()
        self.tags: dict[int, str] = {}
        # Something to merge from the start: chance alone seldom comes to it.
        self.put(DAYS[0], ["One."], [(name, f"{name}.") for name in NAMES])

    def teardown(self) -> None:
        if hasattr(self, "editor"):
            database = open_database(Settings(database_url=self.url))
            with database.read() as connection:
                assert [line for line in check_record(connection) if line] == []
            database.close()
        self._stack.close()

    @rule(day=days, given=texts, said=quotes)
    def put(self, day: int, given: list[str], said: list[tuple[str, str]]) -> None:
        draft = make_document(day, *given, quotes=tuple(said))
        reason = f"Change {self.model.seq + 1}"
        answer = self.editor.put(draft, self.tags.get(day), reason=reason)
        held = self.model.document(day)
        numbered = answer.json()
        for kind, words in (("events", given), ("quotes", [text for _, text in said])):
            ids = self.model.identify(day, kind, words)
            assert [(item["id"], item["text"]) for item in numbered[kind]] == list(
                zip(ids, words, strict=True)
            )
        if numbered == held:
            assert answer.status_code == 200
        else:
            assert answer.status_code == (200 if held else 201)
            self.model.write(day, numbered, reason)
        assert answer.headers["Daybook-Seq"] == str(self.model.history(day)[-1].seq)
        self.tags[day] = answer.headers["ETag"]

    @precondition(lambda self: self.model.held())
    @rule(data=st.data(), headline=st.sampled_from(["A day", "Another day"]))
    def patch(self, data: st.DataObject, headline: str) -> None:
        day = data.draw(st.sampled_from(sorted(self.model.held())))
        held = self.model.held()[day]
        reason = f"Change {self.model.seq + 1}"
        answer = self.editor.patch(day, {"headline": headline}, self.tags[day], reason=reason)
        assert answer.status_code == 200
        if held["headline"] != headline:
            self.model.write(day, {**held, "headline": headline}, reason)
        assert answer.json() == self.model.document(day)
        self.tags[day] = answer.headers["ETag"]

    @precondition(lambda self: self.model.held())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        day = data.draw(st.sampled_from(sorted(self.model.held())))
        reason = f"Change {self.model.seq + 1}"
        answer = self.editor.delete(day, self.tags.pop(day), reason=reason)
        assert answer.status_code == 200
        self.model.write(day, None, reason)

    @precondition(lambda self: self.model.held())
    @rule(data=st.data(), given=texts.filter(bool))
    def overwrite_without_having_seen(self, data: st.DataObject, given: list[str]) -> None:
        day = data.draw(st.sampled_from(sorted(self.model.held())))
        draft = make_document(day, *given, "Something else.", headline="Lost?")
        for tag, status in ((None, 428), ('"0123"', 412)):
            answer = self.editor.put(draft, tag)
            assert (answer.status_code, answer.headers["ETag"]) == (status, self.tags[day])

    @rule(given=st.dictionaries(days, texts, min_size=1), wrong=st.booleans())
    def load(self, given: dict[int, list[str]], wrong: bool) -> None:
        drafts: list[Any] = [make_document(day, *words) for day, words in given.items()]
        reason = f"Change {self.model.seq + 1}"
        if wrong:
            assert self.editor.load(*drafts, b"{}", reason=reason).status_code == 422
            return
        expected = []
        ids = {day: self.model.identify(day, "events", words) for day, words in given.items()}
        report = self.editor.load(*drafts, reason=reason).json()
        for (day, words), line in zip(given.items(), report["lines"], strict=True):
            held = self.model.document(day)
            read = self.editor.client.get(f"/v1/updates/{day}")
            assert [(item["id"], item["text"]) for item in read.json()["events"]] == list(
                zip(ids[day], words, strict=True)
            )
            if read.json() != held:
                self.model.write(day, read.json(), reason)
                expected.append("corrected" if held else "created")
            else:
                expected.append("unchanged")
            assert line["seq"] == self.model.history(day)[-1].seq
            self.tags[day] = read.headers["ETag"]
        assert [line["outcome"] for line in report["lines"]] == expected

    @precondition(lambda self: len(self.model.speakers - self.model.into.keys()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        model = self.model
        live = sorted(model.speakers - model.into.keys())
        gone, kept = data.draw(st.permutations(live))[:2]
        body = {"into": kept}
        answer = self.editor.send("POST", f"/v1/speakers/{gone}/merge", body)
        assert answer.status_code == 200, answer.text
        model.change_speakers(gone, kept)
        model.into = {slug: kept if into == gone else into for slug, into in model.into.items()} | {
            gone: kept
        }

    @precondition(lambda self: self.model.into)
    @rule(data=st.data())
    def part(self, data: st.DataObject) -> None:
        model = self.model
        slug = data.draw(st.sampled_from(sorted(model.into)))
        [name] = [each for each in NAMES if slug_of(each) == slug]
        tag = self.editor.tag(f"/v1/speakers/{slug}")
        answer = self.editor.send(
            "PUT", f"/v1/speakers/{slug}", {"kind": "person", "name": name}, tag
        )
        assert answer.status_code == 200, answer.text
        model.change_speakers(slug, model.into.pop(slug))

    @rule(day=days, data=st.data())
    def read_as_of(self, day: int, data: st.DataObject) -> None:
        seq = data.draw(st.integers(0, self.model.seq))
        expected = self.model.document(day, seq)
        answer = self.editor.client.get(f"/v1/updates/{day}?as_of={seq}")
        if expected is None:
            known = any(change.seq <= seq for change in self.model.history(day))
            assert answer.status_code == (410 if known else 404)
        else:
            assert answer.json() == expected
        listed = self.editor.client.get(f"/v1/updates?as_of={seq}&order=oldest").json()
        assert listed["items"] == list(self.model.held(seq).values())
        assert listed["total"] == len(self.model.held(seq))

    @rule(day=days)
    def read_history(self, day: int) -> None:
        history = self.model.history(day)
        answer = self.editor.client.get(f"/v1/updates/{day}/revisions")
        if not history:
            assert answer.status_code == 404
            return
        told = [(each["n"], each["seq"], each["reason"]) for each in answer.json()["items"]]
        assert told == [(each.n, each.seq, each.reason) for each in reversed(history)]
        document: Any = None
        for change in history:
            address = f"/v1/updates/{day}/revisions/{change.n}"
            patch = self.editor.client.get(f"{address}/diff").json()
            document = jsonpatch.apply_patch(document, patch)
            assert document == change.document
            then = self.editor.client.get(address)
            assert then.json() == change.document if change.document else then.status_code == 410

    @invariant()
    def the_record_is_as_the_model_has_it(self) -> None:
        if not hasattr(self, "editor"):
            return
        client = self.editor.client
        held = self.model.held()
        listed = client.get("/v1/updates?order=oldest")
        assert listed.json()["items"] == list(held.values())
        assert listed.headers["ETag"].endswith(f'-{self.model.seq}"')
        for day in DAYS:
            read = client.get(f"/v1/updates/{day}")
            if day in held:
                assert (read.json(), read.headers["ETag"]) == (held[day], self.tags[day])
            else:
                assert read.status_code == (410 if self.model.history(day) else 404)
        said = [
            (item["id"], self.model.speaker(item["speaker"]))
            for document in held.values()
            for item in document["quotes"]
        ]
        found = client.get("/v1/quotes?order=oldest").json()["items"]
        assert sorted((item["id"], item["speaker_slug"]) for item in found) == sorted(said)
        for slug, into in self.model.into.items():
            moved = client.get(f"/v1/speakers/{slug}", follow_redirects=False)
            assert moved.headers["Location"] == f"/v1/speakers/{into}"


def test_the_record_does_what_its_model_does(fresh_url: Callable[[bool], str]) -> None:
    machine = type(
        "Machine", (RecordMachine,), {"make_url": staticmethod(lambda: fresh_url(False))}
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("slug", [slug_of(name) for name in NAMES])
def test_the_models_speakers_are_new_ones(editor: Editor, slug: str) -> None:
    assert editor.client.get(f"/v1/speakers/{slug}").status_code == 404
