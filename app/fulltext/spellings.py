"""Other spellings of a name, and near spellings of a word."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile

from app.fulltext.language import Clause, Query, Term, make_term, name_words
from app.text.analyser import MEANT, fold, words_of

Spellings = Mapping[str, Sequence[str]]
"""By a folded spelling, the other spellings of the same name, as they are written."""

CLOSE_ENOUGH = 0.7
"""Three letters of ten may be wrong. Below this a suggestion is another word: kharkov and kharkiv
are 0.86 alike, siege and see 0.6."""


_spelling = lru_cache(maxsize=2_048)(make_term)
"""Of names that are asked for again and again: to read the spellings of one takes 0.1 ms."""


def spelled(name: str) -> str:
    """Return a name as the words that a text has of it."""
    return " ".join(words_of(name))


def spellings_of(groups: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return, by each folded spelling in the groups, the other spellings of its groups."""
    others: dict[str, dict[str, str]] = {}
    for group in groups:
        names = {key: name for name in reversed(group) if (key := spelled(name))}
        names = dict(reversed(names.items()))
        for key in names:
            others.setdefault(key, {}).update(names)
    return {
        key: tuple(name for other, name in of_key.items() if other != key)
        for key, of_key in others.items()
        if len(of_key) > 1
    }


def expand(query: Query, spellings: Spellings) -> tuple[Query, dict[str, list[str]]]:
    """Let each name in the query stand for its other spellings too.

    A name is what a term says, or adjacent terms together, the longest first. Returns the query,
    which finds at least what it found before (excluded names: excludes), and the spellings used
    by the name as it was typed.
    """
    if not spellings and len(query.clauses) == 1 and len(query.clauses[0].alternatives) == 1:
        return query, {}  # one word, as most queries are
    used: dict[str, list[str]] = {}
    clauses: list[Clause] = []
    at = 0
    while at < len(query.clauses):
        run = _longest_name(query.clauses[at:], spellings)
        if run:
            # (a and b) or name = (a or name) and (b or name)
            typed = " ".join(clause.alternatives[0].typed for clause in run)
            key = " ".join(word for clause in run for word in name_words(clause.alternatives[0]))
            others = spellings[key]
            used[typed] = list(others)
            named = tuple(filter(None, map(_spelling, others)))
            clauses += [Clause(_each_once((*c.alternatives, *named))) for c in run]
            at += len(run)
        else:
            clauses.append(_expand_clause(query.clauses[at], spellings, used))
            at += 1
    # A clause said twice asks nothing more, and a name said often is dozens of spellings each time.
    return Query(tuple(dict.fromkeys(clauses))), used


def _longest_name(clauses: Sequence[Clause], spellings: Spellings) -> Sequence[Clause]:
    """Return the first clauses that together are a name of several terms; none if they are not."""
    run = list(takewhile(_is_plain, clauses))
    words = [" ".join(name_words(clause.alternatives[0])) for clause in run]
    for length in range(len(run), 1, -1):
        if " ".join(words[:length]) in spellings:
            return run[:length]
    return ()


def _is_plain(clause: Clause) -> bool:
    first = clause.alternatives[0]
    alone = all(term.as_one for term in clause.alternatives[1:]) and not clause.negated
    return alone and not first.quoted and not first.prefix


def _expand_clause(clause: Clause, spellings: Spellings, used: dict[str, list[str]]) -> Clause:
    alternatives = list(clause.alternatives)
    for term in clause.alternatives:
        is_name = not term.prefix and not term.as_one
        key = " ".join(name_words(term))
        others = spellings.get(key) or spellings.get(MEANT.get(key, ""), ()) if is_name else ()
        if others:
            used[term.typed] = list(others)
            named = (_spelling(other, quoted=term.quoted) for other in others)
            alternatives += filter(None, named)
    return Clause(_each_once(alternatives), clause.negated)


def _each_once(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))


def nearest(term: str, vocabulary: Iterable[str], limit: int = 5) -> list[str]:
    """Return up to `limit` folded words of the vocabulary that look like `term`, likest first."""
    # 3 MB that a server needs only for words that nobody has written.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    wanted = fold(term)
    found = process.extract(
        wanted,
        vocabulary,
        scorer=OSA.normalized_similarity,
        limit=None,
        score_cutoff=CLOSE_ENOUGH,
    )
    ranked = sorted((-score, word) for word, score, _ in found if word != wanted)
    return [word for _, word in ranked[:limit]]
