"""Generated requests, right and wrong ones, against every operation of the contract."""

import shutil
from collections.abc import Callable

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema

from app.main import create_app
from app.settings import Settings

SEED = 325
EXAMPLES = 30  # an operation; beside those, its own examples and each parameter's edge cases


@pytest.fixture(scope="module")
def described_app(
    templates: Callable[[str, bool], str], tmp_path_factory: pytest.TempPathFactory
) -> BaseSchema:
    """The contract of an application over the built-in record."""
    file = tmp_path_factory.mktemp("schemathesis") / "record.db"
    shutil.copy(templates("sqlite", True).removeprefix("sqlite:///"), file)
    application = create_app(Settings(database_url=f"sqlite:///{file}"))
    return schemathesis.openapi.from_asgi(
        "/openapi.json", application, config=SchemathesisConfig(seed=SEED)
    )


schema = schemathesis.pytest.from_fixture("described_app")


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_contract(case: Case) -> None:
    case.call_and_validate()
