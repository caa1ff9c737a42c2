"""/v1/speakers: one person under every spelling, counted as the files say."""

import pytest
from starlette.testclient import TestClient

from tests.builtin import QUOTES, SPEAKER_SLUGS, SPEAKERS
from tests.pages import get

DAYS: dict[str, list[int]] = {}
for each in QUOTES:
    DAYS.setdefault(SPEAKER_SLUGS[each["speaker"]], []).append(each["day"])


def test_every_speaker_is_listed_with_its_counts_the_most_quoted_first(reader: TestClient) -> None:
    page = get(reader, "/v1/speakers")
    assert page["total"] == len(page["items"]) == len(SPEAKERS)
    for speaker in page["items"]:
        days = DAYS.get(speaker["slug"], [])
        assert speaker["quotes"] == len(days)
        assert speaker["days"] == len(set(days))
        assert (speaker["first_day"], speaker["last_day"]) == (
            (min(days), max(days)) if days else (None, None)
        )
    order = [(-speaker["quotes"], speaker["slug"]) for speaker in page["items"]]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("ref", "slug"),
    [
        *((name, "volodymyr-zelenskyy") for name in ("Zelensky", "Zelenskiy", "Zelenskyy")),
        *((name, "volodymyr-zelenskyy") for name in ("Selenskyj", "Зеленський", "Зеленский")),
        *((name, "alexander-lukashenko") for name in ("Lukashenko", "LUKASHENKA", "Лукашенко")),
    ],
)
def test_a_speaker_is_found_by_any_spelling(reader: TestClient, ref: str, slug: str) -> None:
    speaker = get(reader, f"/v1/speakers/{ref}")
    assert speaker["slug"] == slug
    assert speaker["matched_alias"].casefold() == ref.casefold()
    assert speaker["quotes"] == len(DAYS[slug])


def test_a_slug_matches_without_an_alias(reader: TestClient) -> None:
    assert get(reader, "/v1/speakers/volodymyr-zelenskyy")["matched_alias"] is None


@pytest.mark.parametrize(
    ("ref", "meant"), [("Zelensk", "volodymyr-zelenskyy"), ("Lukashenkoo", "alexander-lukashenko")]
)
def test_an_unknown_speaker_is_a_404_with_what_was_meant(
    reader: TestClient, ref: str, meant: str
) -> None:
    answer = reader.get(f"/v1/speakers/{ref}")
    assert answer.status_code == 404
    assert answer.json()["suggestions"][0] == meant


def test_a_speaker_is_found_as_archives_write_names(reader: TestClient) -> None:
    speaker = get(reader, "/v1/speakers/Zelensky, Volodymyr")
    assert speaker["slug"] == "volodymyr-zelenskyy"
    assert speaker["matched_alias"] == "Volodymyr Zelensky"
    by_slug = get(reader, "/v1/quotes", speaker="vladimir-putin")
    assert get(reader, "/v1/quotes", speaker="V. Putin") == by_slug
