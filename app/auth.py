"""Who may write: the key in the Authorization header, and the reason beside it."""

import ipaddress
import math
import time
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import TypeAdapter, ValidationError

from app.dependencies import Record
from app.document import Line
from app.errors import (
    InvalidParameterError,
    KeyNeededError,
    ScopeNeededError,
    TooManyWrongKeysError,
)
from app.keys import Holder, find_holder, is_use_noted, note_use
from app.lists.filters import NoFilters
from app.record.writer import Author
from app.redaction import KEY
from app.validation import explain

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import FixedWindowRateLimiter

_BEARER = HTTPBearer(
    scheme_name="key",
    bearerFormat="dbk_<id>_<secret>",
    description="A key made by `daybook keys create NAME --scope write` (or admin)",
    auto_error=False,
)
_LINE: TypeAdapter[str] = TypeAdapter(Line)


class WrongKeys:
    """Counts wrong keys by address, in this process, and says when one must wait."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute

    @cached_property
    def _limit(self) -> "tuple[FixedWindowRateLimiter, RateLimitItem]":
        # 2 MB, and its storage starts a thread: not before the first wrong key.
        from limits import RateLimitItemPerMinute
        from limits.storage import MemoryStorage
        from limits.strategies import FixedWindowRateLimiter

        # Of a moving window it would keep every address for good.
        return FixedWindowRateLimiter(MemoryStorage()), RateLimitItemPerMinute(self._per_minute)

    def count(self, address: str) -> None:
        """Note one more wrong key; TooManyWrongKeysError when it is too many."""
        network = _network(address)
        limiter, allowed = self._limit
        if not limiter.hit(allowed, network):
            reset = limiter.get_window_stats(allowed, network).reset_time
            raise TooManyWrongKeysError(max(1, math.ceil(reset - time.time())))


def _network(address: str) -> str:
    """Return whom an address stands for: a host has a whole /64 of IPv6 addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:  # so a socket for both kinds tells of an IPv4 address
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


async def _reason(
    x_change_reason: Annotated[
        str | None,
        Header(
            alias="X-Change-Reason",
            description="Why: kept with the revision, for all to read. Percent-encoded UTF-8 where "
            "it is not ASCII. Needed to delete, and to correct a day older than a week",
            # Of the schema alone: one of its own would be filled in at /docs, and sent.
            examples=[
                "The ministry corrected its figure",
                "%D0%9E%D0%BF%D0%B5%D1%87%D0%B0%D1%82%D0%BA%D0%B0",
            ],
        ),
    ] = None,
) -> str | None:
    if x_change_reason is None:
        return None
    try:
        # Header values arrive as Latin-1, whatever was sent.
        reason = unquote_to_bytes(x_change_reason.encode("latin-1")).decode("utf-8")
        reason = _LINE.validate_python(reason.strip())
    except UnicodeError:
        detail = "is not UTF-8: percent-encode it"
    except ValidationError as error:
        detail = explain(error.errors()[0])
    else:
        if not KEY.search(reason):
            return reason
        detail = (
            "has a key in it, and reasons are for all to read: leave it out, and rotate the key"
        )
    raise InvalidParameterError("X-Change-Reason", detail, place="header")


def _holder_of(scope: str) -> Callable[..., Awaitable[Holder]]:
    async def holder(
        request: Request,
        record: Record,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    ) -> Holder:
        if credentials is None:
            raise KeyNeededError("Send it as: Authorization: Bearer dbk_…", wrong=False)
        found = await record.fetch_from_primary(find_holder, credentials.credentials)
        if found is None:
            wrong_keys: WrongKeys = request.app.state.wrong_keys
            wrong_keys.count(request.client.host if request.client else "")
            raise KeyNeededError("The key is wrong, revoked or expired.", wrong=True)
        if not found.scopes & {scope, "admin"}:
            raise ScopeNeededError(scope)
        if not is_use_noted(found):
            await record.change(note_use, found)
        return found

    return holder


_write_holder = _holder_of("write")

_NoParameters = Annotated[NoFilters, Query()]
"""No write takes any: passed over in silence, ?dry_run=true would write."""


async def _writer(
    holder: Annotated[Holder, Depends(_write_holder)],
    reason: Annotated[str | None, Depends(_reason)],
    _: _NoParameters,
) -> Author:
    return Author(holder.name, reason)


async def _is_admin(holder: Annotated[Holder, Depends(_write_holder)]) -> bool:
    return "admin" in holder.scopes


async def _admin(
    holder: Annotated[Holder, Depends(_holder_of("admin"))],
    reason: Annotated[str | None, Depends(_reason)],
    _: _NoParameters,
) -> Author:
    return Author(holder.name, reason)


Writer = Annotated[Author, Depends(_writer)]
"""Who writes, by a key with the scope write or admin."""

IsAdmin = Annotated[bool, Depends(_is_admin)]
"""Whether the key of a Writer has the scope admin too."""

Admin = Annotated[Author, Depends(_admin)]
"""Who writes, by a key with the scope admin."""
