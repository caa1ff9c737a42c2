"""Relevance, the same on both databases: computed here, over a bounded set of candidates.

Both engines could rank, each in its own way and each by scoring every match: 300 ms for a common
word in 1.4 million quotes. So the newest matches are the candidates, and the answer says so.
"""

from app.fulltext.language import Query, Term
from app.fulltext.names import Subject

CANDIDATES: dict[Subject, int] = {"update": 100, "event": 400, "quote": 400}
"""How many of the newest hits are ranked. Each is read from wherever in the record it is: of a long
one, a thousand took 30 ms of processor and as much of waiting. The words of a day fill 13 kB."""

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_USUAL_LENGTH = 30
"""BM25's usual constants, for texts of about thirty words; without the rarity of words, which is
the same for every candidate where all words must be there."""

_EXACT = 2.0
"""How much more the word as typed weighs than another form of it."""


def score(query: Query, words: str, stems: str) -> float:
    """Return how well an item's indexed words and stems answer the query; more is better."""
    words, stems = f" {words} ", f" {stems} "
    length = words.count(" ") - 1
    norm = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / _USUAL_LENGTH
    total = 0.0
    for clause in query.clauses:
        if not clause.negated:
            frequency = sum(_frequency(term, words, stems) for term in clause.alternatives)
            total += frequency * (_SATURATION + 1) / (frequency + _SATURATION * norm)
    return round(total, 6)


def _frequency(term: Term, words: str, stems: str) -> float:
    needle = " " + " ".join(term.words)
    if term.prefix:
        return float(words.count(needle))
    exact = words.count(f"{needle} ")
    inflected = max((stems.count(f" {' '.join(each)} ") for each in term.stems), default=0)
    return _EXACT * exact + max(inflected - exact, 0)
