"""US and UN in capitals are words of their own: what is held of texts is derived anew."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    # The older Daybook offers words of this table; of the texts it needs `reindex`.
    op.execute("DELETE FROM search_words WHERE word IN ('us·', 'as·', 'un·')")
