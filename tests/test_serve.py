"""How `serve` begins: where it cannot listen, and where it is interrupted."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import __main__, bootstrap
from app.cli import app


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_told_before_anything_is_done(host: str, tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ["serve", "--host", host, "--port", str(port)]
        result = CliRunner().invoke(app, [*words, "--database-url", f"sqlite:///{file}"])
    assert (result.exit_code, result.stdout) == (1, "")
    told = f"Port {port} of {host}: Address already in use. Choose another with --port.\n"
    assert result.stderr == told
    assert not file.exists()


def test_an_interrupt_before_the_command_line_is_there_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "enter_environment", interrupt)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 130
    assert ended.value.__suppress_context__
    assert capsys.readouterr() == ("", "")
