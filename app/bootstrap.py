"""The environment of `python3 -m app …`: .venv beside pyproject.toml, made when it is missing.

Standard library only: it runs before anything is installed. Everything it says goes to standard
error: `export` and `openapi` own standard output. An environment that has the dependencies
already is used as it is, never changed.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from app.installed import first_unmet

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "daybook.json"
EXTRAS = {"test": ("dev",)}  # what a command needs beyond the dependencies

Stamp = dict[str, Any]
USE, INSTALL, CREATE = "use", "install", "create"

UNREACHABLE = re.compile(
    r"Failed to establish a new connection|Temporary failure in name resolution|Max retries"
    r"|Connection (?:refused|reset|broken)|[Tt]imed? ?out|ProxyError|SSLError"
)


def say(text: str) -> None:
    """Print one line of progress."""
    print("daybook: " + text, file=sys.stderr, flush=True)


def give_up(text: str) -> NoReturn:
    """End with a message that says what to do."""
    raise SystemExit("daybook: " + text)


def extras_for(arguments: Sequence[str]) -> tuple[str, ...]:
    """The extras that a command line needs: those of its first word that is not an option."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    return EXTRAS.get(command, ())


def dashboard_sources() -> str:
    """A hash of what the dashboard is built from; an install builds it."""
    from hashlib import sha256

    folder, digest = ROOT / "app" / "dashboard", sha256()
    for file in sorted([*folder.glob("*.*"), *folder.glob("src/**/*.*")]):
        if file.is_file() and file.suffix != ".py":
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def recipe(project: Mapping[str, Any], extras: Sequence[str], python: str, path: str) -> Stamp:
    """What .venv has to be made of; it is stored there as the stamp of a finished install.

    Only what changes the install is in it, so that a new version number or ruff rule does not
    install anything. The path counts because an editable install and its scripts hold it.
    """
    table = project["project"]
    made_of = {
        "python": python,
        "path": path,
        "build": [project["build-system"], project.get("tool", {}).get("hatch", {})],
        "scripts": table.get("scripts", {}),
        "dependencies": table["dependencies"],
        "dashboard": dashboard_sources(),
    }
    made_of.update({extra: table["optional-dependencies"][extra] for extra in extras})
    return made_of


def read_stamp() -> Stamp | None:
    """The stamp; empty where an install was cut short; None where something else made .venv."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(stamp: Mapping[str, Any]) -> None:
    """Put the stamp in place whole: a reader never sees half of it."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)


def covers(stamp: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """Whether a finished install has all that is wanted; it may have more (the extra `dev`)."""
    return stamp is not None and all(stamp.get(key) == value for key, value in wanted.items())


def next_step(
    exists: bool, stamp: Mapping[str, Any] | None, wanted: Mapping[str, Any], met: bool
) -> str:
    """What .venv needs: nothing, an install, or to be made anew.

    exists: it has a Python that runs. met: the requirements are found in it.
    Without a stamp it is somebody else's (uv's, a developer's): used as it is where the
    requirements are met, installed into where not, never deleted. An install that was cut short
    starts from nothing, because pip takes a half-copied package for an installed one.
    """
    if not exists:
        return CREATE
    if stamp is None:
        return USE if met else INSTALL
    if covers(stamp, wanted):
        return USE
    same_base = all(stamp.get(key) == wanted[key] for key in ("python", "path"))
    return INSTALL if same_base else CREATE


def telling(lines: Sequence[str]) -> str:
    """The last lines of pip's that say what failed; its retries are long and say nothing more."""
    errors = [line for line in lines if not line.startswith(("WARNING: Retrying", "INFO:"))]
    return "".join((errors or lines)[-10:]).rstrip()


def explain(output: str) -> str:
    """What to do about a failed install, from what pip printed."""
    if UNREACHABLE.search(output):
        return (
            "the package registry cannot be reached. Check the network and start again; behind a "
            "proxy set HTTPS_PROXY (and PIP_CERT where it re-signs TLS), with a mirror of your "
            "own set PIP_INDEX_URL."
        )
    if "No matching distribution found" in output:
        return (
            "the registry holds no fitting version for this Python. Try another one "
            "(python3.13 -m app …), or look at PIP_INDEX_URL and pip's configuration."
        )
    return "pip failed; its last lines are above. Start again once that is mended."


@contextmanager
def only_one() -> Iterator[int]:
    """Hold the lock of .venv; gives the file descriptor, which installs inherit.

    A lock of the kernel's: it goes with the last process that holds it, however that ends. The
    file lies beside .venv because making .venv anew would delete it inside.
    """
    import fcntl

    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is preparing .venv: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def run(command: Sequence[str], lock: int) -> None:
    """Run one step; on a terminal its latest line shows, and on failure its last ones."""
    import subprocess

    lines: list[str] = []
    terminal, waiting = sys.stderr.isatty(), False
    with subprocess.Popen(  # noqa: S603 - our own command line, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=(lock,),
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if not waiting and UNREACHABLE.search(line):
                waiting = True
                say("the package registry does not answer; pip tries again for a while")
            elif terminal:
                print(f"\r  {line.strip()[:76]}\033[K", end="", file=sys.stderr, flush=True)
    if terminal:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if process.returncode:
        print(telling(lines), file=sys.stderr)
        give_up(explain("".join(lines)))


def prepare(step: str, extras: Sequence[str], wanted: Mapping[str, Any], lock: int) -> None:
    """Bring .venv to what is wanted: `pip install -e .`, under the lock.

    Editable rather than the bare list of dependencies: it also gives the `daybook` command, runs
    the build hooks, and leaves the sources in place so that an edit needs no second install.
    """
    from importlib.util import find_spec
    from shutil import rmtree

    python, folder = wanted["python"], VENV.relative_to(ROOT)
    if step == CREATE:
        if find_spec("ensurepip") is None or find_spec("venv") is None:
            give_up(
                "this Python cannot make environments. On Debian and Ubuntu: "
                f"apt install python3-venv (or python{python}-venv), then start again."
            )
        say(f"making {folder} with Python {python}")
        if VENV.exists():
            rmtree(VENV)
        VENV.mkdir()
        write_stamp({})
        base: str = getattr(sys, "_base_executable", "") or sys.executable
        run([base, "-m", "venv", str(VENV)], lock)
    elif not any(VENV.glob("lib/python*/site-packages/pip")):
        give_up(
            f"{folder} was made by another tool, lacks {first_unmet(wanted['dependencies'])} and "
            "has no pip. Install with that tool, or delete the folder and start again."
        )
    count = len(wanted["dependencies"]) + sum(len(wanted[extra]) for extra in extras)
    say(f"installing {count} requirements and what they need (half a minute the first time)")
    write_stamp({})
    target = str(ROOT) + (f"[{','.join(extras)}]" if extras else "")
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run([*pip, "--progress-bar", "off", "-e", target], lock)
    write_stamp(wanted)


def enter_environment(arguments: Sequence[str]) -> None:
    """Return where this interpreter will do; otherwise become .venv's, made ready first."""
    if not (ROOT / "pyproject.toml").exists():
        return  # installed, not a checkout: pip saw to the dependencies
    if os.name != "posix":
        give_up("this start needs Linux or macOS; elsewhere: pip install . and daybook serve")
    try:
        find_or_make(arguments)
    except OSError as error:
        give_up(
            f"{error.strerror}: {error.filename}. .venv is made beside pyproject.toml: free that "
            "folder, or install elsewhere: python3 -m venv ~/daybook; ~/daybook/bin/pip install ."
        )
    except KeyboardInterrupt:
        give_up("interrupted; the next start begins the install again.")


def find_or_make(arguments: Sequence[str]) -> None:
    """The steps of `enter_environment`, which words their failures."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = extras_for(arguments)
    python = "{}.{}".format(*sys.version_info)
    wanted = recipe(project, extras, python, str(VENV))
    requirements = [need for key in ("dependencies", *extras) for need in wanted[key]]
    stamp, inside = read_stamp(), Path(sys.prefix).resolve() == VENV.resolve()
    if inside and covers(stamp, wanted):
        return
    if not (inside and stamp is not None) and first_unmet(requirements) is None:
        return

    def look() -> str:
        found = [str(folder) for folder in VENV.glob("lib/python*/site-packages")]
        met = first_unmet(requirements, found) is None
        return next_step(VENV_PYTHON.exists(), read_stamp(), wanted, met)

    if look() != USE:
        with only_one() as lock:
            step = look()  # once more: another start may have finished it meanwhile
            if step != USE:
                prepare(step, extras, wanted, lock)
                say("ready")
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.orig_argv[1:]])  # noqa: S606 - our own Python
