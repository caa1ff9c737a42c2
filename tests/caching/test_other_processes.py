"""A running server beside other processes on its record: commands, and servers that come and go."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.editing import Editor, make_document

_LOCKED = """
import fcntl, struct, sys
# The byte that SQLite keeps locked for as long as it has the index open: UNIX_SHM_DMS in os_unix.c.
asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 128, 1, 0)
with open(sys.argv[1], "r+b") as file:
    found, *_ = struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))
print(found != fcntl.F_UNLCK)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the lock's layout is Linux's")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_server_keeps_sqlites_hold_of_the_index(editor: Editor, empty_url: str) -> None:
    """Without it the next process empties the index under the server, which dies of SIGBUS."""
    assert editor.put(make_document(2_000, "One.")).status_code == 201
    assert editor.client.get("/v1/updates/2000").status_code == 200
    index = Path(f"{empty_url.removeprefix('sqlite:///')}-shm")
    asked = [sys.executable, "-c", _LOCKED, str(index)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert told.stdout == "True\n"
