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


class DayNotHeldError(DaybookError):
    code = "day-not-held"
    title = "The record does not hold this day"

    def __init__(
        self, day: int, before: int | None, after: int | None, as_of: int | None = None
    ) -> None:
        then = "" if as_of is None else f"?as_of={as_of}"
        state = "is not in the record" if as_of is None else f"was not held after change {as_of}"
        near = [f"day {near} ({date_of(near)})" for near in (before, after) if near is not None]
        held = f"the nearest days held are {' and '.join(near)}" if near else "it holds no day yet"
        if len(near) == 1:
            held = f"the nearest day held is {near[0]}"
        super().__init__(
            f"Day {day} ({date_of(day)}) {state}; {held}.",
            [f"/v1/updates/{near}{then}" for near in (before, after) if near is not None],
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


class TooManyDownloadsError(DaybookError):
    code = "too-many-downloads"
    title = "Too many whole lists are being read at the moment"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} at a time go out here: try again later, or follow the pages.")


class InvalidParameterError(DaybookError):
    """A parameter whose value is well-formed but not right; `name` says which."""

    code = "invalid-parameter"
    title = "A parameter is not right"

    def __init__(self, name: str, detail: str, place: str = "query") -> None:
        super().__init__(f"{name}: {detail}")
        self.name, self.place, self.reason = name, place, detail


class ConflictError(DaybookError):
    """What is asked cannot be done while the record is as it is."""

    code = "conflict"
    title = "The record stands in the way"


class MergedError(DaybookError):
    """A speaker that was merged into another, named by `into`."""

    code = "merged"
    title = "This speaker was merged into another"

    def __init__(self, slug: str, into: str) -> None:
        super().__init__(f"{slug} was merged into {into}.", [f"/v1/speakers/{into}"])
        self.into = into


class NameDeletedError(DaybookError):
    code = "name-deleted"
    title = "This name was deleted from the record"


class StaleError(DaybookError):
    """A write that has not seen what it would change; `etag` is the tag that it would have seen."""

    code = "stale"
    title = "The record is not as this write takes it to be"

    def __init__(self, detail: str, etag: str | None) -> None:
        super().__init__(detail)
        self.etag = etag


class UnconditionalError(DaybookError):
    code = "if-match-required"
    title = "A change must say which version it changes"

    def __init__(self, etag: str) -> None:
        super().__init__(
            f"Read it first, then send the ETag that came with it as If-Match; now it is {etag}."
        )
        self.etag = etag


class KeyNeededError(DaybookError):
    """No key, or a wrong one: `wrong` tells which."""

    code = "key-needed"
    title = "A key is needed to write"

    def __init__(self, detail: str, wrong: bool) -> None:
        super().__init__(detail)
        self.wrong = wrong


class ScopeNeededError(DaybookError):
    code = "scope-needed"
    title = "This key may not do that"

    def __init__(self, scope: str, where: str = "") -> None:
        needed = f", which {where} needs" if where else ""
        super().__init__(f"The key is right, but lacks the scope {scope}{needed}.")
        self.scope = scope


class TooManyWrongKeysError(DaybookError):
    code = "too-many-wrong-keys"
    title = "Too many wrong keys from this address"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Try again in {retry_after_seconds} s, with a right key.")
        self.retry_after_seconds = retry_after_seconds


TOLD_FOR_GOOD = "a deletion is told of for good"


class ReasonNeededError(InvalidParameterError):
    code = "reason-needed"
    title = "This change needs a reason"

    def __init__(self, what: str) -> None:
        super().__init__("X-Change-Reason", f"{what}: say why in this header", place="header")


class ImportRefusedError(DaybookError):
    """An import with faulty lines: `told` lists some of them as (line, fault), of `total`."""

    code = "invalid-import"
    title = "The import breaks the record's rules"

    def __init__(self, told: list[tuple[int, Fault]], total: int) -> None:
        some = f"; the first {len(told)} are listed" if total > len(told) else ""
        super().__init__(f"Nothing was written: {total} fault{'s' * (total != 1)}{some}.")
        self.told = told
