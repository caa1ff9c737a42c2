"""The OpenAPI document: what it says first, and what is true of every operation."""

import json
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.actors.schemas import ActorDraft
from app.document import Document, EventStatus, QuoteKind
from app.speakers.schemas import MergeDraft, SpeakerDraft
from app.transfer.files import builtin_lines
from app.web.problems import Problem
from app.web.responses import share_problems, told_headers

DESCRIPTION = """\
What happened, who did it, who said it, who claims it, on which day, with the source of every line.

**Days.** Day 1 is 2022-02-24, day 325 is 2023-01-14. Wherever a day is asked for, a number or a
date will do: `/v1/updates/325` and `/v1/updates/2023-01-14` are one resource.

**Names.** Actors, speakers, the places of events and whoever is spoken to are found under any
spelling that the record knows: `Moskow`, `Kiev`, `Білорусь`, `Zelenskiy`, `Зеленський`. A name that
several share finds what is of any of them; `/v1/actors/{ref}` and `/v1/speakers/{ref}` list them.
Actors and speakers are found too as archives write names, `V. Putin` or `Zelensky, Volodymyr`,
where only one fits.

**Words.** `q` finds words in any of their forms, in English (British or American), Indonesian,
Russian, Ukrainian and Belarusian, whatever their case, marks and apostrophes:

| query | finds |
|---|---|
| `missile attack` | both words, anywhere in the text: attacks and attacked too |
| `"special military operation"` | exactly these words, side by side |
| `mobil*` | words that begin so |
| `patriot -drone` | the first without the second; a phrase or a beginning can be excluded too |
| `soledar or bakhmut` | either, or both |
| `soledar or bakhmut wagner` | `or` binds tighter than the space: either of two, and the third |
| `F-16` | joined words side by side, in any of their forms |
| `cease-fire` | words joined by a hyphen as one word too: ceasefire |
| `airstrike` | many a word that some write as two: air strike; `F16` is F-16 too |
| `defense ministry` | a word in either English spelling: defence too |
| `withdraw` | irregular forms of an English word: withdrew, withdrawn |
| `Zelenskiy` | a name that the record knows, and its other spellings: Zelenskyy, Зеленський |
| `US` | the United States under any name; in small letters, `us`, the word us as well |
| `Бахмуті` | the names of places too, in any case: Bakhmut, Бахмут |

Brackets and other marks count as spaces. Up to 32 words in 1,000 characters are read; a query
without a word to find is refused, and the problem says why. Letters beyond ASCII are
percent-encoded: `curl --get --data-urlencode "q=Зеленський"` does it.

Each hit says in `matches` in which fields and at which offsets (in code points, as Python counts;
JavaScript's `[...text]` does too), with a snippet as escaped HTML. `search.expansions` says which
other spellings were looked for. The order is newest first unless `order=relevance`, which ranks
the newest 400 events, 400 quotes or 100 updates found, and has no more pages than those fill; in a
record of more than 10,000 days a fourth, of phrases at most 25, and `/v1/search` a third of that of
each (and where some fill the page, no others that are 10,000 days older); `ranked_candidates` says
how many. With `facet=speaker,about,kind,actor,category,status,claimed_by,year`, or some of them,
the whole result is counted: events by nothing that only quotes have, such as a speaker, quotes by
nothing that only events have, such as a category, and days by neither `about`, `kind` nor
`claimed_by`. Where nothing is found, `search.did_you_mean` names words that look alike and are
found. Try
[/v1/search?q=soledar](/v1/search?q=soledar),
[/v1/quotes?q="collective response"](/v1/quotes?q=%22collective%20response%22) or
[/v1/events?q=drone&facet=actor](/v1/events?q=drone&facet=actor).

**Lists** come in pages: follow `next`, or the `Link` header, until it is null. `total` is exact
up to 10,000; where words or several filters choose up to 1,000, in a record of more than 10,000
days up to the page's `limit`; beyond, `total_is_lower_bound` is true. `format=ndjson` or
`format=csv`, where a cell of several values is JSON, streams a whole list, but for `/v1/search`;
the `Daybook-Row-Count` header says how many rows it has, so that a cut stream shows. Eight go out
at a time: one more is a 503, `too-many-downloads`, and who takes nothing for a minute is given up.

**Writing** needs a key, `Authorization: Bearer dbk_…`; reading never does. Whatever exists is
changed only with the `ETag` that came with it, in `If-Match` (428 without, 412 when it was changed
since; the answer has the tag now), so that no editor overwrites what another wrote.
`If-None-Match: *` creates and never changes. The same content again changes nothing.
`X-Change-Reason` says why: a deletion needs it, and a correction of a day older than a week. A body
in which an object gives a key twice is refused, with its place: one of the two would be lost.

**History.** Every change has a number, `seq`, and a revision that is kept for good. `as_of=` with
such a number, a date (its end in Kyiv) or an instant reads a day, or a range of days, as they
stood. `/v1/updates/{day}/revisions`, `/v1/actors/{slug}/revisions` and
`/v1/speakers/{slug}/revisions` tell who changed one of them, when and why.

**Caching.** Every answer carries an `ETag`; ask again with `If-None-Match` and an unchanged answer
is a 304 without a body.

**Errors** are problem details (RFC 9457): `detail` says what is wrong, `errors` where,
`suggestions` what may have been meant. Parameters that an address does not know are refused.
"""

TAGS = [
    {"name": "updates", "description": "The days themselves: one document each"},
    {"name": "events", "description": "What happened, and who claims or denies it"},
    {"name": "quotes", "description": "Who said what, to whom, on which day, by which source"},
    {"name": "search", "description": "One query over the whole record"},
    {"name": "actors", "description": "Russia, Belarus, Ukraine and the others, by any name"},
    {"name": "speakers", "description": "The people and institutions quoted, by any spelling"},
    {"name": "sources", "description": "The outlets that the record rests on"},
    {"name": "coverage", "description": "Which days the record holds"},
    {"name": "changes", "description": "Every correction as it is made: polled, live, as feeds"},
    {"name": "stats", "description": "Series and rankings ready to plot"},
    {"name": "history", "description": "Every change to a day, actor or speaker: who, when, why"},
    {"name": "writing", "description": "Keeping the record: each of these needs a key"},
    {"name": "probes", "description": "For whoever keeps the service running"},
]

_READ_HEADERS = {
    "ETag": "The answer's tag, for If-None-Match",
    "Cache-Control": "How long it may be shown unasked",
    "X-Request-ID": "The request's name in the log",
}
_WRITE_HEADERS = {"Daybook-Seq": "The record's last change that made it what it is"}
_KEPT_HEADERS = {"ETag": "Its tag now, for If-Match", "Content-Location": "Its address"}


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
        for body in (Document, ActorDraft, SpeakerDraft, MergeDraft):
            _add_body(schemas, body)
        _add_document_examples(document["paths"])
        document["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
        # A project's own address is not known here, and each server is somebody's own.
        document["info"]["contact"] = {"name": "Whoever runs this server"}
        document["servers"] = [{"url": "/", "description": "This server"}]
        for operations in document["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        share_problems(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _add_body(schemas: dict[str, Any], body: type[BaseModel]) -> None:
    """Add a request body that routes read for themselves, and so keep from FastAPI's sight.

    Under names of its own: the same model is told otherwise in answers, where nothing is left out.
    """
    told = json.dumps(body.model_json_schema(ref_template="#/components/schemas/{model}Draft"))
    for shared in (EventStatus, QuoteKind):
        told = told.replace(f"{shared.__name__}Draft", shared.__name__)
    schema = json.loads(told)
    for name, part in schema.pop("$defs", {}).items():
        if "enum" not in part:
            schemas[f"{name}Draft"] = {**part, "title": f"{name}Draft"}
    name = f"{body.__name__.removesuffix('Draft')}Draft"
    schemas[name] = {**schema, "title": name}


def _add_document_examples(paths: dict[str, Any]) -> None:
    """Show the built-in record's shortest document as a day, and as the body of imports."""
    line = min((line.text for line in builtin_lines()), key=len)
    day = paths["/v1/updates/{ref}"]
    for told in (day["put"]["requestBody"], day["get"]["responses"]["200"]):
        told["content"]["application/json"]["example"] = json.loads(line)
    for content in paths["/v1/imports"]["post"]["requestBody"]["content"].values():
        content["example"] = line.decode()


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation.setdefault("security", [])
    responses = operation["responses"]
    for parameter in operation.get("parameters", ()):
        # Swagger UI fills in a parameter's own example, never its schema's. Only the required
        # ones: a list with every filter filled in finds nothing.
        known = parameter["schema"].get("examples")
        if parameter["required"] and known and "examples" not in parameter:
            parameter["example"] = known[0]
        if parameter["name"] == "limit" and "text/csv" in responses["200"].get("content", {}):
            # Clients send the defaults that they know of: a download with a limit is refused.
            del parameter["schema"]["default"]
    if "200" in responses:
        responses["200"]["description"] = operation["summary"]
    if method == "get":
        _complete_read(operation, responses["200"])
        return
    headers = _WRITE_HEADERS
    if method != "delete" and "412" in responses:
        headers = {**_KEPT_HEADERS, **_WRITE_HEADERS}
    for status in {"200", "201", "204"} & responses.keys():
        responses[status]["headers"] = told_headers(headers)
    if "201" in responses:
        responses["201"]["content"] = responses["200"]["content"]
        responses["201"]["headers"]["Location"] = responses["201"]["headers"]["Content-Location"]


def _complete_read(operation: dict[str, Any], success: dict[str, Any]) -> None:
    if "probes" in operation["tags"]:
        return
    if "text/event-stream" in success.get("content", {}):
        return  # an open stream has no tag, and nothing keeps it
    success["headers"] = {**told_headers(_READ_HEADERS), **success.get("headers", {})}
    operation["responses"]["304"] = {"description": "Not changed since the tag in If-None-Match"}
