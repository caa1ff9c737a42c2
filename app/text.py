"""Words as the search sees them: the one analyser for names and for full text."""

import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ‘`´′"))
"""Marks that spellings of one name leave out or write differently (Vasyl', Оʼ): dropped."""


def fold(text: str) -> str:
    """Return the key under which spellings that differ only in case, marks or spacing meet.

    Case, diacritics and apostrophes go; every run of other punctuation and white space becomes
    one space. Й and ї lose their marks too, on both sides of every comparison.
    """
    decomposed = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
    bare = "".join(c for c in decomposed.casefold() if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
