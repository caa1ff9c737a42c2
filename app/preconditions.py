"""If-Match and If-None-Match: a change says which version it changes, so that none is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from app.errors import InvalidParameterError, StaleError, UnconditionalError


@dataclass(frozen=True)
class Precondition:
    """What a writer has seen: the tags it names, or that there is nothing yet."""

    tags: frozenset[str] | None = None
    create_only: bool = False

    def check(self, current: str | None, is_current: Callable[[str], bool] | None = None) -> None:
        """Refuse a write over what its writer has not seen.

        `current` is the quoted tag of what is held, None for nothing. `is_current` says of a
        tag whether it still stands, where that is more than being equal. StaleError, or
        UnconditionalError where no tag was given.
        """
        if self.create_only:
            if current is not None:
                raise StaleError(f"It exists already, with the tag {current}.", current)
        elif current is None:
            if self.tags is not None:
                raise StaleError("It is not there to be changed: leave If-Match out.", None)
        elif self.tags is None:
            raise UnconditionalError(current)
        elif not any((is_current or current.__eq__)(tag) for tag in self.tags):
            raise StaleError(
                f"It was changed since you read it: read it again; its tag is now {current}.",
                current,
            )


async def _precondition(
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag that came with what is changed; needed to change what exists",
        ),
    ] = None,
    if_none_match: Annotated[
        str | None, Header(description="`*` to create and never to change")
    ] = None,
) -> Precondition:
    if if_none_match is not None and if_none_match.strip() != "*":
        raise InvalidParameterError("If-None-Match", "takes only * with a write", place="header")
    if if_match is None:
        return Precondition(None, if_none_match is not None)
    if if_none_match is not None:
        detail = "contradicts If-Match: what exists is changed, what does not is created"
        raise InvalidParameterError("If-None-Match", detail, place="header")
    if if_match.strip() == "*":
        # RFC 9110 lets * stand for any version, which is just how updates get lost.
        raise InvalidParameterError("If-Match", "must name the version, not *", place="header")
    # A proxy that compresses makes tags weak: the version that they name is the same.
    return Precondition(frozenset(tag.strip().removeprefix("W/") for tag in if_match.split(",")))


Seen = Annotated[Precondition, Depends(_precondition)]
"""What the writer of a request says it has seen."""
