"""What the growth benchmark asks: every kind of search, filter and page, each by many words.

Words are drawn by how frequent they are in the synthetic texts: of common ones every second text
has one, of rare ones a few in a million; an absent one is no word of them. Drawn by a fixed seed:
every database and every scale is asked the same.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from app.events.schemas import EventFilters
from app.lists.cursors import make_cursor
from app.lists.filters import Listed
from app.models import DAY_STRIDE
from app.quotes.schemas import QuoteFilters
from app.updates.schemas import UpdateFilters
from tests.benchmarks.synthetic import DAYS_PER_SCALE, vocabulary

HITS = 20
ORDERS = ("newest", "oldest", "relevance")
_CLASSES = {"common": (0, 20), "middle": (150, 600), "rare": (8_000, 12_000)}
"""The ranks of each class among the 12,000 words."""

_LISTS: dict[str, tuple[type[Listed], int]] = {
    "quotes": (QuoteFilters, DAY_STRIDE),
    "events": (EventFilters, DAY_STRIDE),
    "updates": (UpdateFilters, 1),
}
_FILTERS: dict[str, tuple[dict[str, str], ...]] = {
    "quotes": (
        {"speaker": "Volodymyr Zelenskyy"},
        {"speaker": "Sergei Sobyanin"},
        {"actor": "ukraine"},
        {"about": "belarus"},
        {"kind": "direct"},
        {"language": "en"},
        {"said_to": "Telegram"},
        {"actor": "ukraine", "actor_match": "none"},
        {"actor": "belarus", "about": "ukraine"},
    ),
    "events": (
        {"actor": "ukraine"},
        {"actor": "vatican"},
        {"category": "justice"},
        {"status": "claimed"},
        {"status": "denied"},
        {"claimed_by": "belarus"},
        {"place": "Bakhmut"},
        {"actor": "ukraine", "actor_match": "none"},
        {"category": "energy", "status": "claimed", "actor": "russia"},
    ),
    "updates": (
        {"actor": "belarus"},
        {"speaker": "Sergei Sobyanin"},
        {"category": "justice"},
        {"status": "denied"},
        {"actor": "ukraine", "actor_match": "none"},
        {"speaker": "Vladimir Putin", "category": "energy"},
    ),
}

Make = Callable[[random.Random, int], str]
"""Makes an address, given what to draw from and how many days the record has."""


@dataclass(frozen=True)
class Question:
    """One row of the table: `group` is what it is held to, `make` gives its next address."""

    group: str
    name: str
    make: Make

    def addresses(self, scale: int, count: int) -> list[str]:
        """Return so many addresses, the same for every database."""
        rng = random.Random(self.name)  # noqa: S311 - repeatable questions, no secrets
        return [self.make(rng, scale * DAYS_PER_SCALE) for _ in range(count)]


def questions() -> list[Question]:
    """Return all that is asked."""
    return [*_pages(), *_filtered(), *_searches(), *_whole()]


def _word(rng: random.Random, rarity: str) -> str:
    if rarity == "absent":
        return f"x{rng.randrange(10**9):x}q"
    return vocabulary()[rng.randrange(*_CLASSES[rarity])]


def _texts() -> dict[str, Callable[[random.Random], str]]:
    """Return how each kind of query is made."""
    one = {rarity: partial(_word, rarity=rarity) for rarity in (*_CLASSES, "absent")}
    return {
        **one,
        "common common": lambda rng: f"{_word(rng, 'common')} {_word(rng, 'common')}",
        "common rare": lambda rng: f"{_word(rng, 'common')} {_word(rng, 'rare')}",
        "middle middle": lambda rng: f"{_word(rng, 'middle')} {_word(rng, 'middle')}",
        '"common common"': lambda rng: f'"{_word(rng, "common")} {_word(rng, "common")}"',
        '"middle middle"': lambda rng: f'"{_word(rng, "middle")} {_word(rng, "middle")}"',
        "pr*": lambda rng: f"{_word(rng, 'middle')[:2]}*",
        "prefi*": lambda rng: f"{_word(rng, 'rare')[:5]}*",
        "common -common": lambda rng: f"{_word(rng, 'common')} -{_word(rng, 'common')}",
        "middle -common": lambda rng: f"{_word(rng, 'middle')} -{_word(rng, 'common')}",
        "common or rare": lambda rng: f"{_word(rng, 'common')} or {_word(rng, 'rare')}",
        "rare or rare": lambda rng: f"{_word(rng, 'rare')} or {_word(rng, 'rare')}",
    }


def _always(address: str) -> Make:
    return lambda _rng, _days: address


def _address(path: str, **asked: str | int) -> str:
    return f"/v1/{path}?{urlencode(asked)}"


def _searches() -> Iterator[Question]:
    for name, text in _texts().items():
        for order in ORDERS:
            for path in ("quotes", "events", "updates", "search"):
                yield Question("search", f"{path} {name} {order}", _search(path, text, order))
    for path, filters in _FILTERS.items():
        for chosen in filters:
            for order in ("newest", "relevance"):
                name = f"{path} common {_told(chosen)} {order}"
                yield Question("search", name, _search(path, _texts()["common"], order, chosen))
    for path in _LISTS:
        name = f"{path} common in a year newest"
        yield Question("search", name, _in_a_year(path))
        facets = {"facet": "speaker,actor,category,year"}
        yield Question(
            "search", f"{path} common facets", _search(path, _texts()["common"], "newest", facets)
        )


def _search(
    path: str,
    text: Callable[[random.Random], str],
    order: str,
    more: dict[str, str] | None = None,
) -> Make:
    return lambda rng, _: _address(path, q=text(rng), order=order, limit=HITS, **(more or {}))


def _in_a_year(path: str) -> Make:
    def make(rng: random.Random, count: int) -> str:
        first = rng.randrange(1, count - 365)
        return f"{_address(path, q=_word(rng, 'common'), limit=HITS)}&from={first}&to={first + 364}"

    return make


def _filtered() -> Iterator[Question]:
    for path, filters in _FILTERS.items():
        for chosen in filters:
            for order in ("newest", "oldest"):
                yield Question(
                    "filter",
                    f"{path} {_told(chosen)} {order}",
                    _always(_address(path, **chosen, order=order, limit=HITS)),
                )


def _pages() -> Iterator[Question]:
    yield Question("one", "one update", lambda rng, count: f"/v1/updates/{rng.randint(1, count)}")
    yield Question("page", "days of a range", _range_of_days)
    for path in _LISTS:
        yield Question("page", f"{path} first page", _always(_address(path)))
        yield Question("page", f"{path} deep page", _deep(path, {}))
    yield Question("page", "updates of ukraine deep page", _deep("updates", {"actor": ["ukraine"]}))
    yield Question("page", "events of ukraine deep page", _deep("events", {"actor": ["ukraine"]}))


def _range_of_days(rng: random.Random, count: int) -> str:
    first = rng.randint(1, count - 50)
    return f"/v1/updates?from={first}&to={first + 49}"


def _deep(path: str, chosen: dict[str, list[str]]) -> Make:
    """Return pages that begin behind a day anywhere in the older half."""
    model, stride = _LISTS[path]
    listed = model.model_validate(chosen)

    def make(rng: random.Random, count: int) -> str:
        cursor = make_cursor(listed, (rng.randint(100, count // 2) * stride,))
        return f"/v1/{path}?{urlencode({**chosen, 'cursor': cursor}, doseq=True)}"

    return make


def _whole() -> Iterator[Question]:
    """Yield questions about the whole record; their answers are kept until it changes."""
    for address in (
        "coverage",
        "sources",
        "actors",
        "speakers",
        "stats/daily",
        "stats/actors",
        "stats/speakers",
        "stats/co-mentions",
    ):
        yield Question("whole", address, _always(f"/v1/{address}"))


def _told(chosen: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in chosen.items())
