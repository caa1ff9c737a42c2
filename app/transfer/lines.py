"""Documents as they stand in files: a line each, or in one JSON text over several lines."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from app.validation import MAX_DOCUMENT_BYTES, repeats_in

_NAMED = {"actor", "speaker"}

_JSON = json.JSONDecoder()

_LINE_BYTES = MAX_DOCUMENT_BYTES + 2
"""The longest document and its line's end; a longer line is past the limit already."""


@dataclass(frozen=True)
class Line:
    """One document's text, and where it stands in its file (counted from 1).

    `unit` is what is counted: lines, or the documents of a JSON text. `fault` says why there is
    no document to read.
    """

    file: str
    number: int
    text: bytes
    unit: str = "line"
    fault: str | None = None


def read_lines(file: str, stream: BinaryIO) -> Iterator[Line]:
    """Yield the documents of an NDJSON file, or the one or several of a JSON file."""
    first = stream.readline(_LINE_BYTES).removeprefix(BOM_UTF8)
    if first.lstrip().startswith(b"["):
        yield from _documents(file, first + stream.read())
        return
    numbered = enumerate(chain([_cut(first, stream)], _lines(stream)), 1)
    opening, size = [], 0
    for number, text in numbered:
        opening.append(Line(file, number, text))
        size += len(text)
        if size > MAX_DOCUMENT_BYTES or _is_object(text):
            break
    else:
        # No line is a document of its own: it is one JSON text over several.
        yield from _documents(file, b"".join(line.text for line in opening))
        return
    yield from (line for line in opening if line.text.strip())
    yield from (Line(file, number, text) for number, text in numbered if text.strip())


def read_ndjson(file: str, stream: BinaryIO) -> Iterator[Line]:
    """Yield the documents of an NDJSON file; of a line too long only what proves it so."""
    for number, text in enumerate(_lines(stream), 1):
        if number == 1:
            text = text.removeprefix(BOM_UTF8)
        if text.strip():
            yield Line(file, number, text)


def is_of_name(line: Line) -> bool:
    """Tell whether a line says something of an actor or speaker, not of a day."""
    if line.fault is not None or len(line.text) > MAX_DOCUMENT_BYTES:
        return False
    try:
        parsed = json.loads(line.text)
    except (ValueError, RecursionError):
        return False
    return isinstance(parsed, dict) and "day" not in parsed and not _NAMED.isdisjoint(parsed)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LINE_BYTES):
        yield _cut(line, stream)


def _cut(line: bytes, stream: BinaryIO) -> bytes:
    """Return the line as far as it was read, and pass over what is left of it."""
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = stream.readline(_LINE_BYTES)
    return line


def _documents(file: str, text: bytes) -> Iterator[Line]:
    """Yield the documents of one JSON text: an object, or an array of them."""
    if not text.strip():
        return
    try:
        told = text.decode(json.detect_encoding(text), "surrogatepass")
        whole = json.loads(told)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        yield Line(file, 1, b"", "document", f"is not JSON: {error.msg} at {where}")
    except (ValueError, RecursionError):
        yield Line(file, 1, b"", "document", "is not JSON that can be read: write it as UTF-8")
    else:
        if not isinstance(whole, list):
            yield Line(file, 1, text, "document")
            return
        texts: Iterator[str] = (json.dumps(each, ensure_ascii=False) for each in whole)
        if repeats_in(told):
            # Read, they have lost what they repeat: their own texts are for whoever refuses them.
            texts = _elements(told)
        for number, each in enumerate(texts, 1):
            # A lone surrogate cannot be UTF-8: it goes on as it is, and is refused as a text.
            yield Line(file, number, each.encode("utf-8", "surrogatepass"), "document")


def _elements(array: str) -> Iterator[str]:
    """Yield the text of each element of a JSON array."""
    at = array.index("[") + 1
    while array[at] != "]":
        if array[at] in " \t\r\n,":
            at += 1
            continue
        _, end = _JSON.raw_decode(array, at)
        yield array[at:end]
        at = end


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
