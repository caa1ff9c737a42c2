"""English words that are written as one, with a hyphen, or as two: any of them finds all.

An index of what every two words make would be twice as large. Left out are those of which the two
words are mostly a verb (break through, shut down, take over), and whatever else news write in one
way only.
"""

import re
from functools import cache

from app.text.analyser import stem_of

PAIRS = """
air base
air drop
air field
air lift
air space
air strike
anti aircraft
anti tank
battle field
black list
cease fire
counter attack
counter intelligence
counter measure
counter offensive
counter part
counter strike
cyber attack
cyber security
front line
gun fire
head quarter
land mine
mine field
mine sweeper
multi national
north east
north eastern
north west
north western
peace keeper
peace keeping
peace time
pipe line
ship yard
south east
south eastern
south west
south western
sub station
war head
war plane
war ship
war time
"""

_DESIGNATION = re.compile(r"([^\W\d_]{1,4})(\d+s?)")
"""Of arms, which are mostly written with a hyphen: F16, S300s, Kh101."""


def apart(word: str) -> str | None:
    """Return a word with a hyphen where it may have one: cease-fires, F-16; None if nowhere."""
    if designation := _DESIGNATION.fullmatch(word):
        return "-".join(designation.groups())
    at = _compounds().get(stem_of(word, "en"))
    return None if at is None else f"{word[:at]}-{word[at:]}"


def together(one: str, other: str) -> str | None:
    """Return the word that two folded words make, if they are written as one, too."""
    made = one + other
    at = _compounds().get(stem_of(made, "en")) if one in _first_parts() else None
    return made if at == len(one) else None


@cache
def _compounds() -> dict[str, int]:
    """Return where the first part of each word ends, by its stem."""
    return {stem_of(one + other, "en"): len(one) for one, other in _pairs()}


@cache
def _first_parts() -> frozenset[str]:
    return frozenset(one for one, _ in _pairs())


def _pairs() -> list[list[str]]:
    return [line.split() for line in PAIRS.split("\n") if line]
