"""Stems by language: what the inflected forms of one word have in common.

English, Indonesian and Russian have Snowball's algorithms. Ukrainian and Belarusian have none. The
one kept lemmatiser without a model to fetch, simplemma 2.0, costs 64 MB of memory and 2.5 seconds
in every process, takes київ for кий and дні for дно where names are in small letters, as readers
type them, and knows no Belarusian. So their endings are cut by the tables below: in its 43,000
families of Ukrainian words two forms of a word meet in 87 of 100 cases, and a stem stands for 1.16
words.
"""

import re
from collections.abc import Callable

from Stemmer import Stemmer  # type: ignore[import-not-found] # compiled, it ships no types

_BRITISH = tuple(
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        (r"(?<=[iy])z(?=(?:e[ds]?|ing|ers?|ations?|ational)$)", "s"),
        (r"(arm|behavi|col|endeav|fav|harb|hon|hum|lab|neighb|rum|sav|val|vap|vig)our", r"\1or"),
        (r"(calib|cent|fib|lit|met|manoeuv|sab|spect|theat)r(?:e(?=s?$)|(?=ed$|ing$))", r"\1er"),
        (r"manoeuv", "maneuv"),
        (r"^(def|off|lic|pret)ens(?=e[ds]?$|eless$)", r"\1enc"),
        (r"(anal|catal|dial|monol)ogue", r"\1og"),
        (r"^programme(?=s?$)", "program"),
        (r"^practis(?=e|ing)", "practic"),
        (r"^scept(?=ic)", "skept"),
        (r"^grey", "gray"),
        (r"dgement", "dgment"),
    )
)
"""British and American spellings of one word, levelled before the stem is cut. Without this,
mobilization finds mobile phones and no mobilisation, and defense no defence."""
_UKRAINIAN = """
а я о е є у ю і ї и ь й ам ям ами ями ах ях ою ею єю ом ем єм ові еві єві ів їв ев єв ей
ий ого його ому йому им їм ім их їх іх ими їми іми ої єї ій
ього ьому ьої ьою ість ості істю остей остям остями остях
ати ать ав ала ало али авши аю аєш ає аємо аєте ають ай айте аймо аючи
яти ять яв яла яло яли явши яєш яє яємо яєте яють яй яйте яючи ячи
ити ить ив ила ило или ивши иш имо ите іти іть іла іло іли іє іють ію івши їти їла їло їли
ути ув ула уло ули увши увати ував увала увало ували увавши ую уєш ує уємо уєте ують уй уйте
уючи ювати ював ювала ювало ювали ювавши юю юєш ює юємо юєте юють юй юйте юючи
еш емо ете уть ють учи ючи
"""
_BELARUSIAN = """
а я о е ё э у ю ы і й ь ам ям амі ямі ах ях ой ёй ай яй ею аю яю ою ёю ом ём ем аў яў оў ёў еў
ы ага яга ога аму яму ому ым ім ых іх ымі імі ая яя ае яе ую юю ыя ія ае ее
асць асці асцю асцей асцям асцямі асцях
аць ала алі аўшы аеш ае аем аеце аюць айце аючы
яць яла яло ялі яўшы яеш яе яем яеце яюць яйце яючы
іць іў іла іло ілі іўшы іш ім іце ыць ыў ыла ыло ылі ыўшы ыш ыце
уць юць учы ючы еш эш эце еце аваць аваў авала авалі аваўшы уеш уе уем уеце уюць уйце
яваць яваў явала явалі юеш юе юем юеце
"""
_UKRAINIAN_ENDINGS = frozenset(_UKRAINIAN.split())
_BELARUSIAN_ENDINGS = frozenset(_BELARUSIAN.split())
_FUTURE = re.compile(r"тим(?:у|еш|е|емо|ете|уть)$")
"""Ukrainian's future in one word: атакуватиму is атакувати."""
_NOUN_IN_IL = re.compile(r"(стр|[дз]д|приц)іл[аи]$")
"""Nouns that look like verbs of the past: обстріли is of обстріл, підрозділи of підрозділ."""
_FLEETING = re.compile(r"(..+)[еоэ]([нцк])")
"""The vowel that comes and goes: січень, січня; українець, українця; будинок, будинку."""
_LONGEST_ENDING = 6
_ADJECTIVES = ("им", "ім", "ым")
"""Endings that leave three letters or more: Крим and Крым have none."""


def _cut_ending(word: str, endings: frozenset[str]) -> str:
    """Cut the longest ending that leaves two letters or more."""
    for length in range(min(_LONGEST_ENDING, len(word) - 2), 0, -1):
        ending, left = word[-length:], word[:-length]
        if ending in endings and (len(left) > 2 or ending not in _ADJECTIVES):
            return left
    return word


def _tidy(stem: str, possessive: tuple[str, ...]) -> str:
    """Level what is left of the endings: Києв and Ки, росі and рос, поранен and поранн."""
    if len(stem) > 3 and stem.endswith(possessive):
        stem = stem[:-2]
    stem = stem.rstrip("ь")
    if stem.endswith("нн"):
        stem = stem[:-1]
    if len(stem) > 3 and stem.endswith("і"):
        stem = stem[:-1]
    return _FLEETING.sub(r"\1\2", stem) if _FLEETING.fullmatch(stem) else stem


def stem_ukrainian(word: str) -> str:
    """Return what Києва and Київ, ракети and ракета have in common (ки, ракет)."""
    if len(word) > 5 and word.endswith(("ся", "сь")):
        word = word[:-2]
    word = _NOUN_IN_IL.sub(r"\1іл", _FUTURE.sub("ти", word))
    return _tidy(_cut_ending(word, _UKRAINIAN_ENDINGS), ("ов", "ев", "єв", "ів", "їв"))


def stem_belarusian(word: str) -> str:
    """Return what Кіева and Кіеў, ракеты and ракета have in common (кі, ракет)."""
    if len(word) > 5 and word.endswith(("ся", "цца")):
        word = word[:-2] if word.endswith("ся") else f"{word[:-3]}ць"
    return _tidy(
        _cut_ending(word, _BELARUSIAN_ENDINGS), ("ав", "ов", "ев", "ёв", "аў", "оў", "еў", "ёў")
    )


def stem_english(word: str) -> str:
    """Return Snowball's stem, the same for a word's British and American spelling.

    The plural of a number (F-16s, 1990s) loses its s too.
    """
    if word[:-1].isdigit() and word[-1] == "s":
        return word[:-1]
    for pattern, spelled in _BRITISH:
        word = pattern.sub(spelled, word)
    return _snowball(word, "english")


def stem_indonesian(word: str) -> str:
    """Return Snowball's stem: menyerang and serangan meet in serang."""
    return _snowball(word, "indonesian")


def stem_russian(word: str) -> str:
    """Return Snowball's stem."""
    return _snowball(word, "russian")


def _snowball(word: str, algorithm: str) -> str:
    # A stemmer of its own for each word costs 0.4 us: threads may not share one.
    return str(Stemmer(algorithm, 0).stemWord(word))


LATIN: dict[str, Callable[[str], str]] = {"en": stem_english, "id": stem_indonesian}
"""Stemmers for words of a-z, 0-9 and ' in lower case."""
CYRILLIC: dict[str, Callable[[str], str]] = {
    "be": stem_belarusian,
    "ru": stem_russian,
    "uk": stem_ukrainian,
}
"""Stemmers for words of Cyrillic letters in lower case that keep й, ї, ў and ё."""


def kin_russian(word: str) -> str | None:
    """Return another form of a word, where Snowball may not bring the two to one stem.

    It takes Киев and Харьков for plurals, and Беларусь for a verb.
    """
    if word.endswith(("ов", "ев", "ёв")):
        return f"{word}а"
    stem = stem_russian(word)
    if stem != word and stem.endswith(("ов", "ев", "ёв")):
        return stem
    return _kin_in_soft_sign(word, "и", "ью")


def kin_ukrainian(word: str) -> str | None:
    """Return the same for Ukrainian: Білорусі of Білорусь, Китаєм of Китай."""
    if word.endswith("й"):
        return f"{word[:-1]}єм"
    if word.endswith("єм"):
        return f"{word[:-2]}й"
    return _kin_in_soft_sign(word, "і", "ссю")


def kin_belarusian(word: str) -> str | None:
    """Return the same for Belarusian: Беларусі of Беларусь."""
    return _kin_in_soft_sign(word, "і", "ссю")


def _kin_in_soft_sign(word: str, others: str, by_it: str) -> str | None:
    """Return the case of a word in -ь that ends in `others`, or the word itself of its cases."""
    if word.endswith("ь"):
        return word[:-1] + others
    if word.endswith(by_it):
        return word[: 1 - len(by_it)] + ("" if by_it[0] == "ь" else "ь")
    return f"{word[:-1]}ь" if word.endswith(others) else None


KIN: dict[str, Callable[[str], str | None]] = {
    "be": kin_belarusian,
    "ru": kin_russian,
    "uk": kin_ukrainian,
}
"""What gives another form of a word of CYRILLIC; its stem is looked for beside the word's own."""
