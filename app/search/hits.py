"""Hits as they are answered: their JSON, and where the query's words stand in it."""

from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from app.search.finding import Finding
from app.search.highlight import LONGEST_PLAIN, Highlighter, Span, snippet
from app.search.names import Subject
from app.search.passages import EVENT_FIELDS, QUOTE_FIELDS, read_searched

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
    found = _look_at_plain(bodies, finding)
    left = [body for at, body in enumerate(bodies) if at not in found]
    items = [read_searched(finding.subject, body) for body in left]
    of_left = iter(matches_in(items, finding))
    # Written behind the item's own fields: to write those anew would cost as much as to find it.
    return [
        f'{body[:-1]},"matches":{_json_of(found[at]) if at in found else next(of_left)}}}'
        for at, body in enumerate(bodies)
    ]


def matches_in(items: Sequence[Mapping[str, Any]], finding: Finding) -> list[str]:
    """Return, for each hit, the JSON of where it matches."""
    of_items: list[list[_Match]] = [[] for _ in items]
    if finding.subject == "update":
        for item, found in zip(items, of_items, strict=True):
            _look_until_enough(finding, item, found)
    else:
        _look_at_all(finding, items, of_items)
    return [_json_of(found) for found in of_items]


def _look_at_plain(bodies: Sequence[str], finding: Finding) -> dict[int, list[_Match]]:
    """Return what is found in those hits whose JSON need not be read for it, by their place.

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
    return _found_in(heads, highlighter, pointers)


def _found_in(
    heads: Mapping[int, str], highlighter: Highlighter, pointers: Mapping[str, str]
) -> dict[int, list[_Match]]:
    """Return what is found in plain JSON, without that which has a text too long to be plain."""
    of_heads: dict[int, list[_Match]] = {at: [] for at in heads}
    joined = "\n".join(heads.values())
    places = iter(heads.items())
    at, begin, end = 0, 0, -1
    start, behind = 0, -1
    spans: list[Span] = []
    for first, last in highlighter.places_in(joined):
        while first > end:
            at, head = next(places)
            begin = end + 1
            end = begin + len(head)
        if first > behind:
            spans = []
            colon = joined.rfind('":"', begin, first)
            start = colon + 3
            behind = joined.find('"', start)
            pointer = pointers.get(joined[joined.rfind('"', begin, colon) : start])
            if pointer is not None and first < behind:
                if behind - start > LONGEST_PLAIN:
                    of_heads.pop(at, None)
                elif at in of_heads:
                    of_heads[at].append((pointer, joined[start:behind], spans))
        spans.append((first - start, last - start))
    return of_heads


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
    matches = []
    for pointer, text, spans in found:
        places = ",".join([f"[{first},{end}]" for first, end in spans])
        html = encode_basestring(snippet(text, spans))
        matches.append(f'{{"pointer":"{pointer}","spans":[{places}],"snippet":{html}}}')
    return f"[{','.join(matches)}]"
