"""Full-text search: an inverted index of updates, events and quotes, and the words it holds."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
HASH_BYTES = 16 * 1024 * 1024
SUBJECTS = (("update", "updates", "day"), ("event", "events", "key"), ("quote", "quotes", "key"))

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "search_words", sa.Column("word", NAME, primary_key=True), sqlite_with_rowid=False
    )
    for subject, table, key in SUBJECTS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {subject}_search"
                " USING fts5(words, stems, names, tokenize='ascii', columnsize=0)"
            )
            # Many rows of one transaction become one sorted run: half the cost of an import.
            op.execute(
                f"INSERT INTO {subject}_search({subject}_search, rank)"  # noqa: S608 - our own names
                f" VALUES ('hashsize', {HASH_BYTES})"
            )
            # A virtual table has no foreign keys; a trigger does what they do on PostgreSQL.
            delete = f"DELETE FROM {subject}_search WHERE rowid = old.{key}"  # noqa: S608 - our own names
            op.execute(
                f"CREATE TRIGGER {table}_leave_search AFTER DELETE ON {table} BEGIN {delete}; END"
            )
        else:
            op.create_table(
                f"{subject}_search",
                sa.Column(
                    "key",
                    sa.BigInteger(),
                    sa.ForeignKey(f"{table}.{key}", ondelete="CASCADE"),
                    primary_key=True,
                    autoincrement=False,
                ),
                sa.Column("words", sa.Text(), nullable=False),
                sa.Column("stems", sa.Text(), nullable=False),
                sa.Column("terms", TSVECTOR(), nullable=False),
            )
            op.create_index(
                f"ix_{subject}_search_terms",
                f"{subject}_search",
                ["terms"],
                postgresql_using="gin",
                postgresql_with={"fastupdate": "on"},
            )


def downgrade() -> None:
    for subject, table, _ in SUBJECTS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_leave_search")
        op.execute(f"DROP TABLE {subject}_search")
    op.drop_table("search_words")
