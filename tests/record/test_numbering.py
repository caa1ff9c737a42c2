"""Ids of events and quotes: given once, kept through corrections, never given again."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from app.document import MAX_NUMBER, Document
from app.record.numbering import Numbers, number
from tests.factories import event, parsed, quote

NOTHING: list[Document] = []


def numbered(
    draft: Document,
    current: Document | None = None,
    given: Numbers | None = None,
    past: Iterable[Document] = NOTHING,
) -> tuple[Document, Numbers]:
    document, numbers, faults = number(draft, current, given or Numbers(), lambda: past)
    assert faults == []
    return document, numbers


def event_ids(document: Document) -> list[str | None]:
    return [each.id for each in document.events]


def day_of_events(*texts: str) -> Document:
    return parsed(events=[event(text) for text in texts], quotes=[])


def test_a_new_day_is_numbered_in_its_order() -> None:
    document, numbers = numbered(
        parsed(events=[event("one"), event("two")], quotes=[quote("first"), quote("second")])
    )
    assert event_ids(document) == ["400-e1", "400-e2"]
    assert [each.id for each in document.quotes] == ["400-q1", "400-q2"]
    assert numbers == Numbers(event=2, quote=2)


def test_an_id_that_is_given_is_kept() -> None:
    document, numbers = numbered(parsed(events=[event("one", id="400-e7"), event("two")]))
    assert event_ids(document) == ["400-e7", "400-e8"]
    assert numbers.event == 8


def test_an_item_without_an_id_takes_that_of_the_same_text() -> None:
    current, given_numbers = numbered(day_of_events("one", "two", "three"))
    turned, _ = numbered(day_of_events("three", "one", "two"), current, given_numbers)
    assert event_ids(turned) == ["400-e3", "400-e1", "400-e2"]


def test_a_corrected_item_keeps_its_id_by_carrying_it() -> None:
    current, given_numbers = numbered(day_of_events("one", "two"))
    corrected, _ = numbered(
        parsed(events=[event("one, corrected", id="400-e1"), event("two")]), current, given_numbers
    )
    assert event_ids(corrected) == ["400-e1", "400-e2"]


def test_a_new_item_between_old_ones_takes_the_next_free_number() -> None:
    current, given_numbers = numbered(day_of_events("one", "two"))
    more, numbers = numbered(day_of_events("one", "between", "two"), current, given_numbers)
    assert event_ids(more) == ["400-e1", "400-e3", "400-e2"]
    assert numbers.event == 3


def test_the_number_of_a_removed_item_is_not_given_to_another() -> None:
    current, given_numbers = numbered(day_of_events("one", "two"))
    fewer, after = numbered(day_of_events("one"), current, given_numbers)
    again, numbers = numbered(day_of_events("one", "three"), fewer, after, [current])
    assert event_ids(again) == ["400-e1", "400-e3"]
    assert numbers.event == 3


def test_items_of_one_text_share_out_their_ids() -> None:
    current, given_numbers = numbered(day_of_events("same", "same"))
    kept, _ = numbered(day_of_events("same", "same", "same"), current, given_numbers)
    assert event_ids(kept) == ["400-e1", "400-e2", "400-e3"]


def test_an_id_that_one_item_carries_is_not_also_matched_by_text() -> None:
    current, given_numbers = numbered(day_of_events("one"))
    document, _ = numbered(
        parsed(events=[event("rewritten", id="400-e1"), event("one")]), current, given_numbers
    )
    assert event_ids(document) == ["400-e1", "400-e2"]


def test_a_removed_item_comes_back_under_its_own_number() -> None:
    before, given_numbers = numbered(day_of_events("one", "two"))
    fewer, after = numbered(day_of_events("one"), before, given_numbers)
    draft = parsed(events=[event("one"), event("two", id="400-e2")])
    back, _ = numbered(draft, fewer, after, [fewer, before])
    assert event_ids(back) == ["400-e1", "400-e2"]


def test_another_item_may_not_take_the_number_of_a_removed_one() -> None:
    before, given_numbers = numbered(day_of_events("one", "two"))
    fewer, after = numbered(day_of_events("one"), before, given_numbers)
    draft = parsed(events=[event("one"), event("something else", id="400-e2")])
    _, _, faults = number(draft, fewer, after, lambda: [fewer, before])
    assert [each.pointer for each in faults] == ["/events/1/id"]
    assert "400-e2 was given to another item" in faults[0].detail


def test_a_number_that_was_passed_over_is_free() -> None:
    before, given_numbers = numbered(parsed(events=[event("one", id=f"400-e{MAX_NUMBER}")]))
    draft = parsed(events=[event("one"), event("two", id="400-e2")])
    both, after = numbered(draft, before, given_numbers, [before])
    assert event_ids(both) == [f"400-e{MAX_NUMBER}", "400-e2"]
    fewer, after = numbered(day_of_events("one"), both, after)
    draft = parsed(events=[event("one"), event("three", id="400-e2")])
    _, _, faults = number(draft, fewer, after, lambda: [fewer, both, before])
    assert "400-e2 was given to another item" in faults[0].detail


def test_the_past_is_not_read_while_no_removed_number_appears() -> None:
    current, given_numbers = numbered(day_of_events("one"))

    def unread() -> Iterable[Document]:
        raise AssertionError("read the past")

    number(day_of_events("one", "two"), current, given_numbers, unread)


def test_a_day_cannot_pass_its_last_number() -> None:
    draft = parsed(events=[event("one", id=f"400-e{MAX_NUMBER}"), event("two")])
    _, _, faults = number(draft, None, Numbers(), lambda: NOTHING)
    assert [each.pointer for each in faults] == ["/events"]
    assert f"would pass {MAX_NUMBER}" in faults[0].detail


def test_events_and_quotes_count_apart() -> None:
    _, numbers = numbered(parsed(events=[event()], quotes=[quote("a"), quote("b"), quote("c")]))
    assert numbers == Numbers(event=1, quote=3)


TEXTS = st.lists(st.sampled_from("abcdef"), max_size=6)


@given(st.lists(TEXTS, max_size=6))
def test_through_any_corrections_an_id_belongs_to_one_text_for_good(days: list[list[str]]) -> None:
    owners: dict[str | None, str] = {}
    past: list[Document] = []
    current, numbers = None, Numbers()
    for texts in days:
        current, numbers = numbered(day_of_events(*texts), current, numbers, past[::-1])
        past.append(current)
        given_ids = event_ids(current)
        assert len(set(given_ids)) == len(texts)
        for each in current.events:
            assert owners.setdefault(each.id, each.text) == each.text


@given(st.lists(TEXTS, max_size=6))
def test_writing_a_numbered_day_again_changes_no_id(days: list[list[str]]) -> None:
    current, numbers = None, Numbers()
    for texts in days:
        current, numbers = numbered(day_of_events(*texts), current, numbers)
        assert numbered(current, current, numbers) == (current, numbers)


@given(TEXTS, st.permutations(range(6)))
def test_the_order_of_lines_does_not_change_their_ids(texts: list[str], order: list[int]) -> None:
    current, numbers = numbered(day_of_events(*texts))
    turned = [texts[n] for n in order if n < len(texts)]
    after, _ = numbered(day_of_events(*turned), current, numbers)
    by_text = sorted((each.text, each.id) for each in current.events)
    assert sorted((each.text, each.id) for each in after.events) == by_text
