"""What can go wrong in the record's own terms; none of it knows HTTP."""

from app.invasion_day import date_of
from app.validation import Fault


class DaybookError(Exception):
    """An error with words for its reader; `code` names its kind for programs."""

    code = "error"
    title = "Something is wrong"

    def __init__(self, detail: str, suggestions: list[str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.suggestions = suggestions or []
        self.faults: list[Fault] = []


class DayNotHeldError(DaybookError):
    code = "day-not-held"
    title = "The record does not hold this day"

    def __init__(self, day: int, before: int | None, after: int | None) -> None:
        near = [f"day {near} ({date_of(near)})" for near in (before, after) if near is not None]
        held = f"the nearest days held are {' and '.join(near)}" if near else "it holds no day yet"
        if len(near) == 1:
            held = f"the nearest day held is {near[0]}"
        super().__init__(
            f"Day {day} ({date_of(day)}) is not in the record; {held}.",
            [f"/v1/updates/{near}" for near in (before, after) if near is not None],
        )


class DayDeletedError(DaybookError):
    code = "day-deleted"
    title = "This day was deleted from the record"


class EmptyRecordError(DaybookError):
    code = "empty-record"
    title = "The record holds no day yet"


class ItemNotHeldError(DaybookError):
    code = "item-not-held"
    title = "The record does not hold this item"


class UnknownNameError(DaybookError):
    code = "unknown-name"
    title = "This name is not known"

    def __init__(self, kind: str, ref: str, suggestions: list[str]) -> None:
        close = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"No {kind} is known as {ref!r}.{close}", suggestions)


class InvalidParameterError(DaybookError):
    """A parameter whose value is well-formed but not right; `name` says which."""

    code = "invalid-parameter"
    title = "A parameter is not right"

    def __init__(self, name: str, detail: str, place: str = "query") -> None:
        super().__init__(f"{name}: {detail}")
        self.name, self.place, self.reason = name, place, detail
