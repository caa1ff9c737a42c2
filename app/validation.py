"""Reading a document: every fault named by its place, and the rules that span fields."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from app.document import PATTERNS, SLUGS, Document, DocumentEvent, DocumentQuote
from app.invasion_day import date_of, day_of
from app.repeated_keys import repeated_keys
from app.suggestions import hint

MAX_DOCUMENT_BYTES = 1024 * 1024

FAULTS_TOLD = 1_000
"""Of a document of nothing else the first so many: each takes ten times the text that it is of."""

_WORDS = {
    "missing": "is missing",
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number in plain digits, such as 50",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "dict_type": "must be a JSON object",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters long",
    "too_short": "must have at least {min_length}, not {actual_length}",
    "too_long": "must have at most {max_length}, not {actual_length}",
}
"""What pydantic's errors are called here: its own words speak of inputs and strings."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (a JSON pointer), what, and what would be right."""

    pointer: str
    detail: str


class DocumentError(ValueError):
    """A document that breaks its rules; `faults` lists every breach found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults))
        self.faults = faults


def parse(data: bytes | str | dict[str, Any]) -> Document:
    """Return the document in `data`; DocumentError lists all that is wrong with it."""
    if isinstance(data, bytes | str) and len(data) > MAX_DOCUMENT_BYTES:
        raise DocumentError([Fault("", f"is larger than {MAX_DOCUMENT_BYTES} bytes")])
    try:
        if isinstance(data, dict):
            document = Document.model_validate(data)
        else:
            document = Document.model_validate_json(data)
    except ValidationError as error:
        raise DocumentError([*repeats_in(data), *faults_of(error)]) from None
    faults = [*repeats_in(data), *_broken_rules(document)]
    if faults:
        raise DocumentError(faults)
    return document


def size_faults(text: str) -> list[Fault]:
    """Return the fault of a document's own text that no import would take back, if it is one."""
    if len(text.encode()) <= MAX_DOCUMENT_BYTES:
        return []
    told = f"is larger than {MAX_DOCUMENT_BYTES} bytes with all its fields and ids, as it is kept"
    return [Fault("", told)]


def pointer_to(location: tuple[int | str, ...]) -> str:
    """Return a JSON pointer (RFC 6901) for pydantic's location of an error."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in location)


def repeats_in(data: bytes | str | dict[str, Any]) -> list[Fault]:
    """Return the keys that a JSON text repeats: of two values one would be lost in silence.

    None for a text that is no JSON; that is for its parser to tell.
    """
    if isinstance(data, dict):
        return []
    try:
        found = repeated_keys(data.decode() if isinstance(data, bytes) else data)
    except (ValueError, RecursionError):
        return []
    told = "is given more than once in the same object: keep one, and remove the other"
    return [Fault(pointer_to(where), f"the key {str(where[-1])[:80]!r} {told}") for where in found]


def faults_of(error: ValidationError) -> list[Fault]:
    """Return what pydantic found wrong with a body, the first faults of many."""
    return [_fault(each) for each in error.errors()[:FAULTS_TOLD]]


def explain(error: Any) -> str:
    """Return what one of pydantic's errors means, and what would be right."""
    if error["type"] == "string_pattern_mismatch":
        example = next((SLUGS[each] for each in error["loc"] if each in SLUGS), "united-kingdom")
        told = PATTERNS.get(error["ctx"]["pattern"], str(error["msg"]))
        return told.replace("{slug}", example)
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"]
        close = hint(str(error["input"]), re.findall(r"'([^']+)'", expected))
        return f"{str(error['input'])[:80]!r} is not one of {expected}{close}"
    if error["type"] == "json_invalid":
        return not_json(error["ctx"]["error"], error["input"])
    if error["type"] in _WORDS:
        return _WORDS[error["type"]].format(**error.get("ctx", {}))
    return str(error["msg"]).removeprefix("Value error, ")


def not_json(told: object, text: bytes | str) -> str:
    """Return why a text is no JSON: from how it begins and is written, or its parser's words."""
    if not text.strip():
        return "is empty: send a JSON object"
    if isinstance(text, bytes):
        if text.startswith(BOM_UTF8):
            return "begins with a byte order mark: write it as UTF-8 without one"
        try:
            text.decode()
        except UnicodeDecodeError as error:
            at = f"0x{text[error.start]:02x} at byte {error.start + 1}"
            return f"is not UTF-8: {at} cannot be read; write it as UTF-8"
    if "hex escape" in str(told):
        # To the parser "\\ud800" alone ends too early, wherever the text ends.
        return f"is not JSON: a \\u escape is cut short, or half of a pair: {told}"
    if len(text.splitlines()) == 1:
        # In a file of many lines its number is told already: to the parser each is line 1.
        told = str(told).replace(" at line 1 column ", " at column ")
    return f"is not JSON: {told}"


def _fault(error: Any) -> Fault:
    detail = explain(error)
    if error["type"] == "extra_forbidden":
        detail = "is not a field of the document: remove it or correct its name"
    # pydantic adds steps of its own for the forms that a value may take: not places in the body.
    steps = [step for step in error["loc"] if not str(step).startswith(("<", "["))]
    return Fault(pointer_to(tuple(steps)), detail)


def _broken_rules(document: Document) -> Iterator[Fault]:
    """Yield the breaches that need more than one field to see."""
    right_date = date_of(document.day)
    if document.date != right_date:
        yield Fault(
            "/date",
            f"{document.date} is day {day_of(document.date)}, and day {document.day} is "
            f"{right_date}: correct the day or the date",
        )
    if document.day in document.related_days:
        yield Fault("/related_days", f"names its own day {document.day}")
    items = [(f"/events/{n}", event) for n, event in enumerate(document.events)]
    seen: dict[str, str] = {}
    for pointer, event in items:
        yield from _broken_item_rules(document, pointer, event, "occurred_on", seen)
        if event.status == "claimed" and event.claimed_by is None:
            yield Fault(f"{pointer}/claimed_by", "is missing: a claimed event says who claims it")
        if event.responds_to is not None:
            yield from _broken_response_rules(document, pointer, event)
    for n, quote in enumerate(document.quotes):
        yield from _broken_item_rules(document, f"/quotes/{n}", quote, "said_on", seen)


def _broken_item_rules(
    document: Document,
    pointer: str,
    item: DocumentEvent | DocumentQuote,
    date_field: str,
    seen: dict[str, str],
) -> Iterator[Fault]:
    if item.id is not None:
        if int(item.id.partition("-")[0]) != document.day:
            yield Fault(f"{pointer}/id", f"{item.id} belongs to another day than {document.day}")
        if item.id in seen:
            yield Fault(f"{pointer}/id", f"{item.id} is already the id of {seen[item.id]}")
        seen[item.id] = pointer
    for n, cited in enumerate(item.sources):
        if cited >= len(document.sources):
            yield Fault(
                f"{pointer}/sources/{n}",
                f"cites source {cited}, but the document has {len(document.sources)}, "
                "counted from 0",
            )
    when = getattr(item, date_field)
    if when is not None and when > document.date:
        yield Fault(f"{pointer}/{date_field}", f"{when} is later than the day, {document.date}")


def _broken_response_rules(
    document: Document, pointer: str, event: DocumentEvent
) -> Iterator[Fault]:
    target = event.responds_to or ""
    target_day = int(target.partition("-")[0])
    if target == event.id:
        yield Fault(f"{pointer}/responds_to", f"{target} is the event itself")
    elif target_day > document.day:
        yield Fault(f"{pointer}/responds_to", f"{target} is an event of a later day")
    elif target_day == document.day and target not in {each.id for each in document.events}:
        yield Fault(f"{pointer}/responds_to", f"{target} is not an event of this document")
