"""The record: documents as revisions, and the tables derived from them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATE_OF_DAY = {
    "sqlite": "date = date('2022-02-23', '+' || day || ' days')",
    "postgresql": "date = DATE '2022-02-23' + day::integer",
}
"""The formula itself, held by the database: day 1 is 2022-02-24."""

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("slug", NAME, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_actors")),
    )
    op.create_table(
        "categories",
        sa.Column("slug", NAME, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_categories")),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "revisions",
        sa.Column("seq", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("subject_id", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("last_quote", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.CheckConstraint("(change = 'delete') = (body IS NULL)", name=op.f("ck_revisions_body")),
        sa.CheckConstraint(
            "change IN ('create', 'correct', 'delete')", name=op.f("ck_revisions_change")
        ),
        sa.CheckConstraint(
            "subject IN ('update', 'actor', 'speaker', 'category')",
            name=op.f("ck_revisions_subject"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_revisions")),
        sa.UniqueConstraint(
            "subject", "subject_id", "n", name=op.f("uq_revisions_subject_subject_id_n")
        ),
    )
    op.create_index(op.f("ix_revisions_at"), "revisions", ["at"])
    op.create_index(op.f("ix_revisions_day_seq"), "revisions", ["day", "seq"])
    op.create_table(
        "actor_aliases",
        sa.Column("folded", NAME, nullable=False),
        sa.Column("slug", NAME, nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("name_group", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug"], ["actors.slug"], name=op.f("fk_actor_aliases_slug"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("folded", "slug", name=op.f("pk_actor_aliases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_actor_aliases_slug"), "actor_aliases", ["slug"])
    op.create_table(
        "speakers",
        sa.Column("slug", NAME, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor", NAME, nullable=True),
        sa.Column("merged_into", NAME, nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["actors.slug"], name=op.f("fk_speakers_actor")),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["speakers.slug"], name=op.f("fk_speakers_merged_into")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_speakers")),
    )
    op.create_table(
        "updates",
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("seq", BIG_KEY, nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.CheckConstraint("day >= 1", name=op.f("ck_updates_day")),
        sa.CheckConstraint(DATE_OF_DAY[op.get_bind().dialect.name], name=op.f("ck_updates_date")),
        sa.ForeignKeyConstraint(["seq"], ["revisions.seq"], name=op.f("fk_updates_seq")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_updates")),
        sa.UniqueConstraint("date", name=op.f("uq_updates_date")),
        sa.UniqueConstraint("seq", name=op.f("uq_updates_seq")),
    )
    op.create_table(
        "citations",
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outlet", NAME, nullable=False),
        sa.Column("outlet_folded", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("via", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_citations_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day", "position", name=op.f("pk_citations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_citations_outlet"), "citations", ["outlet"])
    op.create_index(op.f("ix_citations_outlet_folded"), "citations", ["outlet_folded"])
    op.create_table(
        "events",
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("day", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("claimed_by", NAME, nullable=True),
        sa.Column("place_folded", NAME, nullable=True),
        sa.Column("responds_to", BIG_KEY, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('reported', 'claimed', 'confirmed', 'denied', 'disputed', 'retracted')",
            name=op.f("ck_events_status"),
        ),
        sa.ForeignKeyConstraint(["category"], ["categories.slug"], name=op.f("fk_events_category")),
        sa.ForeignKeyConstraint(["claimed_by"], ["actors.slug"], name=op.f("fk_events_claimed_by")),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_events_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_category_key"), "events", ["category", "key"])
    op.create_index(op.f("ix_events_claimed_by_key"), "events", ["claimed_by", "key"])
    op.create_index(op.f("ix_events_day"), "events", ["day"])
    op.create_index(op.f("ix_events_place_folded_key"), "events", ["place_folded", "key"])
    op.create_index(op.f("ix_events_status_key"), "events", ["status", "key"])
    op.create_table(
        "quotes",
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("day", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("speaker", NAME, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("said_to_folded", NAME, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('direct', 'partial', 'paraphrase')", name=op.f("ck_quotes_kind")
        ),
        sa.ForeignKeyConstraint(["actor"], ["actors.slug"], name=op.f("fk_quotes_actor")),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_quotes_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["speaker"], ["speakers.slug"], name=op.f("fk_quotes_speaker")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quotes")),
    )
    op.create_index(op.f("ix_quotes_actor_key"), "quotes", ["actor", "key"])
    op.create_index(op.f("ix_quotes_day"), "quotes", ["day"])
    op.create_index(op.f("ix_quotes_said_to_folded_key"), "quotes", ["said_to_folded", "key"])
    op.create_index(op.f("ix_quotes_speaker_key"), "quotes", ["speaker", "key"])
    op.create_table(
        "speaker_aliases",
        sa.Column("folded", NAME, nullable=False),
        sa.Column("slug", NAME, nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("name_group", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slug"], ["speakers.slug"], name=op.f("fk_speaker_aliases_slug"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("folded", "slug", name=op.f("pk_speaker_aliases")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_speaker_aliases_slug"), "speaker_aliases", ["slug"])
    op.create_table(
        "update_actors",
        sa.Column("actor", NAME, nullable=False),
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.slug"], name=op.f("fk_update_actors_actor")),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_update_actors_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("actor", "day", name=op.f("pk_update_actors")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_update_actors_day"), "update_actors", ["day"])
    op.create_table(
        "update_categories",
        sa.Column("category", NAME, nullable=False),
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["category"], ["categories.slug"], name=op.f("fk_update_categories_category")
        ),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_update_categories_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category", "day", name=op.f("pk_update_categories")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_update_categories_day"), "update_categories", ["day"])
    op.create_table(
        "update_speakers",
        sa.Column("speaker", NAME, nullable=False),
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_update_speakers_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker"], ["speakers.slug"], name=op.f("fk_update_speakers_speaker")
        ),
        sa.PrimaryKeyConstraint("speaker", "day", name=op.f("pk_update_speakers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_update_speakers_day"), "update_speakers", ["day"])
    op.create_table(
        "update_statuses",
        sa.Column("status", NAME, nullable=False),
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["day"], ["updates.day"], name=op.f("fk_update_statuses_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("status", "day", name=op.f("pk_update_statuses")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_update_statuses_day"), "update_statuses", ["day"])
    op.create_table(
        "event_actors",
        sa.Column("actor", NAME, nullable=False),
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.slug"], name=op.f("fk_event_actors_actor")),
        sa.ForeignKeyConstraint(
            ["key"], ["events.key"], name=op.f("fk_event_actors_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_event_actors")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_event_actors_key"), "event_actors", ["key"])
    op.create_table(
        "event_sources",
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["events.key"], name=op.f("fk_event_sources_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "position", name=op.f("pk_event_sources")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote_about",
        sa.Column("actor", NAME, nullable=False),
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.slug"], name=op.f("fk_quote_about_actor")),
        sa.ForeignKeyConstraint(
            ["key"], ["quotes.key"], name=op.f("fk_quote_about_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_quote_about")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_quote_about_key"), "quote_about", ["key"])
    op.create_table(
        "quote_sources",
        sa.Column("key", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["quotes.key"], name=op.f("fk_quote_sources_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "position", name=op.f("pk_quote_sources")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in (
        "quote_sources",
        "quote_about",
        "event_sources",
        "event_actors",
        "update_statuses",
        "update_speakers",
        "update_categories",
        "update_actors",
        "speaker_aliases",
        "quotes",
        "events",
        "citations",
        "updates",
        "speakers",
        "actor_aliases",
        "revisions",
        "head",
        "categories",
        "actors",
    ):
        op.drop_table(table)
