"""If-Match and If-None-Match: a change says which version it changes, so that none is lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header

from app.errors import InvalidParameterError, StaleError, UnconditionalError

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_CODING = re.compile(r'-(?:gzip|br|zstd|deflate)"$')


@dataclass(frozen=True)
class Precondition:
    """What a writer has seen: the tags it names, or that there is nothing yet.

    `overwrite` is for a writer who holds the original: whatever is there, it is replaced.
    """

    tags: frozenset[str] | None = None
    create_only: bool = False
    overwrite: bool = False

    def check(self, current: str | None, is_current: Callable[[str], bool] | None = None) -> None:
        """Refuse a write over what its writer has not seen.

        `current` is the quoted tag of what is held, None for nothing. `is_current` says of a
        tag whether it still stands, where that is more than being equal. StaleError, or
        UnconditionalError where no tag was given.
        """
        if self.overwrite:
            return
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
            alias="If-Match",
            description="The ETag that came with what is changed; needed to change what exists",
        ),
    ] = None,
    if_none_match: Annotated[
        str | None,
        Header(alias="If-None-Match", description="`*` to create and never to change"),
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
    return Precondition(_tags_in(if_match))


def _tags_in(if_match: str) -> frozenset[str]:
    """Return the tags of a list, quoted, each naming the version that its answer was made of.

    Answers that are compressed have weak tags here and behind most proxies; Apache adds the
    coding's name instead. The version is the same: what they differ in is how it travelled.
    """
    tags = _TAG.findall(if_match)
    if not tags or _TAG.sub("", if_match).strip(", \t"):
        detail = 'must be the ETag as it came, in its quotes: "0123456789abcdef01234567"'
        raise InvalidParameterError("If-Match", detail, place="header")
    return frozenset(_CODING.sub('"', tag) for tag in tags)


Seen = Annotated[Precondition, Depends(_precondition)]
"""What the writer of a request says it has seen."""
