"""Ids of events and quotes: unique for good, and the same through every correction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.document import MAX_NUMBER, Document, DocumentEvent, DocumentQuote
from app.validation import Fault

Item = TypeVar("Item", DocumentEvent, DocumentQuote)


@dataclass(frozen=True)
class Numbers:
    """The highest numbers ever given to a day's events and quotes."""

    event: int = 0
    quote: int = 0


def number(
    document: Document,
    current: Document | None,
    given: Numbers,
    removed: Callable[[], Iterable[Document]],
) -> tuple[Document, Numbers, list[Fault]]:
    """Give every event and quote its id.

    An item that carries an id keeps it; one without takes the id of the item in `current` that
    has the same text, or else the next free number. A number once given to an item that is no
    longer there comes back only with that very item: `removed` yields the day's earlier
    documents, newest first, and is asked only when a number up to those `given` appears. One
    that was passed over is free: who wrote 9999 by mistake can still add to the day.
    """
    past: list[Document] | None = None

    def is_free(item: DocumentEvent | DocumentQuote) -> bool:
        nonlocal past
        if past is None:
            past = list(removed())
        for earlier in past:
            items: list[DocumentEvent | DocumentQuote] = [*earlier.events, *earlier.quotes]
            for old in items:
                if old.id == item.id:
                    return old.text == item.text
        return True

    events, last_event, event_faults = _number_items(
        document.day,
        "e",
        document.events,
        current.events if current else [],
        given.event,
        is_free,
    )
    quotes, last_quote, quote_faults = _number_items(
        document.day,
        "q",
        document.quotes,
        current.quotes if current else [],
        given.quote,
        is_free,
    )
    numbered = document.model_copy(update={"events": events, "quotes": quotes})
    return numbered, Numbers(last_event, last_quote), event_faults + quote_faults


def _number_items(
    day: int,
    letter: str,
    items: Sequence[Item],
    current: Sequence[Item],
    given: int,
    is_free: Callable[[DocumentEvent | DocumentQuote], bool],
) -> tuple[list[Item], int, list[Fault]]:
    field = {"e": "events", "q": "quotes"}[letter]
    held = {item.id for item in current}
    carried: set[str] = {item.id for item in items if item.id is not None}
    free_by_text: dict[str, list[str]] = {}
    for item in current:
        if item.id is not None and item.id not in carried:
            free_by_text.setdefault(item.text, []).append(item.id)
    last = max([given, *(int(each.partition(f"-{letter}")[2]) for each in carried)])
    numbered, faults = [], []
    for position, item in enumerate(items):
        item_id = item.id
        if item_id is None:
            same_text = free_by_text.get(item.text)
            if same_text:
                item_id = same_text.pop(0)
            else:
                last += 1
                item_id = f"{day}-{letter}{last}"
            numbered.append(item.model_copy(update={"id": item_id}))
            continue
        number = int(item_id.partition(f"-{letter}")[2])
        if item_id not in held and number <= given and not is_free(item):
            faults.append(
                Fault(
                    f"/{field}/{position}/id",
                    f"{item_id} was given to another item, now removed, and numbers do not come "
                    "back: leave the id out and a new one is given",
                )
            )
        numbered.append(item)
    if last > MAX_NUMBER:
        faults.append(
            Fault(
                f"/{field}",
                f"would pass {MAX_NUMBER}, the last number of a day: write ids that it never had",
            )
        )
    return numbered, last, faults
