"""What operations may answer, as their routes tell the contract: errors, headers, formats."""

from typing import Any

from pydantic import BaseModel

from app.errors import NameDeletedError, UnknownNameError
from app.web.problems import MEDIA_TYPE, TYPE_PREFIX, example

NOT_HELD = {404: "The record does not hold it", 410: "It was deleted; says when and why"}
NAME_GONE = {410: "That revision deleted it; says when and why"}
UNKNOWN = {404: "Nothing is known by that name; says what may have been meant"}

_KINDS = {UNKNOWN[404]: UnknownNameError, NAME_GONE[410]: NameDeletedError}
"""What is not the first kind of error of its status."""

MOVED = {308: "A speaker that was merged: its address now"}
CREATED = {201: "Created"}
WRITES = {
    401: "No key, or one that is wrong, revoked or expired",
    403: "The key lacks the scope for this",
    412: "Not the version that If-Match names, or it exists already; ETag has the tag now",
    413: "The body is too large",
    415: "The body is of a type that is not read here",
    428: "It exists: If-Match must name the version that is changed; ETag has its tag",
    429: "Too many wrong keys from this address; Retry-After says how long to wait",
}
DELETES = {status: told for status, told in WRITES.items() if status != 415}
MERGES = {status: told for status, told in WRITES.items() if status != 428}
IN_THE_WAY = {409: "It is in use, or was merged; says where"}

_ALWAYS = {
    422: "Something asked or sent is not right; says what, where, and what would be",
    500: "Daybook failed; the log has the request id",
    503: "The record cannot be reached right now",
}

PAGED = {"Link": "The next page, as rel=next; none on the last"}

PLACED = {"Content-Location": "Its address by the slug"}

_ERROR_HEADERS = {
    308: {"Location": "The address now"},
    401: {"WWW-Authenticate": "How a key is sent, and what is wrong with the one that was"},
    403: {"WWW-Authenticate": "Which scope the key would need"},
    412: {"ETag": "The tag now; none where nothing is held"},
    428: {"ETag": "The tag now"},
    429: {"Retry-After": "In how many seconds to come again"},
    503: {"Retry-After": "In how many seconds to come again"},
}

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def documented(
    *more: dict[int, str],
    streams: bool = False,
    headers: dict[str, str] | None = None,
    choice: tuple[type[BaseModel], str] | None = None,
) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation.

    Its errors; the formats that a list also `streams` in; the `headers` that only it sends; and
    the `choice` it answers with when a name means several things.
    """
    described: dict[int | str, dict[str, Any]] = {}
    if headers:
        described[200] = {"headers": told_headers(headers)}
    if streams:
        rows = "Of `ndjson` and `csv`: how many rows there are"
        described[200] = {
            "content": {
                "application/x-ndjson": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
            },
            "headers": told_headers({**PAGED, "Daybook-Row-Count": rows}),
        }
    if choice is not None:
        described[300] = {"model": choice[0], "description": choice[1]}
    for statuses in (*more, _ALWAYS):
        for status, description in statuses.items():
            if status < 300:
                described[status] = {"description": description}
                continue
            described[status] = {
                "description": description,
                "content": {MEDIA_TYPE: {**PROBLEM, "example": _shown(status, description)}},
            }
            if status in _ERROR_HEADERS:
                described[status]["headers"] = told_headers(_ERROR_HEADERS[status])
    return described


def _shown(status: int, description: str) -> dict[str, Any]:
    return example(status, description, _KINDS.get(description))


def told_headers(told: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return headers as the contract tells of them, given what each says."""
    return {
        name: {"description": text, "schema": {"type": "string"}} for name, text in told.items()
    }


def share_problems(document: dict[str, Any]) -> None:
    """Move the error responses that operations have in common to the document's components."""
    shared = document["components"].setdefault("responses", {})
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if MEDIA_TYPE not in response.get("content", {}):
                    continue
                kind = response["content"][MEDIA_TYPE]["example"]["type"].removeprefix(TYPE_PREFIX)
                name = "".join(word.capitalize() for word in kind.split("-"))
                if shared.setdefault(name, response) == response:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
