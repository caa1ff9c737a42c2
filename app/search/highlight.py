"""Where a query matches a text: the definition that both databases must agree with."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import islice
from operator import itemgetter

from app.search.language import Query, Term
from app.text import Passage, Terms, analyse, token_spans

Span = tuple[int, int]


def matches(query: Query, terms: Terms) -> bool:
    """Say whether a record of these terms is a hit."""
    return all(
        clause.negated != any(_is_in(term, terms) for term in clause.alternatives)
        for clause in query.clauses
    )


class Highlighter:
    """What a query finds, ready to be looked for in many texts."""

    def __init__(self, query: Query) -> None:
        wanted = [clause for clause in query.clauses if not clause.negated]
        self._terms = tuple({term: None for clause in wanted for term in clause.alternatives})
        self._starts = frozenset(
            start
            for term in self._terms
            if not term.prefix
            for start in (term.words[0], *(stems[0] for stems in term.stems))
        )
        self._has_prefix = any(term.prefix for term in self._terms)

    def spans(self, text: str, language: str | None) -> list[Span]:
        """Return where the wanted terms stand: spans in code points, sorted, apart."""
        terms = _analysed(text, language)
        starts = self._starts
        # Most texts of a hit hold none of a name's dozens of spellings.
        is_without = starts.isdisjoint(terms.words) and starts.isdisjoint(terms.stems)
        if is_without and not self._has_prefix:
            return []
        places = [
            (at, at + len(term.words) - 1)
            for term in self._terms
            if _may_be_in(term, terms)
            for at in _places(term, terms)
        ]
        if not places:
            return []
        tokens = list(islice(token_spans(text), max(places, key=itemgetter(1))[1] + 1))
        spans = sorted((tokens[first][0], tokens[last][1]) for first, last in places)
        apart: list[Span] = []
        for start, end in spans:
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart


def highlights(query: Query, text: str, language: str | None) -> list[Span]:
    """Return where the wanted terms stand in one text, as Highlighter does."""
    return Highlighter(query).spans(text, language)


@lru_cache(maxsize=8_192)
def _analysed(text: str, language: str | None) -> Terms:
    """Return a text's terms; the newest hits are shown for many queries: about 1 kB each."""
    return analyse(Passage(text, language))


def _is_in(term: Term, terms: Terms) -> bool:
    return next(_places(term, terms), None) is not None


def _may_be_in(term: Term, terms: Terms) -> bool:
    """Say whether a term's beginning is among the words and stems, or may be."""
    return (
        term.prefix
        or term.words[0] in terms.words
        or any(each[0] in terms.stems for each in term.stems)
    )


def _places(term: Term, terms: Terms) -> Iterator[int]:
    """Give the positions at which the term begins; one may come twice."""
    if term.prefix:
        *before, start = term.words
        for at, word in enumerate(terms.words):
            first = at - len(before)
            if word.startswith(start) and first >= 0 and terms.words[first:at] == tuple(before):
                yield first
        return
    yield from _find(term.words, terms.words)
    for stems in term.stems:
        yield from _find(stems, terms.stems)


def _find(needle: tuple[str, ...], column: tuple[str, ...]) -> Iterator[int]:
    at = -1
    try:
        while True:
            at = column.index(needle[0], at + 1)
            if column[at : at + len(needle)] == needle:
                yield at
    except ValueError:  # no further place
        return


def snippet(text: str, spans: Sequence[Span], width: int = 200) -> str:
    """Return HTML of about `width` characters around the first hits, each hit in <mark>.

    Everything is escaped. Cut at white space where there is some, with … where text is left out.
    """
    start, end = _window(text, spans, width)
    parts = ["…" if start else ""]
    at = start
    for first, last in spans:
        if first >= end:
            break
        if last <= start:
            continue
        parts.append(escape(text[at : max(first, at)]))
        parts.append(f"<mark>{escape(text[max(first, at) : min(last, end)])}</mark>")
        at = min(last, end)
    parts.append(escape(text[at:end]))
    parts.append("…" if end < len(text) else "")
    return "".join(parts)


def _window(text: str, spans: Sequence[Span], width: int) -> Span:
    if len(text) <= width:
        return 0, len(text)
    first, last = spans[0] if spans else (0, 0)
    start = max(0, min(first - width // 4, len(text) - width))
    end = min(len(text), start + width)
    if start:
        words_start = next((i + 1 for i in range(start - 1, first) if text[i].isspace()), start)
        start = min(words_start, first)
    if end < len(text):
        words_end = next((i for i in range(end, max(last, start), -1) if text[i].isspace()), end)
        end = words_end
    return start, end
