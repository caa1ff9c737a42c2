"""Hits as they are answered: their JSON, and where the query's words stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from app.fulltext.finding import Finding
from app.fulltext.highlight import LONGEST_PLAIN, SNIPPET, Highlighter, Span, has_marks, snippet
from app.fulltext.names import Subject
from app.fulltext.passages import EVENT_FIELDS, QUOTE_FIELDS, read_searched

SNIPPETS = 5
"""Fields of one hit that are shown; a day can match in each of its lines."""

_SOURCES = ',"sources":['
_ENGLISH = ',"language":"en",'
_ENGLISH_AT_END = ',"language":"en"}'
_POINTERS: dict[Subject, dict[str, str]] = {
    "event": {f'"{name}":"': f"/{name}" for name in EVENT_FIELDS},
    "quote": {f'"{name}":"': f"/{name}" for name in QUOTE_FIELDS},
    "update": {},
}
"""The fields that are searched, as they stand in an item's JSON before their text."""

_Match = tuple[str, str, Sequence[Span]]
"""The pointer of a field, its text, and where in it something was found."""


def shown(bodies: Sequence[str], finding: Finding) -> list[str]:
    """Return hits' JSON with where each matches, in fields and offsets, and snippets."""
    matches = _look_at_plain(bodies, finding)
    if len(matches) < len(bodies):
        left = [at for at in range(len(bodies)) if at not in matches]
        items = [read_searched(finding.subject, bodies[at]) for at in left]
        matches.update(zip(left, matches_in(items, finding), strict=True))
    # Written behind the item's own fields: to write those anew would cost as much as to find it.
    return [f'{body[:-1]},"matches":{matches[at]}}}' for at, body in enumerate(bodies)]


def matches_in(items: Sequence[Mapping[str, Any]], finding: Finding) -> list[str]:
    """Return, for each hit, the JSON of where it matches."""
    of_items: list[list[_Match]] = [[] for _ in items]
    if finding.subject == "update":
        for item, found in zip(items, of_items, strict=True):
            _look_until_enough(finding, item, found)
    else:
        _look_at_all(finding, items, of_items)
    return [_json_of(found) for found in of_items]


def _look_at_plain(bodies: Sequence[str], finding: Finding) -> dict[int, str]:
    """Return where those hits match whose JSON need not be read for it, as JSON, by their place.

    In JSON of ASCII without a backslash each text stands as it is, between quotation marks that
    no text has: there words are looked for first, and then what they are in.
    """
    pointers, highlighter = _POINTERS[finding.subject], finding.highlighter
    if not pointers or not highlighter.is_plain:
        return {}
    at_end = finding.subject == "event"
    heads: dict[int, str] = {}
    for at, body in enumerate(bodies):
        head = body[: body.index(_SOURCES)]
        is_english = body.endswith(_ENGLISH_AT_END) if at_end else _ENGLISH in head
        if is_english and head.isascii() and "\\" not in head:
            heads[at] = head
    matches: dict[int, list[str]] = {at: [] for at in heads}
    for at, field, text, spans in _found_in(heads, highlighter):
        if field in pointers:
            if len(text) > LONGEST_PLAIN:  # to be read: not all of its words are indexed
                matches.pop(at, None)
            elif at in matches:
                matches[at].append(_json_of_plain(pointers[field], text, spans))
    return {at: f"[{','.join(each)}]" for at, each in matches.items()}


def _found_in(
    heads: Mapping[int, str], highlighter: Highlighter
) -> Iterator[tuple[int, str, str, Sequence[Span]]]:
    """Give the texts in which something is found: the place of the hit, and the text's field."""
    joined = "\n".join(heads.values())
    places = iter(heads.items())
    at, begin, end = 0, 0, -1
    start, behind = 0, -1
    field, spans = "", [(0, 0)]
    for first, last in highlighter.places_in(joined):
        if first < behind:
            spans.append((first - start, last - start))
            continue
        if field:
            yield at, field, joined[start:behind], spans
        while first > end:
            at, head = next(places)
            begin = end + 1
            end = begin + len(head)
        colon = joined.rfind('":"', begin, first)
        start = colon + 3
        behind = joined.find('"', start)
        # What is found behind that text is in no text: it is a name of a field, or in a list.
        field = joined[joined.rfind('"', begin, colon) : start] if first < behind else ""
        spans = [(first - start, last - start)]
    if field:
        yield at, field, joined[start:behind], spans


def _look_until_enough(finding: Finding, item: Mapping[str, Any], found: list[_Match]) -> None:
    """Look through the many texts of a day until what is shown is full."""
    for language, pointers, texts in finding.blocks(item):
        most = SNIPPETS - len(found)
        if not most:
            break
        for at, spans in finding.highlighter.spans_in(texts, language, most):
            found.append((pointers[at], texts[at], spans))


def _look_at_all(
    finding: Finding, items: Sequence[Mapping[str, Any]], of_items: Sequence[list[_Match]]
) -> None:
    """Look through the few texts of each hit, all hits of a language at once."""
    of_languages: dict[str, list[tuple[list[_Match], str, str]]] = {}
    for item, found in zip(items, of_items, strict=True):
        for language, pointers, texts in finding.blocks(item):
            of_languages.setdefault(language, []).extend(
                [(found, pointer, text) for pointer, text in zip(pointers, texts, strict=True)]
            )
    for language, fields in of_languages.items():
        texts = [text for _, _, text in fields]
        for at, spans in finding.highlighter.spans_in(texts, language, len(texts)):
            found, pointer, text = fields[at]
            found.append((pointer, text, spans))


def _json_of(found: Sequence[_Match]) -> str:
    return f"[{','.join([_json_of_match(*each) for each in found])}]"


def _json_of_match(pointer: str, text: str, spans: Sequence[Span]) -> str:
    places = ",".join([f"[{first},{end}]" for first, end in spans])
    html = encode_basestring(snippet(text, spans))
    return f'{{"pointer":"{pointer}","spans":[{places}],"snippet":{html}}}'


def _json_of_plain(pointer: str, text: str, spans: Sequence[Span]) -> str:
    """Return the same for a text that JSON writes as it is: mostly HTML does too."""
    if len(spans) > 1 or len(text) > SNIPPET or has_marks(text):
        return _json_of_match(pointer, text, spans)
    ((first, end),) = spans
    html = f"{text[:first]}<mark>{text[first:end]}</mark>{text[end:]}"
    return f'{{"pointer":"{pointer}","spans":[[{first},{end}]],"snippet":"{html}"}}'
