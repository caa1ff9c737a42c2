"""Names for requests: so that an answer, even a failed one, can be found in the log."""

import re
from itertools import count
from secrets import token_hex

_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_PROCESS = token_hex(6).encode()
_numbers = count(1)


def request_id_of(given: bytes) -> bytes:
    """Return the id that the client gave, or, where it gave no usable one, a new one."""
    if given and _GIVEN.fullmatch(given):
        return given
    return b"%s-%x" % (_PROCESS, next(_numbers))
