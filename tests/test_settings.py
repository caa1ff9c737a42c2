"""What the operator decides: taken from the environment, checked before anything starts."""

from pathlib import Path

import pytest
import typer
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from app.commands.terminal import read_settings
from app.db.engine import open_database
from app.settings import Settings


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run where no .env and no variable of the developer's own is found."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DAYBOOK_{name.upper()}", raising=False)


def test_a_file_beside_the_caller_is_the_default() -> None:
    assert Settings().database_url == "sqlite:///daybook.db"


def test_a_variable_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBOOK_CACHE_BYTES", "0")
    assert Settings().cache_bytes == 0


def test_an_env_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAYBOOK_LOG_FORMAT=json\nOTHER=1\n")
    assert Settings().log_format == "json"


def test_a_variable_comes_before_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DAYBOOK_LOG_FORMAT=json\n")
    monkeypatch.setenv("DAYBOOK_LOG_FORMAT", "console")
    assert Settings().log_format == "console"


def test_what_is_given_comes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBOOK_DATABASE_URL", "sqlite:///other.db")
    assert Settings(database_url="sqlite:///given.db").database_url == "sqlite:///given.db"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///relative.db",
        "sqlite:////absolute/path.db",
        "postgresql://user:secret@host:5432/record",
        "postgresql+psycopg://host/record",
        "postgresql:///record?host=/run/postgresql",
    ],
)
def test_a_database_of_either_kind_is_taken(url: str) -> None:
    assert Settings(database_url=url).database_url == url


def test_the_short_name_that_hosting_services_hand_out_is_understood() -> None:
    assert (
        Settings(database_url="postgres://host/record").database_url == "postgresql://host/record"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "daybook.db",
        "mysql://host/record",
        "postgresql+asyncpg://host/record",
        "sqlite://",
        "http://host/",
        "://",
    ],
)
def test_any_other_database_is_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(ValidationError, match=r"must be sqlite:///file\.db or postgresql://"):
        Settings(database_url=url)


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:///", "sqlite:///?cache=shared"])
def test_a_database_in_memory_is_refused_for_every_connection_would_have_its_own(url: str) -> None:
    with pytest.raises(ValidationError, match="needs a file"):
        Settings(database_url=url)


def test_a_replica_belongs_to_postgresql() -> None:
    replica = "postgresql://replica/record"
    kept = Settings(database_url="postgresql://primary/record", database_replica_url=replica)
    assert kept.database_replica_url == replica


@pytest.mark.parametrize(
    ("primary", "replica"),
    [
        ("postgresql://primary/record", "sqlite:///copy.db"),
        ("sqlite:///record.db", "postgresql://replica/record"),
    ],
)
def test_a_replica_of_sqlite_is_refused(primary: str, replica: str) -> None:
    with pytest.raises(ValidationError, match="only PostgreSQL has replicas"):
        Settings(database_url=primary, database_replica_url=replica)


def test_reads_go_to_the_replica_and_writes_to_the_primary() -> None:
    database = open_database(
        Settings(
            database_url="postgresql://primary/record",
            database_replica_url="postgresql://replica/record",
        )
    )
    assert (database.writer.url.host, database.reader.url.host) == ("primary", "replica")
    database.close()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DAYBOOK_CACHE_BYTES", "-1", "must be at least 0"),
        ("DAYBOOK_CACHE_BYTES", "much", "must be a whole number in plain digits, such as 50"),
        ("DAYBOOK_BODY_LIMIT_BYTES", "0", "must be at least 1024"),
        ("DAYBOOK_LOG_FORMAT", "xml", "'xml' is not one of 'console' or 'json'"),
        ("DAYBOOK_ACCESS_LOG", "perhaps", "must be true or false"),
        ("DAYBOOK_STREAM_SECONDS", "long", "must be a number"),
        ("DAYBOOK_STREAM_SECONDS", "0", "must be more than 0.0"),
        ("DAYBOOK_PUBLIC_URL", "example.org", "must be an address such as https://example.org"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_would_be(
    name: str,
    value: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(typer.Exit):
        read_settings(None)
    assert f"{name}: {told}" in capsys.readouterr().err


def test_a_variable_that_is_nearly_a_setting_is_asked_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAYBOOK_CACHE_BYTE", "0")
    monkeypatch.setenv("daybook_acess_log", "true")
    # What Kubernetes gives every container beside a service called daybook.
    monkeypatch.setenv("DAYBOOK_PORT", "tcp://10.0.0.7:8000")
    monkeypatch.setenv("DAYBOOK_SERVICE_HOST", "10.0.0.7")
    monkeypatch.setenv("DAYBOOK_PORT_8000_TCP_PROTO", "tcp")
    assert read_settings(None).cache_bytes == 64_000_000
    assert capsys.readouterr().err.splitlines() == [
        "DAYBOOK_CACHE_BYTE is not a setting: is DAYBOOK_CACHE_BYTES meant?",
        "daybook_acess_log is not a setting: is DAYBOOK_ACCESS_LOG meant?",
    ]


def test_a_misspelled_setting_in_the_env_file_is_asked_after_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("DAYBOOK_CACHE_BYTE=0\nDAYBOOK_METRICS=true\nCACHE_BYTE=0\n")
    assert read_settings(None).metrics
    assert capsys.readouterr().err == (
        "DAYBOOK_CACHE_BYTE is not a setting: is DAYBOOK_CACHE_BYTES meant?\n"
    )


@pytest.mark.parametrize(
    "name", ["DAYBOOK_REPORTS", "DAYBOOK_TEST_WRITERS", "DAYBOOK_WITHOUT_DASHBOARD"]
)
def test_what_else_the_project_reads_is_no_mistake(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "1")
    read_settings(None)
    assert capsys.readouterr().err == ""


def test_a_refused_url_does_not_tell_its_password() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(database_url="mysql://user:secret@host/record")
    assert "secret" not in str(caught.value)


def test_settings_cannot_change_while_they_are_used() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().cache_bytes = 1  # type: ignore[misc]  # that it is refused is the test


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_file_of_an_absolute_address_is_absolute() -> None:
    settings = Settings(database_url="sqlite:////var/lib/daybook/record.db")
    assert settings.sqlite_file == Path("/var/lib/daybook/record.db")
    assert make_url(settings.database_url).database == str(settings.sqlite_file)
