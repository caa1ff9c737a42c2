"""Where a query matches a text: the definition that both databases must agree with."""

from collections.abc import Iterator, Sequence, Set
from html import escape

from app.search.language import Query, Term
from app.text import Passage, Terms, analyse, token_spans

Span = tuple[int, int]


def matches(query: Query, terms: Terms) -> bool:
    """Say whether a record of these terms is a hit."""
    return all(
        clause.negated != any(_is_in(term, terms) for term in clause.alternatives)
        for clause in query.clauses
    )


def highlights(query: Query, text: str, language: str | None) -> list[Span]:
    """Return where the wanted terms stand in the text: spans in code points, sorted, apart."""
    terms = analyse(Passage(text, language))
    held = {*terms.words, *terms.stems}
    places = [
        (at, at + len(term.words) - 1)
        for clause in query.clauses
        if not clause.negated
        for term in clause.alternatives
        if _may_be_in(term, held)
        for at in _places(term, terms)
    ]
    if not places:
        return []
    tokens = list(token_spans(text))
    spans = sorted((tokens[first][0], tokens[last][1]) for first, last in places)
    apart: list[Span] = []
    for start, end in spans:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _is_in(term: Term, terms: Terms) -> bool:
    return next(_places(term, terms), None) is not None


def _may_be_in(term: Term, held: Set[str]) -> bool:
    """Say whether a term's beginning is among the words and stems held: most are not, and a name
    has dozens of spellings."""
    return term.prefix or term.words[0] in held or any(each[0] in held for each in term.stems)


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
