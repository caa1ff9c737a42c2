"""The record as plain Python, for what is written to the real one to be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DAYS = range(2_000, 2_004)


@dataclass(frozen=True)
class Change:
    """What the model knows of one revision."""

    seq: int
    day: int
    n: int
    document: dict[str, Any] | None
    reason: str


class Model:
    """The record as plain Python: every change in a list, ids by the rules."""

    def __init__(self) -> None:
        self.seq = 0
        self.changes: list[Change] = []
        self.into: dict[str, str] = {}
        self.speakers: set[str] = set()
        self.kept: set[str] = set()

    def history(self, day: int) -> list[Change]:
        return [change for change in self.changes if change.day == day]

    def document(self, day: int, seq: int | None = None) -> dict[str, Any] | None:
        past = [change for change in self.history(day) if seq is None or change.seq <= seq]
        return past[-1].document if past else None

    def held(self, seq: int | None = None) -> dict[int, dict[str, Any]]:
        found = {day: self.document(day, seq) for day in DAYS}
        return {day: document for day, document in found.items() if document is not None}

    def write(self, day: int, document: dict[str, Any] | None, reason: str) -> None:
        self.seq += 1
        change = Change(self.seq, day, len(self.history(day)) + 1, document, reason)
        self.changes.append(change)
        self.speakers |= {slug_of(quote["speaker"]) for quote in (document or {}).get("quotes", [])}

    def identify(self, day: int, kind: str, given: list[str]) -> list[str]:
        """Return the ids that items without one get: by text, or the next number."""
        letter = kind[0]
        free: dict[str, list[str]] = {}
        for item in (self.document(day) or {}).get(kind, []):
            free.setdefault(item["text"], []).append(item["id"])
        ever = [
            int(item["id"].split(letter)[-1])
            for change in self.history(day)
            for item in (change.document or {}).get(kind, [])
        ]
        last = max(ever, default=0)
        ids = []
        for text in given:
            if free.get(text):
                ids.append(free[text].pop(0))
            else:
                last += 1
                ids.append(f"{day}-{letter}{last}")
        return ids

    def change_speakers(self, *slugs: str) -> None:
        """Count a revision of each, and one more of what a day brought: how it was before."""
        self.seq += len(slugs) + len({*slugs} - self.kept)
        self.kept |= {*slugs}

    def speaker(self, name: str) -> str:
        slug = slug_of(name)
        return self.into.get(slug, slug)


def slug_of(name: str) -> str:
    return name.lower().replace(" ", "-")
