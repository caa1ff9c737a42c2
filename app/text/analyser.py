"""Words as the search sees them: the one analyser for names and for full text.

A token is a run of letters, digits, marks and inner apostrophes. It gives two terms at one
position: its folded word, and its stem by the text's language. Both databases only hold these
terms, so they find the same; a term never holds a character that means something to them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import accumulate
from typing import NamedTuple

from app.text.stems import CYRILLIC, LATIN

GAP = "·"
"""Fills a position that no query can name: the border of two passages. Also marks a stem, which
is `·en` and the stem, so that no word and no prefix of a word equals it."""
LANGUAGES = (*LATIN, *CYRILLIC)
"""The languages whose texts have stems; a text in any other is found by its words alone."""

LONGEST_WORD = 64
"""Letters of a folded word that count: a longer word is found by its first 64."""
MOST_POSITIONS = 16_383
MOST_REPEATS = 255
_MOST_BYTES = 400_000
"""What a PostgreSQL tsvector holds: positions, positions of one lexeme, and so many bytes that
words, stems and positions stay under its 1 MB. Held for every engine, so that all find the same:
what follows is not searched, and a word's 256th place counts for no phrase."""

_APOSTROPHES = "'’ʼ‘`´′ʹʻ＇"
"""Marks that spellings of one name leave out or write differently (Vasyl', Оʼ): dropped."""
_IGNORED = dict.fromkeys(map(ord, _APOSTROPHES))
_APOSTROPHE = dict.fromkeys(map(ord, _APOSTROPHES), "'")
_BARE_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters with a mark that Unicode does not take apart: Kılıç is found as Kilic, Łódź as Lodz."""
_LATIN_WORD = re.compile(r"[a-z0-9']+")
_CYRILLIC_WORD = re.compile(r"[а-яёђ-џґ]+")
_CACHED_WORDS = 1 << 16
_LONGEST_TOKEN = 4 * LONGEST_WORD
"""Characters of a token that are looked at, marks included."""
_CAPITALS = {"US": f"us{GAP}", "AS": f"as{GAP}", "UN": f"un{GAP}"}
"""Names that are another word in small letters: the United States in English and in Indonesian, the
United Nations, who are not Kim Jong Un."""
MEANT = {"us": _CAPITALS["US"], "un": _CAPITALS["UN"]}
"""By a word that readers type in small letters, the name that they likely mean."""
POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]$")
_LONGEST_NAME = 80
_CACHED_NAMES = 4096
"""What is said again and again, and remembered: speakers, their roles, places, outlets."""
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['`]+[A-Za-z0-9]+)*")
_ASCII_WORDS = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""Leaves the tokens of an ASCII text without apostrophes, between spaces."""


class Passage(NamedTuple):
    """A stretch of text in one language (its code, of which the part before "-" counts)."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a record is found by: a word and a stem for each position, GAP where there is none."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


@cache
def token_pattern() -> str:
    """Return the regular expression of a token, for patterns that look for more than tokens.

    `re` has no class for combining marks, so it is written out, when first a text needs it: the
    walk through Unicode takes 30 ms. Soft hyphens, joiners and direction marks stay in the word.
    """
    spans: list[list[int]] = []
    for code in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)):
        if unicodedata.category(chr(code))[0] == "M":
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)
    letters = r"[^\W_]"
    joined = rf"[{marks}\u00ad\u200c-\u200f\u2060\ufeff]++|[{_APOSTROPHES}]++(?={letters})"
    return rf"{letters}(?:{letters}++|{joined})*+"


@cache
def _any_token() -> re.Pattern[str]:
    return re.compile(token_pattern())


def _tokens_in(text: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if text.isascii() else _any_token()


def _fold_token(token: str) -> str:
    """Fold one token; what is nothing but marks folds to nothing."""
    if token.isascii():
        return token.lower() if token.isalnum() else token.translate(_IGNORED).lower()
    bare = unicodedata.normalize("NFKD", token).translate(_IGNORED).casefold()
    return "".join(filter(str.isalnum, bare.translate(_BARE_LETTERS)))


def fold(text: str) -> str:
    """Return the key under which spellings that differ only in case, marks or spacing meet.

    Case, diacritics and apostrophes go; every run of other punctuation and white space becomes
    one space. Й and ї lose their marks too, on both sides of every comparison.
    """
    return _fold_name(text) if len(text) <= _LONGEST_NAME else _fold_text(text)


def _fold_text(text: str) -> str:
    return " ".join(filter(None, map(_fold_token, _tokens_in(text).findall(text))))


_fold_name = lru_cache(maxsize=_CACHED_NAMES)(_fold_text)


def _stem(token: str, language: str) -> str:
    """Return the stem of a token, or its folded word where the language has no rule for it."""
    word = _fold_token(token)
    if language in LATIN:
        if word.isascii() and word:
            spelled = token.translate(_APOSTROPHE).lower() if language == "en" else word
            stem = LATIN[language](spelled if _LATIN_WORD.fullmatch(spelled) else word)
            word = stem.replace("'", "")
    else:
        spelled = unicodedata.normalize("NFC", token.translate(_IGNORED).casefold())
        spelled = "".join(filter(str.isalnum, spelled))
        if _CYRILLIC_WORD.fullmatch(spelled):
            # Folded last: endings tell ё from е and й from и, readers often do not.
            word = _fold_token(CYRILLIC[language](spelled))
    return f"{GAP}{language}{word[:LONGEST_WORD]}"


class _Cache(dict[str, str]):
    """Results by token. Emptied when full: a text's words repeat, so it fills again at once."""

    __slots__ = ("_compute",)

    def __init__(self, compute: Callable[[str], str]) -> None:
        self._compute = compute

    def __missing__(self, token: str) -> str:
        if len(token) > _LONGEST_TOKEN:
            return self._compute(token[:_LONGEST_TOKEN])
        if len(self) >= _CACHED_WORDS:
            self.clear()
        result = self[token] = self._compute(token)
        return result


def _word(token: str) -> str:
    name = _CAPITALS.get(POSSESSIVE.sub("", token))
    return _fold_token(token)[:LONGEST_WORD] if name is None else name


_words = _Cache(_word)
_stems = {language: _Cache(partial(_stem, language=language)) for language in LANGUAGES}


def word_of(token: str) -> str:
    """Return the folded word of a token as the index holds it; empty if the token is only marks.

    Of US, AS and UN in capitals it is no word that another token has, though it begins so.
    """
    return _words[token]


def is_in_capitals(word: str) -> bool:
    """Say whether a word is one of those that its letters alone do not make."""
    return word.endswith(GAP)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as the index holds them."""
    return tuple(_read(text)[1])


def stem_of(token: str, language: str | None) -> str:
    """Return the stem of a token in a language, marked with the language; GAP if it has none."""
    stems = _stems.get(_base(language))
    return GAP if stems is None else stems[token]


def stems_in(language: str) -> Mapping[str, str]:
    """Return what gives the stem of any token in a language, as stem_of does."""
    return _stems[language]


def _base(language: str | None) -> str:
    return (language or "").partition("-")[0].lower()


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, each as it is spelled."""
    return _read(text)[0]


def _read(text: str) -> tuple[list[str], list[str]]:
    """Return the tokens of a text and their folded words, without those that are only marks."""
    found = _tokens_in(text).findall(text)
    words = list(map(_words.__getitem__, found))
    if "" in words:
        found = [token for token, word in zip(found, words, strict=True) if word]
        words = list(filter(None, words))
    return found, words


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the span of each of the text's tokens, in code points."""
    found = _tokens_in(text).finditer(text)
    if text.isascii():  # where every token has a letter or digit
        return map(re.Match.span, found)
    return (m.span() for m in found if _words[m.group()])


def analyse(*passages: Passage) -> Terms:
    """Return the terms of a record; no phrase reaches from one passage into the next."""
    words: list[str] = []
    stems: list[str] = []
    for text, language in passages:
        if words:
            words.append(GAP)
            stems.append(GAP)
        read = _read_name if len(text) <= _LONGEST_NAME else _read_passage
        found, stemmed = read(text, language)
        words += found
        stems += stemmed
    return _held(words, stems)


def _read_passage(text: str, language: str | None) -> tuple[list[str], list[str]]:
    """Return the words and stems of a passage."""
    if text.isascii() and "'" not in text and "`" not in text:
        # Faster than to look for tokens.
        found = text.translate(_ASCII_WORDS).split()
        words = list(map(_words.__getitem__, found))
    else:
        found, words = _read(text)
    stems = _stems.get(_base(language))
    return words, [GAP] * len(found) if stems is None else list(map(stems.__getitem__, found))


_read_name = lru_cache(maxsize=_CACHED_NAMES)(_read_passage)


def join(parts: Sequence[Terms]) -> Terms:
    """Return the terms of several records as one; no phrase reaches from one into the next."""
    words: list[str] = []
    stems: list[str] = []
    for part in parts:
        if words:
            words.append(GAP)
            stems.append(GAP)
        words += part.words
        stems += part.stems
    return _held(words, stems)


def _held(words: list[str], stems: list[str]) -> Terms:
    """Return the terms of these positions, as many as an index can hold."""
    if len(words) > MOST_REPEATS:
        end = _last_position(words)
        words, stems = _rarely_enough(words[:end]), _rarely_enough(stems[:end])
    return Terms(tuple(words), tuple(stems))


def _last_position(words: list[str]) -> int:
    if len(words) * LONGEST_WORD * 4 <= _MOST_BYTES or sum(map(len, words)) * 4 <= _MOST_BYTES:
        return MOST_POSITIONS
    held = accumulate(len(word.encode()) for word in words)
    return min(MOST_POSITIONS, sum(size <= _MOST_BYTES for size in held))


def _rarely_enough(terms: list[str]) -> list[str]:
    """Leave a GAP where a term has been seen MOST_REPEATS times."""
    # Of any stretch only what is left beside its different terms can repeat. Mostly this is
    # enough, and takes a third of the time of counting.
    stretches = (terms[at : at + 128] for at in range(0, len(terms), 128))
    if sum(len(each) - len(set(each)) + 1 for each in stretches) <= MOST_REPEATS:
        return terms
    if max(Counter(terms).values()) <= MOST_REPEATS:
        return terms
    seen: Counter[str] = Counter()
    kept = []
    for term in terms:
        seen[term] += 1
        kept.append(term if seen[term] <= MOST_REPEATS else GAP)
    return kept
