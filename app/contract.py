"""What the OpenAPI document says beside the routes' own types."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.problems import MEDIA_TYPE, Problem

NOT_HELD = {404: "The record does not hold it", 410: "It was deleted; says when and why"}
UNKNOWN = {404: "Nothing is known by that name; says what may have been meant"}

_ALWAYS = {
    422: "A parameter is not right; says which and what would be",
    500: "Daybook failed; the log has the request id",
    503: "The record cannot be reached right now",
}


def documented(
    *more: dict[int, str],
    streams: bool = False,
    choice: tuple[type[BaseModel], str] | None = None,
) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation.

    Its errors; the formats that a list also `streams` in; and the `choice` it answers with when
    a name means several things.
    """
    described: dict[int | str, dict[str, Any]] = {}
    if streams:
        described[200] = {
            "content": {
                "application/x-ndjson": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
            }
        }
    if choice is not None:
        described[300] = {"model": choice[0], "description": choice[1]}
    for statuses in (*more, _ALWAYS):
        for status, description in statuses.items():
            described[status] = {
                "description": description,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
    return described


DESCRIPTION = """\
The record of the Russia-Ukraine war, day by day: what happened, who did it, who said it, who
claims it, on which day, with the source of every line.

**Days.** Day 1 is 2022-02-24, day 325 is 2023-01-14. Wherever a day is asked for, a number or a
date will do: `/v1/updates/325` and `/v1/updates/2023-01-14` are one resource.

**Names.** Actors and speakers are found under any spelling that the record knows: `Moskow`,
`Kyiv`, `Білорусь`, `Zelenskiy`, `Зеленський`.

**Lists** come in pages: follow `next`, or the `Link` header, until it is null. `total` is exact
up to 10,000. `format=ndjson` or `format=csv` streams a whole list; the `Daybook-Row-Count` header
says how many rows it has, so that a cut stream shows.

**Caching.** Every answer carries an `ETag`; ask again with `If-None-Match` and an unchanged answer
is a 304 without a body.

**Errors** are problem details (RFC 9457): `detail` says what is wrong, `errors` where,
`suggestions` what may have been meant. Parameters that an address does not know are refused.
"""

TAGS = [
    {"name": "updates", "description": "The days themselves: one document each"},
    {"name": "events", "description": "What happened, and who claims or denies it"},
    {"name": "quotes", "description": "Who said what, to whom, on which day, by which source"},
    {"name": "actors", "description": "Russia, Belarus, Ukraine and the others, by any name"},
    {"name": "speakers", "description": "The people and institutions quoted, by any spelling"},
    {"name": "sources", "description": "The outlets that the record rests on"},
    {"name": "coverage", "description": "Which days the record holds"},
    {"name": "changes", "description": "Every correction as it is made: polled, live, as feeds"},
    {"name": "stats", "description": "Series and rankings ready to plot"},
    {"name": "probes", "description": "For whoever keeps the service running"},
]

_READ_HEADERS = {
    "ETag": "The answer's tag, for If-None-Match",
    "Cache-Control": "How long it may be shown unasked",
    "X-Request-ID": "The request's name in the log",
}


def publish_contract(app: FastAPI) -> None:
    """Complete the OpenAPI document with what is true of every operation."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schema = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}", mode="serialization"
        )
        schemas.update(schema.pop("$defs", {}))
        schemas["Problem"] = schema
        document["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
        document["info"]["contact"] = {"name": "Daybook", "url": "https://example.org/daybook"}
        document["servers"] = [{"url": "/", "description": "This server"}]
        for operations in document["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _complete(operation: dict[str, Any]) -> None:
    operation.setdefault("security", [])
    success = operation["responses"]["200"]
    success["description"] = operation["summary"]
    if "probes" in operation["tags"]:
        return
    if "text/event-stream" in success.get("content", {}):
        return  # an open stream has no tag, and nothing keeps it
    success["headers"] = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in _READ_HEADERS.items()
    }
    operation["responses"]["304"] = {"description": "Not changed since the tag in If-None-Match"}
