"""How schemathesis sends NDJSON, which it does not know: loaded by SCHEMATHESIS_HOOKS."""

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson", "application/jsonl")
def ndjson(_: Any, value: Any) -> bytes:
    """Return the generated text as the bytes of the body."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
