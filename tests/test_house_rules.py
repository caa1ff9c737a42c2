"""What a reader of the code may rely on: short files, honest names, imports in one direction."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
LONGEST_FILE = 300
BANNED = {"utils", "util", "common", "helpers", "helper", "manager", "service", "services", "misc"}
GENERATED = {"app/dashboard/package-lock.json", "tests/contract/package-lock.json",
             "app/dashboard/src/api.d.ts"}  # fmt: skip
AT_THE_TOP = {"pyproject.toml", "app", "migrations", "tests", "Dockerfile", "README.md"}

# One migration is one file for good, and the first one makes every table; decisions, which the
# README keeps, become more.
LONGER = {"migrations/versions/0001_the_record.py": 330, "README.md": 340}

DIALECTS = ("db/", "fulltext/", "caching/watch.py")
"""Which database it is: engines, statements, the inverted index, how each tells of a change."""

ROOMS = ["text", "db", "names", "fulltext", "record", "lists", "caching", "web", "transfer",
         "commands"]  # fmt: skip
"""What the addresses share, from the ground up: each is built on those before it."""


def tracked() -> list[str]:
    """Return the files of the repository, those not yet committed too."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def modules() -> list[str]:
    """Return every module of the application, as a path within `app`."""
    files = sorted(file.relative_to(APP).as_posix() for file in APP.rglob("*.py"))
    return [name for name in files if "node_modules" not in name]


def imports(name: str) -> Iterator[str]:
    """Yield every module that one of ours imports, in whichever function."""
    for node in ast.walk(ast.parse((APP / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def code_of(name: str) -> str:
    """Return a module's code without its comments and texts."""
    tree = ast.parse((APP / name).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""  # a docstring may name anything
    return ast.unparse(tree)


def test_six_things_stand_at_the_top() -> None:
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} == AT_THE_TOP


def test_no_file_is_longer_than_a_reader_s_patience() -> None:
    long = {}
    for name in tracked():
        if name in GENERATED or Path(name).suffix in (".ndjson", ".json", ".svg"):
            continue
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        if lines > LONGER.get(name, LONGEST_FILE):
            long[name] = lines
    assert long == {}


def test_no_file_is_named_after_nothing() -> None:
    vague = [name for name in tracked() if BANNED & set(re.split(r"[/._-]", name.lower()))]
    assert vague == []


def test_only_main_imports_routes() -> None:
    for name in modules():
        routes = [each for each in imports(name) if re.fullmatch(r"app\..*routes(\.\w+)?", each)]
        assert not routes or name == "main.py", (name, routes)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_built_on_those_before_it(room: str) -> None:
    above = {f"app.{other}" for other in ROOMS[ROOMS.index(room) + 1 :]}
    addresses = {f"app.{file.parent.name}" for file in APP.glob("*/routes.py")}
    if room == "transfer":
        addresses -= {"app.actors", "app.speakers"}  # lines of names are written as a PUT is
    for name in (name for name in modules() if name.startswith(f"{room}/")):
        used = {".".join(each.split(".")[:2]) for each in imports(name)}
        assert not used & (above | addresses), name


@pytest.mark.parametrize("kind", ["queries", "writes", "history", "as_of"])
def test_questions_know_no_web(kind: str) -> None:
    found = [name for name in modules() if Path(name).stem == kind]
    assert found, f"no module is called {kind}.py any more: this rule holds nothing"
    for name in found:
        web = [each for each in imports(name) if each.split(".")[0] in ("fastapi", "starlette")]
        assert web == [], name


def test_the_command_line_starts_without_the_web() -> None:
    """All that only serving needs is imported by the commands that serve."""
    tree = ast.parse((APP / "cli.py").read_text(encoding="utf-8"))
    at_once = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert not at_once & {"app.main", "app.commands.server", "app.migrate", "fastapi", "uvicorn"}


def test_a_dialect_is_named_in_its_few_places_alone() -> None:
    named = re.compile(r"is_sqlite|dialect|postgresql_|sqlite_|'sqlite|'postgresql", re.IGNORECASE)
    for name in modules():
        if name.startswith(DIALECTS):
            continue
        found = [line for line in code_of(name).splitlines() if named.search(line)]
        assert [line.strip() for line in found if not _is_allowed(name, line)] == [], name


def _is_allowed(name: str, line: str) -> bool:
    """Tell where a dialect is named without a choice between two ways being made."""
    return (
        (name == "settings.py")  # addresses of databases, as the operator writes them
        or (name == "cli.py" and "unopened.db" in line)
        or (name == "commands/terminal.py" and "help=" in line)
        or (name == "commands/gates.py" and "-k" in line)  # which tests run on which server
        or (name == "models.py" and re.search(r"sqlite_with_rowid|sqlite_where", line) is not None)
        or (name == "migrate.py" and "dialect" in line)  # each migration says for which it counts
        or (name == "lists/selection.py" and "self.index.is_sqlite" in line)  # told to it by search
    )


def test_only_one_module_knows_day_one() -> None:
    day_one = re.compile(r"date\(2022, 2, 24\)|'2022-02-24'|\b738210\b")
    knowing = [name for name in modules() if day_one.search(code_of(name))]
    assert knowing == ["invasion_day.py"]


def test_a_rule_switched_off_says_why() -> None:
    off = re.compile(r"#\s*(noqa|type: ignore)(?P<code>[:\[][^\s\]]*\]?)?(?P<why>.*)")
    silent = []
    for name in (name for name in tracked() if name.endswith(".py")):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            found = off.search(line)
            if found and (not found["code"] or not re.search(r"\w{3}", found["why"])):
                silent.append(f"{name}:{number}")
    assert silent == []
