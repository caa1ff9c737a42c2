"""Uploads that break off: nobody is told, and nothing is counted as a failure."""

from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from tests.coroutines import run_coroutine
from tests.editing import NDJSON, make_key


@pytest.mark.parametrize(("method", "path"), [("PUT", "/v1/updates/400"), ("POST", "/v1/imports")])
def test_who_breaks_off_an_upload_is_no_failure_of_ours(
    record_url: str, capfd: pytest.CaptureFixture[str], method: str, path: str
) -> None:
    """It was a 500 for who counts them, and a page of the log each time."""
    kind = "application/json" if method == "PUT" else NDJSON
    headers = {"authorization": f"Bearer {make_key(record_url)}", "content-type": kind}
    app = create_app(Settings(database_url=record_url))
    pieces: list[Any] = [{"type": "http.request", "body": b"{", "more_body": True}]
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Any:
        return pieces.pop() if pieces else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    run_coroutine(app(scope, receive, send))
    app.state.database.close()
    assert pieces == sent == []
    assert "".join(capfd.readouterr()) == ""
