"""An inverted index of the days' headlines and summaries, where one of whole days finds no phrases.

PostgreSQL's index knows no places: it would have to unpack every day that has a phrase's words.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

DERIVED_ANEW = ("postgresql",)

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_table(
        "heading_search",
        sa.Column(
            "key",
            sa.BigInteger(),
            sa.ForeignKey("updates.day", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("terms", TSVECTOR(), nullable=False),
    )
    op.create_index(
        "ix_heading_search_terms",
        "heading_search",
        ["terms"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "on"},
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_table("heading_search")
