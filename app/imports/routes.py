"""/v1/imports: many days at once."""

import contextlib
import tempfile
from typing import BinaryIO, cast

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.auth import IsAdmin, Writer
from app.dependencies import Keeping
from app.imports.schemas import ImportReport
from app.imports.writes import import_body
from app.web.answers import JSON, Download
from app.web.bodies import documented_body, require_media_type
from app.web.responses import WRITES, documented

router = APIRouter(prefix="/v1/imports", tags=["writing"])

SPOOLED_IN_MEMORY_BYTES = 1024 * 1024
"""What is larger waits in a temporary file."""

_MEDIA_TYPES = ("application/x-ndjson", "application/jsonl")
_LINES = {
    "schema": {
        "type": "string",
        "contentMediaType": "application/x-ndjson",
        "description": "One document a line. Before them, where there are any, lines of names: "
        '`{"actor": {"slug": …}}` or `{"speaker": {"slug": …}}` with the fields that PUT takes, '
        'and for a speaker `"merged_into"`; or with `"deleted": true` alone',
    }
}


@router.post(
    "",
    operation_id="importUpdates",
    summary="Create or replace many days at once",
    response_model=ImportReport,
    responses=documented({each: WRITES[each] for each in (401, 403, 413, 415, 429)}),
    openapi_extra=documented_body(dict.fromkeys(_MEDIA_TYPES, _LINES), "NDJSON"),
)
async def import_updates(
    request: Request, keeping: Keeping, author: Writer, is_admin: IsAdmin
) -> Response:
    """All lines go in together, in one transaction, or none does.

    A day that exists is replaced without `If-Match`: an import is for whoever holds the original.
    One that says the same makes no revision, nor does a body without a line, which is the export
    of a record without a day. When a line is wrong nothing is written, and the answer is a 422 that
    lists what is wrong with every line. Corrections of days older than a week need
    `X-Change-Reason`. Lines of actors and speakers, as `daybook export` writes them, come before
    the days and are written as by `PUT`, without `If-Match`; one that merges or deletes needs the
    scope admin. The body may be larger than elsewhere: DAYBOOK_IMPORT_LIMIT_BYTES.
    """
    require_media_type(request, *_MEDIA_TYPES)
    with contextlib.ExitStack() as spools:
        body, told = spools.enter_context(_spool()), spools.enter_context(_spool())
        async for chunk in request.stream():
            # To a thread: beyond what is kept in memory this writes to a disk.
            await anyio.to_thread.run_sync(body.write, chunk)
        body.seek(0)
        done = await keeping.change(import_body, body, author, is_admin, told)
        open_until_sent = spools.pop_all()
    return Download(
        done.answer(),
        open_until_sent,
        media_type=JSON,
        headers={"Cache-Control": "no-store", "Daybook-Seq": str(done.seq)},
    )


def _spool() -> BinaryIO:
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOLED_IN_MEMORY_BYTES))
