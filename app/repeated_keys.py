"""Keys that a JSON text repeats: parsers keep the last of them, and tell nobody."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

MOST_TOLD = 1_000
"""A body of nothing else, 8 MB of it, must not be answered with 100 MB."""

Location = tuple[int | str, ...]


class _RepeatedError(Exception):
    pass


class _Object(list[tuple[str, Any]]):
    """A JSON object with all of its pairs."""


def repeated_keys(text: str) -> list[Location]:
    """Return where a JSON text gives a key of one object more than once, the first places of many.

    ValueError or RecursionError when the text cannot be read.
    """
    try:
        _LOOK.decode(text)
    except _RepeatedError:
        return list(dict.fromkeys(islice(_find(_KEEP.decode(text), ()), MOST_TOLD)))
    return []


def _refuse(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _RepeatedError


def _find(value: Any, here: Location) -> Iterator[Location]:
    if isinstance(value, _Object):
        seen = set()
        for key, held in value:
            if key in seen:
                yield (*here, key)
            seen.add(key)
            yield from _find(held, (*here, key))
    elif isinstance(value, list):
        for position, held in enumerate(value):
            yield from _find(held, (*here, position))


def _decoder(hook: Any) -> json.JSONDecoder:
    # Numbers stay texts: int() refuses one of 5,000 digits, which is not the question here.
    return json.JSONDecoder(object_pairs_hook=hook, parse_int=str, parse_float=str, strict=False)


# Most texts repeat nothing, and are read once, keeping nothing: 50 us for a day of 5 kB.
_LOOK = _decoder(_refuse)
_KEEP = _decoder(_Object)
