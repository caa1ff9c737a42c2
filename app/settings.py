"""What the operator decides: read once, from DAYBOOK_… variables and .env, checked at start."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class Settings(BaseSettings):
    """Daybook's settings. Every field is the environment variable DAYBOOK_<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix="DAYBOOK_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="sqlite:///daybook.db",
        description="The record: sqlite:///relative.db, sqlite:////absolute.db or postgresql://…",
    )
    database_replica_url: str | None = Field(
        default=None,
        description="A streaming replica of the same PostgreSQL record; reads go there alone, and "
        "are as late as it is",
    )
    body_limit_bytes: int = Field(
        default=8 * 1024 * 1024, ge=1024, description="The largest request body that is read"
    )
    import_limit_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="The largest body that /v1/imports reads"
    )
    wrong_keys_per_minute: int = Field(
        default=10, ge=1, description="Wrong keys taken from one address before it is told to wait"
    )
    cache_bytes: int = Field(
        default=64_000_000,
        ge=0,
        description="Memory for finished answers and texts of days; 0: none are kept",
    )
    stream_seconds: float = Field(
        default=3600, gt=0, description="How long a live stream stays open; its client comes back"
    )
    stream_heartbeat_seconds: float = Field(
        default=15, gt=0, description="How long a live stream is silent before it says it is alive"
    )
    stream_queue: int = Field(
        default=1_000, ge=1, description="Changes that a live stream's reader may lag behind"
    )
    public_url: str | None = Field(
        default=None,
        description="The address that the public knows this server by, for the links of its feeds; "
        "unset: the address that a request came to",
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="Log lines for people or for machines"
    )
    access_log: bool = Field(default=False, description="One log line for every request")
    metrics: bool = Field(
        default=False, description="Count requests, and tell Prometheus at /metrics"
    )

    @field_validator("database_url", "database_replica_url")
    @classmethod
    def _known_database(cls, url: str | None) -> str | None:
        if url is None:
            return url
        if url.startswith("sqlite:///"):
            if url[len("sqlite:///") :].partition("?")[0] in ("", ":memory:"):
                raise ValueError(
                    "needs a file, such as sqlite:///daybook.db: in memory every connection "
                    "would have a record of its own"
                )
            return url
        # What hosting services hand out; SQLAlchemy wants the full word.
        url = url.replace("postgres://", "postgresql://", 1)
        try:
            driver = make_url(url).drivername
        except ArgumentError:
            driver = ""
        if driver not in ("postgresql", "postgresql+psycopg"):
            raise ValueError(
                "must be sqlite:///file.db or postgresql://user:password@host:port/database"
            )
        return url

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^/?#]+(/[^?#]*)?", url):
            raise ValueError("must be an address such as https://example.org, without ? and #")
        return url

    @model_validator(mode="after")
    def _replica_is_postgresql(self) -> "Settings":
        urls = (self.database_url, self.database_replica_url)
        if self.database_replica_url and any(str(url).startswith("sqlite") for url in urls):
            raise ValueError(
                "DAYBOOK_DATABASE_REPLICA_URL: only PostgreSQL has replicas: leave it unset for "
                "SQLite"
            )
        return self

    @property
    def sqlite_file(self) -> Path | None:
        """The record's file, or None on PostgreSQL."""
        prefix = "sqlite:///"
        if not self.database_url.startswith(prefix):
            return None
        return Path(self.database_url[len(prefix) :].partition("?")[0])

    @property
    def missing_file(self) -> Path | None:
        """The record's file where it should be and is not: to open SQLite's would make it."""
        file = self.sqlite_file
        # What begins so is SQLite's own address of a file, not its path.
        if file is None or str(file).startswith("file:") or file.exists():
            return None
        return file.absolute()
