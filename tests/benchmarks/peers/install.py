"""Installs the peers into a folder of their own; Daybook needs none of them."""

import shutil
import subprocess
import venv

from tests.benchmarks.servers import ROOT

HOME = ROOT / ".bench"
PYTHON = HOME / "venv" / "bin" / "python"
JSON_SERVER = HOME / "npm" / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"
_PYTHON_PEERS = (
    *("datasette>=0.65,<0.66", "django>=5.2,<5.3", "djangorestframework>=3.18,<4"),
    *("gunicorn>=27,<28", "psycopg[binary]>=3.3,<4", "pydantic>=2.14,<3"),
)
_NODE_PEERS = ("json-server@0.17",)


def install() -> None:
    """Install what pip and npm have; say what the system's package manager must bring."""
    if not PYTHON.exists():
        venv.create(HOME / "venv", with_pip=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", *_PYTHON_PEERS], check=True)
    if shutil.which("npm"):
        folder = HOME / "npm"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", *_NODE_PEERS], cwd=folder, check=True
        )
    for program, package in (("wrk", "wrk"), ("nginx", "nginx-light"), ("npm", "npm")):
        if not shutil.which(program):
            print(f"{program} is not installed: apt-get install {package}")


def missing(peer: str) -> str | None:
    """Return what a peer lacks here, or None when it can be started."""
    needs = {
        "datasette": (HOME / "venv" / "bin" / "datasette").exists(),
        "drf": (HOME / "venv" / "bin" / "gunicorn").exists(),
        "json_server": JSON_SERVER.exists() and shutil.which("node") is not None,
    }
    if not needs.get(peer, True):
        return "not installed: run with --install"
    if peer == "nginx" and not shutil.which("nginx"):
        return "not installed: apt-get install nginx-light"
    return None
