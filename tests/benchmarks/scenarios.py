"""What is measured against what, and the ratios that Daybook has to reach."""

from collections.abc import Collection
from dataclasses import dataclass

from tests.benchmarks.workload import Kind

REFERENCE = "bare"
"""The yardstick, measured before and after every other entrant of a round."""

NO_DAY = "daybook, no day in memory"

PEERS = ("fastapi_route", "datasette", "json_server", "drf", "tutorial", "nginx")
PRODUCTS = ("datasette", "json_server", "drf", "tutorial")
"""What a user would pick instead of Daybook."""

ENCODINGS = ("br", "zstd", "gzip")

_REPEATED_FLOORS: dict[Kind, float] = {"one": 0.80, "list50": 0.90, "search": 0.80}
_FIRST_FLOORS: dict[tuple[str, Kind], dict[str, float]] = {
    ("sqlite", "one"): {"fastapi_route": 0.65, "datasette": 5, "drf": 50},
    ("sqlite", "list50"): {"fastapi_route": 0.45, "datasette": 8, "drf": 300},
    ("sqlite", "search"): {"fastapi_route": 0.28, "datasette": 2, "drf": 7},
    ("postgresql", "one"): {"fastapi_route": 0.40, "drf": 25},
}
_NAMES: dict[Kind, str] = {"one": "one update", "list50": "50 updates", "search": "quote search"}


@dataclass(frozen=True)
class Entrant:
    """A row of a table: a server, and how it is asked."""

    label: str
    server: str
    headers: tuple[str, ...] = ()
    conditional: bool = False
    anew: bool = False
    """Whether each request has an address of its own, of the many that have one answer."""

    @property
    def encoding(self) -> str | None:
        """The content encoding that the answer must have."""
        named = [h.partition(": ")[2] for h in self.headers if h.startswith("Accept-Encoding: ")]
        return named[0] if named else None


@dataclass(frozen=True)
class Target:
    """A ratio of two entrants' requests a second; without a floor it is only told."""

    entrant: str
    against: str
    floor: float | None


@dataclass(frozen=True)
class Scenario:
    """One table: entrants that answer the same requests, measured in turn."""

    name: str
    title: str
    kind: Kind
    entrants: tuple[Entrant, ...]
    targets: tuple[Target, ...]

    @property
    def is_first(self) -> bool:
        """Whether every request is the first of its kind, with nothing to reuse."""
        return self.name.endswith("-cold")


def all_scenarios(database: str, peers: Collection[str]) -> list[Scenario]:
    """Return the scenarios for a database (sqlite or postgresql) with the peers there are."""
    kinds: tuple[Kind, ...] = ("one", "list50", "search")
    return [
        *(_repeated(kind, peers) for kind in kinds),
        _unchanged(),
        *(_compressed(kind) for kind in kinds[:2]),
        *(_first(kind, database, peers) for kind in kinds),
    ]


def _repeated(kind: Kind, peers: Collection[str]) -> Scenario:
    names = [REFERENCE, "daybook", *(p for p in ("fastapi_route", "nginx") if p in peers)]
    return Scenario(
        kind,
        f"{_NAMES[kind]}, repeated",
        kind,
        tuple(Entrant(name, name) for name in names),
        (Target("daybook", REFERENCE, _REPEATED_FLOORS[kind]),),
    )


def _unchanged() -> Scenario:
    """If-None-Match: the reference sends the whole update, `bare304` the empty 304."""
    return Scenario(
        "304",
        "one update, not modified",
        "one",
        (
            Entrant(REFERENCE, REFERENCE),
            Entrant("bare304", "bare304"),
            Entrant("daybook", "daybook", conditional=True),
        ),
        (Target("daybook", REFERENCE, 0.90), Target("daybook", "bare304", None)),
    )


def _compressed(kind: Kind) -> Scenario:
    """The floor is 'no slower than plain', less the 5 % that neighbours differ by anyway."""
    packed = [
        Entrant(f"daybook {each}", "daybook", (f"Accept-Encoding: {each}",)) for each in ENCODINGS
    ]
    return Scenario(
        f"{kind}-compressed",
        f"{_NAMES[kind]}, repeated, compressed",
        kind,
        (Entrant(REFERENCE, REFERENCE), Entrant("daybook", "daybook"), *packed),
        tuple(Target(each.label, "daybook", 0.95) for each in packed),
    )


def _first(kind: Kind, database: str, peers: Collection[str]) -> Scenario:
    """No finished answer to reuse: `daybook-cold` has a cache that holds a few of them at most.

    Fifty days have addresses enough to ask Daybook as it comes, at ever new ones. What it takes
    without a day in memory is told beside it.
    """
    floors = _FIRST_FLOORS.get((database, kind), {})
    others = [p for p in ("fastapi_route", *PRODUCTS) if p in peers]
    # Ahead of everything a user would pick instead, where no other floor is set.
    least = {peer: floors.get(peer, 1.0 if peer in PRODUCTS else None) for peer in others}
    ours, told = [Entrant("daybook", "daybook-cold")], []
    if kind == "list50":
        ours = [Entrant("daybook", "daybook", anew=True), Entrant(NO_DAY, "daybook-cold")]
        told = [Target(NO_DAY, peer, None) for peer in others if peer == "fastapi_route"]
    return Scenario(
        f"{kind}-cold",
        f"{_NAMES[kind]}, first request",
        kind,
        (
            Entrant(REFERENCE, REFERENCE),
            *ours,
            *(Entrant(name, name) for name in others),
        ),
        (*(Target("daybook", peer, floor) for peer, floor in least.items()), *told),
    )
