"""An editor's hands for the tests: documents of plain shape, and requests with a key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from app.db.engine import open_database
from app.invasion_day import date_of
from app.keys import create_key
from app.settings import Settings

MERGE_PATCH = "application/merge-patch+json"
NDJSON = "application/x-ndjson"


def make_document(
    day: int, *texts: str, quotes: tuple[tuple[str, str], ...] = (), headline: str = "A day"
) -> dict[str, Any]:
    """Return a document with an event for each text and a quote for each (speaker, text)."""
    return {
        "day": day,
        "date": date_of(day).isoformat(),
        "headline": headline,
        "summary": "What happened on that day.",
        "language": "en",
        "events": [
            {
                "category": "fighting",
                "text": text,
                "actors": ["russia"],
                "status": "reported",
                "sources": [0],
            }
            for text in texts
        ],
        "quotes": [
            {
                "kind": "direct",
                "text": text,
                "language": "en",
                "speaker": speaker,
                "actor": "ukraine",
                "sources": [0],
            }
            for speaker, text in quotes
        ],
        "sources": [{"outlet": "Al Jazeera", "language": "en"}],
    }


def make_key(url: str, name: str = "editor", *scopes: str) -> str:
    """Return a key of the database at `url`."""
    database = open_database(Settings(database_url=url))
    with database.write() as connection:
        key = create_key(connection, name, scopes or ("write", "admin"))
    database.close()
    return key


@dataclass(frozen=True)
class Editor:
    """A client with a key. `tag` is what goes into If-Match; a reason is always given."""

    client: TestClient
    key: str

    def __post_init__(self) -> None:
        # A compressed answer has the weak tag: here tags are compared as they were made.
        self.client.headers["Accept-Encoding"] = "identity"

    def send(
        self,
        method: str,
        address: str,
        body: Any = None,
        tag: str | None = None,
        reason: str | None = "A test",
        content_type: str = "application/json",
        **headers: str,
    ) -> Response:
        given = {"Authorization": f"Bearer {self.key}", "Content-Type": content_type}
        if tag is not None:
            given["If-Match"] = tag
        if reason is not None:
            given["X-Change-Reason"] = reason
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else None
        if body is not None and content is None:
            content = json.dumps(body).encode()
        encoded = {name.encode(): value.encode("latin-1") for name, value in given.items()}
        return self.client.request(method, address, content=content, headers=encoded)

    def put(self, document: dict[str, Any], tag: str | None = None, **more: Any) -> Response:
        return self.send("PUT", f"/v1/updates/{document['day']}", document, tag, **more)

    def patch(self, day: int, patch: Any, tag: str | None = None, **more: Any) -> Response:
        more = {"content_type": MERGE_PATCH, **more}
        return self.send("PATCH", f"/v1/updates/{day}", patch, tag, **more)

    def delete(self, day: int, tag: str | None = None, **more: Any) -> Response:
        return self.send("DELETE", f"/v1/updates/{day}", None, tag, **more)

    def load(self, *documents: Any, **more: Any) -> Response:
        lines = [
            each if isinstance(each, bytes) else json.dumps(each).encode() for each in documents
        ]
        more = {"content_type": NDJSON, **more}
        return self.send("POST", "/v1/imports", b"\n".join(lines), **more)

    def tag(self, address: str) -> str:
        return self.client.get(address).headers["ETag"]
