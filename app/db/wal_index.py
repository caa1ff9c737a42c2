"""SQLite's WAL index, looked at beside SQLite: whether any process has committed, for 0.2 us.

The header of the WAL index (the file `-shm`) is what SQLite's own readers compare to tell whether
they are current, so a commit rewrites it before it returns (sqlite.org/walformat.html). Why equal
bytes mean an equal record, for as long as one connection stays open:

- Commit: the header counts commits, and holds the last frame's number and the running checksum of
  all frames. A commit is acknowledged after the header is whole, through the kernel: whoever hears
  of it reads it. Bytes caught half written equal no whole header, so they only cost a query.
- Checkpoint: moves frames and changes no page's content. A log begun anew has a new random salt.
- Crash of a writer: whoever locks next rebuilds the header from the log. The counter begins at
  zero again, but salt, last frame and running checksum name the log's content to the byte.
- Removal: SQLite removes the index with the last connection; an open one holds it by its locks.
- Replacement of the file under a running server, as by restoring a backup: seen by `is_replaced`.
  Until it is seen, and while there is no file, nothing is written: `refuse_lost`.
"""

import mmap
import os
import sqlite3
from itertools import count
from pathlib import Path

from sqlalchemy.exc import OperationalError

_HEADER_BYTES = 48

_openings = count()
_left_open: list["WalIndex"] = []


class WalIndex:
    """The header of the WAL index of a database that this process has read."""

    def __init__(self, database: str) -> None:
        self._paths = (Path(database), Path(f"{database}-shm"))
        self._identities = [_identity(path) for path in self._paths]
        # Two files can begin with the same header: a mark of one is never a mark of the other.
        self._opening = next(_openings).to_bytes(8)
        # Kept open, and closed after every connection: closing any descriptor of a file takes
        # all locks on it from the process (POSIX), those of SQLite's open connections too. Then
        # two processes could write at once, or empty the index under each other.
        self._file = os.open(self._paths[1], os.O_RDONLY)
        self._header = mmap.mmap(self._file, _HEADER_BYTES, access=mmap.ACCESS_READ)

    def mark(self) -> bytes:
        """Return what changes with every commit, by whichever process."""
        return self._header[:] + self._opening

    def is_replaced(self) -> bool:
        """Say whether another file stands now where the database or its index was opened."""
        now = [_identity(path) for path in self._paths]
        return any(
            new is not None and new != old for old, new in zip(self._identities, now, strict=True)
        )

    def refuse_lost(self) -> None:
        """Fail where the file was removed or replaced: a write to it would be lost with it."""
        if [_identity(path) for path in self._paths] != self._identities:
            lost = sqlite3.OperationalError("the record's file was removed or replaced")
            raise OperationalError("COMMIT", None, lost) from lost

    def close(self, busy: bool = False) -> None:
        """Let go of the file; where a connection is `busy` still, only when the process ends."""
        if busy:
            _left_open.append(self)
            return
        self._header.close()
        os.close(self._file)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from any other while it is open; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
