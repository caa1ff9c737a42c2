"""The OpenAPI document is valid, and two linters' recommended rules have nothing to say."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from openapi_spec_validator import validate

HERE = Path(__file__).resolve().parent

RunNode = Callable[..., CompletedProcess[str]]


def test_the_contract_is_a_valid_openapi_document(contract: dict[str, Any]) -> None:
    validate(contract)


def test_the_contract_sends_nobody_to_an_address_of_nobody(contract: dict[str, Any]) -> None:
    assert "url" not in contract["info"]["contact"]
    assert "://example." not in json.dumps(contract)


def test_every_object_of_the_contract_says_what_it_may_hold(contract: dict[str, Any]) -> None:
    says = {"properties", "additionalProperties", "patternProperties"}

    def silent(value: Any, at: str) -> list[str]:
        if isinstance(value, list):
            return [found for n, each in enumerate(value) for found in silent(each, f"{at}/{n}")]
        if not isinstance(value, dict):
            return []
        found = [found for name, each in value.items() for found in silent(each, f"{at}/{name}")]
        return [at, *found] if value.get("type") == "object" and not says & set(value) else found

    # TypeScript's generator takes such an object for one without any field.
    assert silent(contract, "") == []


def test_redocly_finds_nothing(run_node: RunNode, contract_file: Path) -> None:
    done = run_node("@redocly/cli/bin/cli.js", "lint", "--format=json", str(contract_file))
    found = [
        f"{problem['severity']} {problem['ruleId']}: {problem['message']} at {place['pointer']}"
        for problem in json.loads(done.stdout)["problems"]
        for place in problem["location"]
    ]
    assert found == []


def test_spectral_finds_nothing(run_node: RunNode, contract_file: Path) -> None:
    ruleset = str(HERE / ".spectral.yaml")
    done = run_node(
        "@stoplight/spectral-cli/dist/index.js",
        "lint",
        f"--ruleset={ruleset}",
        "--fail-severity=hint",
        str(contract_file),
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
