"""Clients generated from the contract compile, and fetch day 325 from a running server."""

import compileall
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from tests.live import environment

HERE = Path(__file__).resolve().parent
DAY_325 = {"day": 325, "date": "2023-01-14", "speaker": "Aleksey Polishchuk"}

# The generator knows JSON, text and bytes: the other formats are one of these.
CONFIG = """
post_hooks: []
content_type_overrides:
  application/x-ndjson: application/octet-stream
  application/jsonl: application/octet-stream
  application/atom+xml: text/html
  application/feed+json: application/json
  application/merge-patch+json: application/json
  application/json-patch+json: application/json
  text/event-stream: text/html
"""

# Run beside the generated package, in a process of its own.
FETCH_DAY = """
import json, sys
from generated.daybook_client import Client
from generated.daybook_client.api.updates import get_update
from generated.daybook_client.models import Document
with Client(base_url=sys.argv[1], raise_on_unexpected_status=True) as client:
    update = get_update.sync("325", client=client)
assert isinstance(update, Document), update
speaker = update.quotes[0].speaker
print(json.dumps({"day": update.day, "date": update.date.isoformat(), "speaker": speaker}))
"""


def test_a_typescript_client_compiles_and_fetches_day_325(
    run_node: Callable[..., CompletedProcess[str]],
    contract_file: Path,
    live_server: str,
    tmp_path: Path,
) -> None:
    (tmp_path / "fetch_day.ts").write_bytes((HERE / "fetch_day.ts").read_bytes())
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    schema, program = tmp_path / "schema.d.ts", tmp_path / "fetch_day.ts"

    generated = run_node(
        "openapi-typescript/bin/cli.js", str(contract_file), "--output", str(schema)
    )
    assert generated.returncode == 0, generated.stdout + generated.stderr
    compiled = run_node(
        "typescript/bin/tsc",
        *("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"),
        *("--rootDir", str(tmp_path), "--outDir", str(tmp_path), str(program)),
    )
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    fetched = run_node(str(tmp_path / "fetch_day.js"), live_server)
    assert fetched.returncode == 0, fetched.stdout + fetched.stderr
    assert json.loads(fetched.stdout) == DAY_325


def test_a_python_client_compiles_and_fetches_day_325(
    contract_file: Path, live_server: str, tmp_path: Path
) -> None:
    package = tmp_path / "generated"
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    places = ["--path", str(contract_file), "--output-path", str(package)]
    generated = subprocess.run(
        [*generate, *places, "--config", str(tmp_path / "config.yaml")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert generated.returncode == 0, generated.stdout + generated.stderr
    assert compileall.compile_dir(package, quiet=1)
    fetched = subprocess.run(
        [sys.executable, "-c", FETCH_DAY, live_server],
        cwd=tmp_path,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert fetched.returncode == 0, fetched.stderr
    assert json.loads(fetched.stdout) == DAY_325
