"""The query language: what a reader types, read into clauses.

`missile attack`       both words, in any of their forms (attacks; struck for strike), anywhere
`"missile attack"`     exactly these words, next to each other and in this order; runs to the end
                       of the query if the closing quote is missing; “ ” „ « » quote too
`F-16`                 words joined by - . / _ : @ & +, or a comma between digits, stand next to
                       each other, in any of their forms; joined by - they may be one word too:
                       F16, and ceasefire of cease-fire; some words may be two: cease-fire of
                       ceasefire, air strike of airstrike, F-16 of F16
`mobil*`               words that begin so; `air-raid*` and `"air raid"*` are such phrases
`-drone`               texts without it; `-"air raid"` and `-mobil*` too
`kyiv or kharkiv`      either; also `|`. It binds tighter than the space: `a b or c d` is a and
                       (b or c) and d

`US`                   the United States, in capitals; `us` finds the word us too

But for that case does not count, nor do diacritics and apostrophes. Everything else, brackets
included, is a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from app.fulltext.compounds import apart, together
from app.text.analyser import MEANT, POSSESSIVE, stem_of, token_pattern, tokens, word_of
from app.text.irregular import kin_english
from app.text.stems import CYRILLIC, KIN, LATIN

MOST_CHARACTERS = 1_000
MOST_TERMS = 32
_WIDE = 50

_QUOTES = '"“”„‟«»'
_HYPHEN = re.compile(r"[-‐‑]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")


class QueryError(ValueError):
    """The query cannot be answered; the message says what is wrong, where, and what is right."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words to find next to each other.

    A text matches where its words equal `words`, or its stems or words one of `stems`: the stems
    of the same words in one language each, or of other forms of them, and US for us. With
    `prefix`, the last word may go on. `as_one` is the word that the words before it make, or
    what the word before it is made of.
    """

    words: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...] = ()
    prefix: bool = False
    quoted: bool = False
    as_one: bool = field(default=False, compare=False)
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms of which a text must hold at least one, or, negated, none."""

    alternatives: tuple[Term, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Clauses that must all hold, at least one of which is not negated."""

    clauses: tuple[Clause, ...]


def make_term(typed: str, *, quoted: bool = False, prefix: bool = False) -> Term | None:
    """Return the term for words as they are spelled; None if there is no word in them."""
    found = tokens(typed)
    if not found:
        return None
    words = tuple(map(word_of, found))
    if prefix:
        return Term(words, prefix=True, quoted=quoted, typed=typed)
    meant = tuple(MEANT.get(word, word) for word in words)
    others = () if meant == words else (meant,)
    if quoted:
        return Term(words, others, quoted=True, typed=typed)
    languages = _languages_of(words)
    stems = [tuple(stem_of(token, language) for token in found) for language in languages]
    for language, own in zip(languages, tuple(stems), strict=True):
        kin = [_kin(token, language) for token in found]
        stems += [
            tuple(each[n] if n < len(each) else stem for stem, each in zip(own, kin, strict=True))
            for n in range(max(map(len, kin)))
        ]
    return Term(words, (*others, *dict.fromkeys(stems)), typed=typed)


def name_words(term: Term) -> tuple[str, ...]:
    """Return the words of a term as a name is listed: of Zelensky's they are those of Zelensky."""
    if term.quoted or not POSSESSIVE.search(term.typed):
        return term.words
    return tuple(word_of(POSSESSIVE.sub("", token)) for token in tokens(term.typed))


def _kin(token: str, language: str) -> tuple[str, ...]:
    """Return the stems of other forms of a word that its own does not find."""
    if language == "en":
        return kin_english(stem_of(token, language))
    other = KIN[language](token.casefold()) if language in KIN else None
    return () if other is None else (stem_of(other, language),)


def _languages_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages in which one of the words may have a stem other than itself."""
    latin = LATIN if any(word.isascii() for word in words) else ()
    cyrillic = CYRILLIC if any(map(_CYRILLIC_LETTER.search, words)) else ()
    return (*latin, *cyrillic)


@cache
def _pieces() -> re.Pattern[str]:
    token = token_pattern()
    run = rf"{token}(?:(?:[-‐‑–—./_:@&+]|(?<=\d),(?=\d)){token})*+"
    # A minus excludes after a space or an opening bracket, and the word may have marks before it.
    minus = rf"(?<![^\s(\[{{|])-+(?:[^\w\s|*(\[{{{_QUOTES}]|_)*+(?=[^\W_]|[(\[{{{_QUOTES}])"
    return re.compile(
        rf"(?P<minus>{minus})?+"
        rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*+)[{_QUOTES}]?+(?P<phrase_star>\*)?+"
        rf"|(?P<run>{run})(?P<star>\*)?+|(?P<bar>\|)|(?P<bracket>[(\[{{]))"
    )


def parse(text: str) -> Query:
    """Read a query.

    Raises QueryError if it is too long, has nothing to look for or only excludes.
    """
    if len(text) > MOST_CHARACTERS:
        message = (
            f"The query has {len(text):,} characters; the most is {MOST_CHARACTERS:,}. "
            "Look for fewer words."
        )
        raise QueryError(message)
    clauses: list[Clause] = []
    for count, (terms, negated, joined) in enumerate(_read(text), 1):
        term = terms[0]
        if count > MOST_TERMS:
            message = (
                f"The query has more than {MOST_TERMS} words or phrases; '{term.typed}' is one "
                "too many. Look for fewer words, or quote them as one phrase."
            )
            raise QueryError(message)
        if not joined or not clauses:
            clauses.append(Clause(terms, negated))
        elif negated or clauses[-1].negated:
            message = (
                f"The 'or' before '{term.typed}' joins a word to exclude; it joins only words to "
                "find. Without it, each minus excludes: -one -two."
            )
            raise QueryError(message)
        else:
            clauses[-1] = Clause((*clauses[-1].alternatives, *terms))
    if not clauses:
        message = (
            "The query has no word to look for; write at least one word of letters or digits. "
            'To look for the word or itself, quote it: "or".'
        )
        raise QueryError(message)
    if all(clause.negated for clause in clauses):
        message = (
            f"The query only excludes (-{clauses[0].alternatives[0].typed}); name at least one "
            "word to find: attack -drone."
        )
        raise QueryError(message)
    return Query(tuple(_with_compounds(clauses)))


def _read(text: str) -> Iterator[tuple[tuple[Term, ...], bool, bool]]:
    """Give each term, whether it is to be excluded, and whether an `or` stands before it.

    With it the one word that it may be too.
    """
    joined = False
    for piece in _pieces().finditer(text):
        negated = piece["minus"] is not None
        if piece["bracket"] and negated:
            message = (
                f"Brackets do not group, so '-{piece['bracket']}' at character {piece.start() + 1} "
                "cannot exclude what they hold. Write a minus before each word: -one -two."
            )
            raise QueryError(message)
        if piece["bar"] or (_is_or(piece) and not negated):
            joined = True
        elif term := _term_of(piece):
            other = _one_word(piece) or _word_apart(term)
            yield (term, other) if other else (term,), negated, joined
            joined = False


def _is_or(piece: re.Match[str]) -> bool:
    return not piece["star"] and (piece["run"] or "").casefold() == "or"


def _term_of(piece: re.Match[str]) -> Term | None:
    if piece["phrase"] is not None:
        return make_term(piece["phrase"], quoted=True, prefix=bool(piece["phrase_star"]))
    if piece["run"] is not None:
        return make_term(piece["run"], prefix=bool(piece["star"]))
    return None


def _one_word(piece: re.Match[str]) -> Term | None:
    """Return the word that hyphenated words make; None where two numbers would make a third."""
    parts = _HYPHEN.split(piece["run"] or "")
    if len(parts) == 1 or any(len(tokens(part)) != 1 for part in parts):
        return None
    if any(one.isnumeric() and other.isnumeric() for one, other in pairwise(parts)):
        return None
    term = make_term("".join(parts), prefix=bool(piece["star"]))
    return replace(term, as_one=True) if term and len(term.words) == 1 else None


def _word_apart(term: Term) -> Term | None:
    """Return what a word is made of that some write as two."""
    is_plain = len(term.words) == 1 and not (term.quoted or term.prefix)
    hyphenated = apart(term.typed) if is_plain else None
    made = make_term(hyphenated) if hyphenated else None
    return replace(made, as_one=True) if made else None


def _with_compounds(clauses: list[Clause]) -> Iterator[Clause]:
    """Give the clauses, two words that some write as one as that word too."""
    # (a and b) or ab = (a or ab) and (b or ab)
    made: list[list[Term]] = [[] for _ in clauses]
    for at, (one, other) in enumerate(pairwise(clauses)):
        if _is_one_word(one) and _is_one_word(other):
            word = together(*one.alternatives[0].words, *other.alternatives[0].words)
            if word and (term := make_term(word)):
                made[at].append(replace(term, as_one=True))
                made[at + 1].append(replace(term, as_one=True))
    for clause, more in zip(clauses, made, strict=True):
        yield Clause((*clause.alternatives, *more), clause.negated) if more else clause


def _is_one_word(clause: Clause) -> bool:
    first, *others = clause.alternatives
    plain = not (clause.negated or others or first.quoted or first.prefix)
    return plain and len(first.words) == 1


def is_wide(query: Query) -> bool:
    """Say whether a clause has so many words and stems that most items have one of them.

    To look at each item in order is soon done then, and to open what each of the words finds takes
    SQLite 30 ms in a long record, PostgreSQL 80.
    """
    return any(
        sum(1 + len(term.stems) for term in clause.alternatives) > _WIDE
        or any(term.prefix for term in clause.alternatives)
        for clause in query.clauses
        if not clause.negated
    )


def has_phrase(clause: Clause) -> bool:
    """Say whether a clause is about words next to each other."""
    return any(len(term.words) > 1 for term in clause.alternatives)


def is_contradiction(query: Query) -> bool:
    """Say whether the query excludes all that it looks for, as in `war -war`."""
    excluded = [set(clause.alternatives) for clause in query.clauses if clause.negated]
    return any(
        each.issuperset(clause.alternatives)
        for each in excluded
        for clause in query.clauses
        if not clause.negated
    )
