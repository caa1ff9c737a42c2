"""Log lines for people: what callers send is shown in them, and does nothing."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient


def test_an_address_is_no_command_to_the_terminal(
    empty_url: str, make_client: Callable[..., TestClient], capfd: pytest.CaptureFixture[str]
) -> None:
    client = make_client(empty_url, access_log=True)
    client.get("/v1/actors/%1B%5B2J%C2%9B2JБілорусь%E2%80%AE")
    line = capfd.readouterr().err
    assert r"path='/v1/actors/\x1b[2J\x9b2JБілорусь\u202e'" in line
    assert line.rstrip("\n").isprintable()
