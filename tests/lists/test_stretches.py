"""The stretches of days that PostgreSQL is asked for hold every day once, in order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fulltext.engines import era, eras
from app.lists.stretches import Progress, stretches


@given(
    st.integers(1, 400_000),
    st.integers(0, 300_000),
    st.booleans(),
    st.integers(1, 1_001),
    st.floats(0, 5),
    st.integers(0, 400_000),
)
def test_stretches_hold_every_day_once(
    first: int, more: int, newest: bool, wanted: int, a_day: float, others: int
) -> None:
    last = first + more
    whole = more + 1 + others
    progress = Progress(wanted)
    told = []
    for begin, end, in_eras in stretches(first, last, newest, progress, whole):
        assert first <= begin < end <= last + 1
        assert len(in_eras) <= 34
        for day in (begin, end - 1, (begin + end) // 2):
            assert not in_eras or set(eras(day)) & set(in_eras)
        told.append((begin, end))
        progress.found = min(wanted - 1, progress.found + int(a_day * (end - begin)))
    told = told[::-1] if newest else told
    assert told[0][0] == first
    assert told[-1][1] == last + 1
    assert all(one[1] == other[0] for one, other in pairwise(told))
    assert len(told) <= 45


@pytest.mark.parametrize("newest", [True, False])
def test_as_many_days_are_asked_for_as_hold_what_is_wanted(newest: bool) -> None:
    progress = Progress(1_000)
    days = 0
    for begin, end, _ in stretches(1, 175_000, newest, progress, 175_000):
        days += end - begin
        progress.found = days // 4  # a row each fourth day
        if progress.found >= progress.wanted:
            break
    assert 4_000 <= days < 8_000


def test_an_empty_record_has_none() -> None:
    assert list(stretches(1, 0, True, Progress(20), 0)) == []


def test_a_part_of_the_record_says_its_eras_even_where_all_of_it_is_asked_for() -> None:
    [(begin, end, in_eras)] = stretches(1_000, 1_049, True, Progress(20), 175_000)
    assert (begin, end) == (1_000, 1_050)
    assert in_eras == [era(6, 15), era(6, 16)]
    assert list(stretches(1, 50, True, Progress(20), 50)) == [(1, 51, [])]
