"""US and AS in capitals: the United States, in English and in Indonesian."""

import re
from html import unescape

import pytest

from app.fulltext.language import make_term
from tests.search.twins import Twins

NAMES = ["US", "U.S.", "USA", "United States", "AS", "США", "Сполучені Штати", "Amerika Serikat"]


def found(twins: Twins, query: str) -> dict[str, set[str]]:
    """Return what is found, by id, with what is marked in it as it is spelled."""
    answer = twins.get("/v1/search", q=query, type=["event", "quote"], limit=200).json()
    assert answer["next"] is None
    return {
        hit["id"]: {
            unescape(words)
            for match in hit["matches"]
            for words in re.findall("<mark>(.*?)</mark>", match["snippet"])
        }
        for hit in answer["items"]
    }


def marked(hits: dict[str, set[str]]) -> set[str]:
    return set().union(*hits.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_united_states_finds_the_same(twins: Twins, name: str) -> None:
    hits = found(twins, name)
    assert hits.keys() == found(twins, "US").keys()
    assert len(hits) > 100
    assert "US" in marked(hits)
    assert "us" not in marked(hits)


def test_small_letters_find_the_word_us_too(twins: Twins) -> None:
    hits = found(twins, "us")
    assert hits.keys() > found(twins, "US").keys()
    assert {"US", "us", "United States"} <= marked(hits)
    assert found(twins, "Us") == hits


def test_as_in_small_letters_is_another_word(twins: Twins) -> None:
    assert marked(found(twins, "as")) <= {"as", "As"}


@pytest.mark.parametrize("phrase", ['"US officials"', '"us officials"', "us-officials"])
def test_a_phrase_may_begin_with_it(twins: Twins, phrase: str) -> None:
    hits = found(twins, phrase)
    assert hits
    assert marked(hits) <= {"US officials", "US official"}


def test_it_can_be_left_out(twins: Twins) -> None:
    without, either = found(twins, "missile -US"), found(twins, "missile")
    assert without.keys() < either.keys()
    assert either.keys() - without.keys() <= found(twins, "US").keys()


def test_a_beginning_is_one_of_letters(twins: Twins) -> None:
    assert {"us", "US", "use"} <= {each.lower() for each in marked(found(twins, "us*"))} | {"US"}


def test_possessives_and_joined_words_have_it() -> None:
    for typed in ("US's", "US’s", "US"):
        term = make_term(typed)
        assert term is not None
        assert term.words == ("us·",)


def test_the_united_nations_are_not_kim_jong_un(twins: Twins) -> None:
    for name in ("UN", "United Nations", "ООН", "PBB"):
        assert "UN" in marked(found(twins, name))
        assert "Un" not in marked(found(twins, name))
    assert {"UN", "Un"} <= marked(found(twins, "un"))
    assert marked(found(twins, '"Kim Jong Un"')) == {"Kim Jong Un"}
