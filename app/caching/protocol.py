"""The HTTP protocol of uvicorn, which sends kept answers before it makes a task of a request.

A kept answer takes 3 us to find. What the server does around an application, a task and a check of
every header, takes 40: none of it is needed for bytes that were sent before. New answers that are
whole are written by the same hand, head and body at once.
"""

from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from app.caching.kept import Sent
from app.caching.layer import WRITE, ResponseCache

STATE = "answers"
"""Under this name an application leaves its kept answers in the lifespan's state."""

SHORT_BODY = 65_536
"""Bytes that are copied behind their head; longer ones are handed over as they are."""

LONGEST_HEAD = 65_536
"""Bytes of a head that are waited for. Uvicorn keeps all that come, and copies them for each more:
of 60 MB from one client it heard nothing else for five seconds."""


class HttpProtocol(HttpToolsProtocol):
    """Answers from memory where nothing stands in the way, and otherwise as uvicorn does."""

    _default_headers: list[tuple[bytes, bytes]] | None = None
    _defaults = b""
    _unended = 0
    """Bytes that came of a head since it began, or of what follows a body since that did."""

    def data_received(self, data: bytes) -> None:
        before = self.scope
        self._unended += len(data)
        super().data_received(data)
        if self.scope is not before:  # a request began
            self._unended = 0
        elif self._unended > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_body(self, body: bytes) -> None:
        self._unended = 0
        super().on_body(body)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        answers: ResponseCache | None = self.app_state.get(STATE)
        if answers is not None and app is self.app:
            scope: Any = cycle.scope
            # One kept answer behind the other, of a client that asks for thousands at once, would
            # fill the stack: those wait for a task each.
            kept = None if self.pipeline else answers.at_once(scope)
            if kept is not None and self._write(cycle, *kept):
                return
            scope["state"][WRITE] = partial(self._write, cycle)
        # A kept answer before it, out of the same bytes, may have begun the time for idleness.
        self._unset_keepalive_if_required()
        super()._start_asgi_task(cycle, app)

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: who asks for another protocol is answered in this one (RFC 9110, 7.8)."""

    def _write(self, cycle: RequestResponseCycle, sent: Sent, request_id: bytes) -> bool:
        """Write a whole answer; False where that is left to the server's own way."""
        # Whoever reads too slowly must wait, in a task.
        if self.flow.write_paused or not cycle.keep_alive or cycle.waiting_for_100_continue:
            return False
        if cycle.disconnected:
            return True
        if cycle.default_headers is not self._default_headers:
            self._default_headers = cycle.default_headers
            self._defaults = b"".join(b"%s: %s\r\n" % pair for pair in cycle.default_headers)
        start = (STATUS_LINE[sent.status], self._defaults)
        end = (sent.own, b"x-request-id: ", request_id, b"\r\n\r\n")
        pieces = () if cycle.scope["method"] == "HEAD" else sent.pieces
        if sent.length <= SHORT_BODY:
            self.transport.write(b"".join((*start, sent.common.head, *end, *pieces)))
        else:
            # What answers have in common is not copied: 1 kB a time would go about all the holes
            # that short answers left in memory, and take them again.
            self.transport.writelines([b"".join(start), sent.common.head, b"".join(end), *pieces])
        cycle.response_started = cycle.response_complete = True
        cycle.on_response()
        return True
