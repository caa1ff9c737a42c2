"""Plain English texts with their words apart, as highlights look for words in them."""

import re

_SPACED = bytes(
    ord(char.lower() if char.isalnum() else "'" if char in "'`" else " ")
    for char in map(chr, range(128))
) + bytes(128)
"""What spaced_words makes of each ASCII character."""
_MARKS_BEFORE, _MARKS_BEHIND = re.compile(" '+"), re.compile("'+ ")
_MARK_APART = re.compile("'(?:(?<= ')|(?= ))")
"""An apostrophe at a word's border. To look for the space first takes fifty times as long."""


def spaced_words(text: str) -> str:
    """Return an ASCII text in small letters, with all that is of no token made spaces.

    One space more stands at either end.
    """
    spaced = f" {text} ".encode("ascii").translate(_SPACED).decode("ascii")
    if _MARK_APART.search(spaced):
        spaced = _MARKS_BEHIND.sub(_as_spaces, _MARKS_BEFORE.sub(_as_spaces, spaced))
    return spaced


def _as_spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])
