"""A key given twice: refused, by its place, wherever a body or a file brings it."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from app.cli import app
from app.repeated_keys import MOST_TOLD, repeated_keys
from app.transfer.lines import read_lines
from app.validation import DocumentError, parse
from tests.builtin import LINES
from tests.editing import MERGE_PATCH, Editor, make_document
from tests.factories import document

TWICE = b'{"headline": "One", "headline": "Another"}'

ACTOR = b'{"kind": "country", "name": "Iran", "name": "Persia"}'

SPEAKER = b'{"kind": "person", "name": "Ali", "aliases": ["Ali"], "aliases": []}'


def pointers(text: bytes | str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse(text)
    return [fault.pointer for fault in caught.value.faults]


def repeat(text: str, name: str, value: Any = None) -> bytes:
    """Give the text's first key of that name a second time, in the same object."""
    again = f'"{name}": {json.dumps(value)}, "{name}"'
    changed = re.sub(f'"{name}"', lambda _: again, text, count=1)
    assert changed != text
    return changed.encode()


class Pairs(list[tuple[str, Any]]):
    """A JSON object that may say a key twice."""


def objects(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Pairs]:
    keys = st.sampled_from(["a", "b", "", "~", "/", "é", '"', "\\", '":', "😀"])
    return st.lists(st.tuples(keys, values), max_size=5).map(Pairs)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just('{"a":1,"a":2}')
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | objects(inner))
SPACE = st.sampled_from(["", " ", "\n", "\t\r\n "])
"""White space may stand on either side of each mark."""


@st.composite
def texts(draw: st.DrawFn, tree: Any) -> str:
    """Write a tree as JSON, with any white space and any escapes."""
    here, there = draw(SPACE), draw(SPACE)
    if isinstance(tree, Pairs):
        members = [
            f"{json.dumps(key, ensure_ascii=draw(st.booleans()))}{here}:{draw(texts(value))}"
            for key, value in tree
        ]
        return here + "{" + there + f"{here},{there}".join(members) + "}" + there
    if isinstance(tree, list):
        return here + "[" + ",".join(draw(texts(each)) for each in tree) + there + "]"
    return here + json.dumps(tree, ensure_ascii=draw(st.booleans())) + there


def expected(tree: Any, here: tuple[int | str, ...] = ()) -> set[tuple[int | str, ...]]:
    if isinstance(tree, Pairs):
        keys = [key for key, _ in tree]
        found = {(*here, key) for key in keys if keys.count(key) > 1}
        return found.union(*(expected(value, (*here, key)) for key, value in tree))
    if isinstance(tree, list):
        return set().union(*(expected(each, (*here, n)) for n, each in enumerate(tree)))
    return set()


@given(st.data())
def test_every_repeated_key_of_any_json_is_found_and_no_other(data: st.DataObject) -> None:
    tree = data.draw(TREES)
    found = repeated_keys(data.draw(texts(tree)))
    assert set(found) == expected(tree)
    assert len(found) == len(set(found))


@given(st.sampled_from(LINES), st.data())
def test_a_key_that_a_document_repeats_anywhere_is_the_one_fault(
    text: str, data: st.DataObject
) -> None:
    whole = json.loads(text)
    places: list[tuple[str, dict[str, Any]]] = [("", whole)]
    for name in ("events", "quotes", "sources"):
        places += [(f"/{name}/{n}", each) for n, each in enumerate(whole[name])]
    where, chosen = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(chosen)))
    mark = "the same key again"
    told = {**chosen, mark: chosen[key]}
    members = data.draw(st.permutations(list(told.items())))
    chosen.clear()
    chosen.update(members)
    assert pointers(json.dumps(whole).replace(mark, key)) == [f"{where}/{key}"]


def test_one_deep_within_is_found() -> None:
    text = '{"a":[' * 90 + '{"x": 1, "x": 2}' + "]}" * 90
    assert repeated_keys(text) == [("a", 0) * 90 + ("x",)]


def test_of_very_many_the_first_are_told() -> None:
    keys = [f'"k{n}": 1' for n in range(5_000)]
    text = "{" + ", ".join([*keys, *keys]) + "}"
    assert repeated_keys(text) == [(f"k{n}",) for n in range(MOST_TOLD)]


def test_it_is_told_which_key_where_and_what_to_do() -> None:
    with pytest.raises(DocumentError) as caught:
        parse(repeat(json.dumps(document()), "outlet", "Another"))
    [fault] = caught.value.faults
    assert fault.pointer == "/sources/0/outlet"
    assert "'outlet' is given more than once" in fault.detail
    assert "keep one" in fault.detail


def test_a_key_written_with_escapes_is_the_same_key() -> None:
    text = json.dumps(document()).replace('"headline"', '"headlin\\u0065": "Another", "headline"')
    assert pointers(text) == ["/headline"]


def test_it_is_told_beside_what_else_is_wrong() -> None:
    text = repeat(json.dumps(document(summary="", note=1)), "headline")
    assert pointers(text) == ["/headline", "/summary", "/note"]
    assert pointers(repeat(json.dumps(document(related_days=[400])), "date")) == [
        "/date",
        "/related_days",
    ]


@pytest.mark.parametrize("text", [b"{", b"[" * 100_000, b'{"day": 1, "day": \xff}'])
def test_what_is_no_json_is_told_to_be_none(text: bytes) -> None:
    assert pointers(text) == [""]


@pytest.mark.parametrize(
    ("method", "address", "body", "pointer"),
    [
        ("PUT", "/v1/updates/400", repeat(json.dumps(document()), "speaker"), "/quotes/0/speaker"),
        ("PATCH", "/v1/updates/325", TWICE, "/headline"),
        ("PUT", "/v1/actors/iran", ACTOR, "/name"),
        ("PUT", "/v1/speakers/ali", SPEAKER, "/aliases"),
        ("POST", "/v1/speakers/ali/merge", b'{"into": "a", "into": "b"}', "/into"),
    ],
)
def test_every_write_refuses_it_and_leaves_the_record(
    keeper: Editor, method: str, address: str, body: bytes, pointer: str
) -> None:
    before = keeper.client.get("/v1/changes").text
    media_type = MERGE_PATCH if method == "PATCH" else "application/json"
    answer = keeper.send(method, address, body, content_type=media_type)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "urn:daybook:problem:invalid-document"
    assert [(each["in"], each["pointer"]) for each in told["errors"]] == [("body", pointer)]
    assert keeper.client.get("/v1/changes").text == before


def test_an_import_over_http_tells_the_line(editor: Editor) -> None:
    actor = b'{"actor": {"slug": "iran", ' + ACTOR[1:] + b"}"
    day = repeat(json.dumps(make_document(2, "One.")), "day", 3)
    answer = editor.load(actor, make_document(1, "One."), day)
    assert answer.status_code == 422
    errors = [(each["line"], each["pointer"]) for each in answer.json()["errors"]]
    assert errors == [(1, "/actor/name"), (3, "/day")]
    assert editor.client.get("/v1/updates").json()["total"] == 0


def test_a_line_that_is_both_of_two_actors_is_refused(editor: Editor) -> None:
    told = b'{"kind": "country", "name": "Iran", "slug": "iran"}'
    answer = editor.load(b'{"actor": ' + told + b', "actor": ' + told + b"}")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/actor"]


@pytest.mark.parametrize(
    "write",
    [
        lambda texts: b"\n".join(texts),
        lambda texts: b"[\n" + b" ,\r\n\t".join(texts) + b" ]\n",
        lambda texts: (b"[" + b",".join(texts) + b"]").decode().encode("utf-16"),
    ],
    ids=["ndjson", "array", "array in UTF-16"],
)
def test_the_command_refuses_it_in_a_file_of_any_shape(
    empty_url: str, tmp_path: Path, write: Callable[[list[bytes]], bytes]
) -> None:
    first, third = (json.dumps(document(day), ensure_ascii=False).encode() for day in (400, 402))
    second = repeat(json.dumps(document(401, headline="Один")), "status", "denied")
    file = tmp_path / "days.json"
    file.write_bytes(write([first, second, third]))
    environment = {"DAYBOOK_DATABASE_URL": empty_url}
    result = CliRunner().invoke(app, ["import", str(file), "--keep-going"], env=environment)
    assert result.exit_code == 1
    unit = "line" if write([b"a", b"b"]) == b"a\nb" else "document"
    assert f"{unit} 2, /events/0/status: the key 'status' is given more than once" in result.stderr
    assert "2 created, 0 corrected, 0 unchanged, 1 refused" in result.stderr


def test_a_json_object_over_several_lines_keeps_what_it_repeats() -> None:
    text = repeat(json.dumps(document(), indent=1), "headline")
    [found] = read_lines("day.json", io.BytesIO(text))
    assert pointers(found.text) == ["/headline"]
