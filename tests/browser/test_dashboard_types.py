"""The dashboard's sources against the API's contract."""

import re

from tests.browser.api_types import TYPES, generate, read_contract
from tests.browser.dashboard import SOURCES, RunNode
from tests.browser.dashboard import dashboard_node as dashboard_node

OPERATION = re.compile(r'^  "(/v1/[^"]+)": "([^/"]+)/([^"]+)",$', re.MULTILINE)


def test_the_types_of_the_api_are_those_of_the_contract(dashboard_node: RunNode) -> None:
    assert dashboard_node("openapi-typescript/bin/cli.js", "--version").returncode == 0
    generated = generate(read_contract())
    assert generated == TYPES.read_text(encoding="utf-8"), (
        "app/dashboard/src/api.d.ts is not the contract's: python -m tests.browser.api_types"
    )


def test_the_sources_agree_with_the_types(dashboard_node: RunNode) -> None:
    done = dashboard_node("typescript/bin/tsc", "--noEmit")
    assert done.stdout == ""


def test_every_request_leads_to_its_place_in_the_docs() -> None:
    told = OPERATION.findall((SOURCES / "src" / "client.ts").read_text(encoding="utf-8"))
    assert len(told) > 10
    paths = read_contract()["paths"]
    for path, tag, operation in told:
        assert paths[path]["get"]["tags"] == [tag]
        assert paths[path]["get"]["operationId"] == operation


def test_no_source_is_longer_than_300_lines() -> None:
    written = [file for file in (SOURCES / "src").rglob("*.[tc]s*") if file != TYPES]
    assert len(written) > 30
    lengths = {file.name: len(file.read_text().splitlines()) for file in written}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
