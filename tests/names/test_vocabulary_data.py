"""The vocabularies shipped with the built-in record: complete for it, and free of accidents.

A spelling is looked up by its fold(). A group holds the spellings of one name, the group with the
entry's own name also takes the names that Babel and `names` give. A spelling that two entries
share is allowed only where this file says so.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

import pytest
from babel import Locale
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.text.analyser import fold

LANGUAGES = ("en", "uk", "ru", "be", "id")

AMBIGUOUS = {
    # Seat of the Union's institutions and of the alliance's headquarters.
    "Brussels": {"eu", "nato"},
    "Brussel": {"eu", "nato"},
    "Брюссель": {"eu", "nato"},
    "Брусель": {"eu", "nato"},
    # The court's seat and the Dutch government's.
    "The Hague": {"icc", "netherlands"},
    "Hague": {"icc", "netherlands"},
    "Den Haag": {"icc", "netherlands"},
    "Гаага": {"icc", "netherlands"},
    # Said of either state.
    "Korea": {"north-korea", "south-korea"},
    "Корея": {"north-korea", "south-korea"},
    "Карэя": {"north-korea", "south-korea"},
}

REQUIRED_ACTORS = {
    "russia": "Russia Rusia Россия Росія Расія Moscow Moskow Moskwa Москва Kremlin Кремль",
    "ukraine": "Ukraine Ukraina Україна Украина Украіна Kyiv Kiev Kijev Київ Киев Кіеў",
    "belarus": "Belarus Belarusia Byelorussia Білорусь Беларусь Белоруссия Minsk Мінск Минск",
    "united-states": "US U.S. USA AS США ЗША Washington",
    "united-kingdom": "UK Britain Inggris Großbritannien Британия London",
    "turkey": "Turkey Türkiye Turkiye Turki Türkei Turcja Турция Туреччина Ankara",
    "north-korea": "DPRK КНДР Pyongyang",
    "germany": "Germany Jerman Niemcy Німеччина Германия Berlin",
    "eu": "EU ЄС ЕС",
    "un": "UN PBB ONZ ООН",
    "nato": "NATO НАТО НАТА",
    "wagner-group": "Wagner Вагнер",
}

REQUIRED_SPEAKERS = {
    "volodymyr-zelenskyy": (
        "Zelensky Zelenskiy Zelenskyy Zelenskyi Selenskyj Selenskyi Selenski Зеленський Зеленский "
        "Зяленскі"
    ),
    "alexander-lukashenko": "Lukashenko Lukashenka Lukaschenko Лукашенко Лукашэнка",
    "vladimir-putin": "Putin Poutine Путин Путін",
    "yevgeny-prigozhin": "Prigozhin Prigoschin Пригожин",
    "joe-biden": "Biden Байден",
    "donald-trump": "Trump Трамп",
    "andriy-yermak": "Yermak Єрмак",
    "oleksandr-syrskyi": "Syrskyi Syrsky Сирський",
    "valerii-zaluzhnyi": "Zaluzhnyi Zaluzhny",
    "mykhailo-podolyak": "Podolyak Podoliak",
    "vitali-klitschko": "Klitschko Кличко",
    "sviatlana-tsikhanouskaya": "Tsikhanouskaya Tikhanovskaya",
    "aleksey-polishchuk": "Polishchuk Полищук",
    "serhiy-popko": "Popko Попко",
}


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str
    name: str


class Actor(Entry):
    kind: Literal["country", "organisation", "alliance", "group", "institution"]
    territory: str | None
    names: dict[Literal["en", "uk", "ru", "be", "id"], str]
    aliases: list[list[str]]

    @property
    def own_names(self) -> list[str]:
        """The names in our languages, from Babel for a territory."""
        if self.territory is None:
            return [self.name, *self.names.values()]
        return [self.name, *(Locale.parse(x).territories[self.territory] for x in LANGUAGES)]


class Speaker(Entry):
    kind: Literal["person", "institution"]
    actor: str
    aliases: list[list[str]]

    @property
    def own_names(self) -> list[str]:
        return [self.name]


class Category(Entry):
    description: str


def read(name: str) -> bytes:
    return (files("app") / "data" / name).read_bytes()


ACTORS = TypeAdapter(list[Actor]).validate_json(read("actors.json"))
SPEAKERS = TypeAdapter(list[Speaker]).validate_json(read("speakers.json"))
CATEGORIES = TypeAdapter(list[Category]).validate_json(read("categories.json"))
DAYS: list[dict[str, Any]] = [
    TypeAdapter(dict[str, Any]).validate_json(line) for line in read("days.ndjson").splitlines()
]
NAMED: list[Actor | Speaker] = [*ACTORS, *SPEAKERS]
EVERYTHING: list[Entry] = [*NAMED, *CATEGORIES]


def sample(part: Literal["events", "quotes"]) -> Iterator[dict[str, Any]]:
    for day in DAYS:
        yield from day[part]


def index(entries: list[Actor] | list[Speaker]) -> dict[str, set[str]]:
    """Folded spelling to the slugs that it names."""
    slugs: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for spelling in [entry.slug, *entry.own_names, *(a for g in entry.aliases for a in g)]:
            slugs[fold(spelling)].add(entry.slug)
    return slugs


ACTORS_BY_SPELLING = index(ACTORS)
SPEAKERS_BY_SPELLING = index(SPEAKERS)


@pytest.mark.parametrize("entries", [ACTORS, SPEAKERS, CATEGORIES], ids=["actor", "sp", "cat"])
def test_slugs_are_unique_and_well_formed(entries: list[Entry]) -> None:
    slugs = [e.slug for e in entries]
    assert len(set(slugs)) == len(slugs)
    assert [s for s in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", s)] == []


def test_entries_are_sorted_by_slug_with_the_three_parties_first() -> None:
    slugs = [a.slug for a in ACTORS]
    assert slugs[:3] == ["russia", "belarus", "ukraine"]
    assert slugs[3:] == sorted(slugs[3:])
    for entries in (SPEAKERS, CATEGORIES):
        assert [e.slug for e in entries] == sorted(e.slug for e in entries)


def test_a_speakers_slug_is_the_name_in_ascii() -> None:
    for speaker in SPEAKERS:
        ascii_name = fold(speaker.name).encode("ascii").decode()
        assert speaker.slug == ascii_name.replace(" ", "-")


def test_texts_are_trimmed_and_composed() -> None:
    spellings = [a for e in NAMED for g in e.aliases for a in g]
    for text in [*(e.name for e in EVERYTHING), *(c.description for c in CATEGORIES), *spellings]:
        assert text == unicodedata.normalize("NFC", text.strip())
        assert fold(text)


@pytest.mark.parametrize("entry", NAMED, ids=lambda e: e.slug)
def test_a_spelling_stands_once_in_one_group_of_its_entry(entry: Actor | Speaker) -> None:
    for group in entry.aliases:
        folded = [fold(spelling) for spelling in group]
        assert [s for s, n in Counter(folded).items() if n > 1] == []
        assert folded
    own = {fold(name) for name in entry.own_names}
    others = [{fold(s) for s in g} for g in entry.aliases]
    main = next((g for g in others if fold(entry.name) in g), set[str]()) | own
    seen = Counter(s for g in others if fold(entry.name) not in g for s in g) + Counter(main)
    assert [s for s, n in seen.items() if n > 1] == []


def test_territories_and_their_names_are_babels() -> None:
    for actor in ACTORS:
        if actor.territory is None:
            assert actor.kind != "country"
            assert actor.names["en"] == actor.name
        else:
            assert re.fullmatch(r"[A-Z]{2}", actor.territory)
            assert actor.kind == "country"
            assert actor.names == {}
            assert Locale.parse("en").territories[actor.territory] == actor.name
            for language in LANGUAGES:
                assert actor.territory in Locale.parse(language).territories
    known = [a.territory for a in ACTORS if a.territory]
    assert len(set(known)) == len(known)


def test_every_actor_of_the_record_is_known() -> None:
    used = {slug for e in sample("events") for slug in [*e["actors"], e["claimed_by"]]}
    used |= {slug for q in sample("quotes") for slug in [*q["about"], q["actor"]]}
    used |= {speaker.actor for speaker in SPEAKERS}
    assert used - {None} - {a.slug for a in ACTORS} == set()


def test_every_speaker_of_the_record_is_exactly_one() -> None:
    names = {q["speaker"] for q in sample("quotes")}
    assert {n for n in names if len(SPEAKERS_BY_SPELLING.get(fold(n), ())) != 1} == set()


def test_a_speakers_actor_is_the_one_mostly_spoken_for() -> None:
    spoken_for: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for quote in sample("quotes"):
        (slug,) = SPEAKERS_BY_SPELLING[fold(quote["speaker"])]
        spoken_for[slug][quote["actor"]] += 1
    assert {s.slug: s.actor for s in SPEAKERS} == {
        slug: actors.most_common(1)[0][0] for slug, actors in spoken_for.items()
    }


def test_only_the_intended_spellings_name_two_actors() -> None:
    shared = {s: slugs for s, slugs in ACTORS_BY_SPELLING.items() if len(slugs) > 1}
    assert shared == {fold(spelling): slugs for spelling, slugs in AMBIGUOUS.items()}


def test_no_spelling_names_two_speakers() -> None:
    assert {s: slugs for s, slugs in SPEAKERS_BY_SPELLING.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("slug", REQUIRED_ACTORS)
def test_the_usual_spellings_of_an_actor_resolve(slug: str) -> None:
    for spelling in REQUIRED_ACTORS[slug].split():
        assert ACTORS_BY_SPELLING[fold(spelling)] == {slug}, spelling


@pytest.mark.parametrize(
    ("phrase", "slug"),
    [
        ("Britania Raya", "united-kingdom"),
        ("Uni Eropa", "eu"),
        ("European Union", "eu"),
        ("Gedung Putih", "united-states"),
        ("Соединенные Штаты", "united-states"),
        ("ЧВК «Вагнер»", "wagner-group"),
        ("Korea Utara", "north-korea"),
        ("Vereinigte Staaten", "united-states"),
        ("Stany Zjednoczone", "united-states"),
        ("Unia Europejska", "eu"),
    ],
)
def test_names_of_several_words_resolve(phrase: str, slug: str) -> None:
    assert ACTORS_BY_SPELLING[fold(phrase)] == {slug}


@pytest.mark.parametrize("slug", REQUIRED_SPEAKERS)
def test_the_usual_spellings_of_a_speaker_resolve(slug: str) -> None:
    for spelling in REQUIRED_SPEAKERS[slug].split():
        assert SPEAKERS_BY_SPELLING[fold(spelling)] == {slug}, spelling


@pytest.mark.parametrize(
    ("german", "name"), [("Frankreich", "France"), ("Italien", "Italy"), ("Schweden", "Sweden")]
)
def test_a_german_name_stands_with_the_country_and_not_its_capital(german: str, name: str) -> None:
    (group,) = [group for actor in ACTORS for group in actor.aliases if german in group]
    assert name in group


def test_a_capital_is_never_in_the_group_of_its_country_nor_of_its_palace() -> None:
    russia = next(a for a in ACTORS if a.slug == "russia")
    groups = [{fold(s) for s in g} for g in russia.aliases]
    homes = {
        word: next(i for i, g in enumerate(groups) if fold(word) in g)
        for word in ("Russia", "Moscow", "Kremlin", "Russian Federation")
    }
    assert len(set(homes.values())) == 4


def test_the_categories_are_those_of_the_record() -> None:
    assert {c.slug for c in CATEGORIES} == {e["category"] for e in sample("events")}
    for category in CATEGORIES:
        assert category.description.endswith(".")
        assert len(category.description) <= 100
