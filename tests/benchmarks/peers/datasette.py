"""Datasette's metadata: canned queries that make the same nested JSON in SQLite.

python -m tests.benchmarks.peers.datasette > metadata.json
"""

import json
import sys

_SOURCE_KEYS = (*("outlet", "title", "url", "published_on", "language", "author", "editor", "via"),)
_QUOTE_KEYS = (
    *("kind", "text", "language", "translated_from", "speaker", "role", "actor", "said_on"),
    "said_to",
)


def _object(*pairs: str, keys: tuple[str, ...] = (), of: str = "") -> str:
    columns = [f"'{key}', {of}.{key}" for key in keys]
    return f"json_object({', '.join([*columns, *pairs])})"


_SOURCE = _object("'image', json(s.image)", keys=_SOURCE_KEYS, of="s")
_EVENT = _object(
    *("'id', e.ref", "'category', e.category", "'text', e.text"),
    "'actors', (SELECT json_group_array(actor) FROM "
    "(SELECT actor FROM event_actors WHERE event_id = e.id ORDER BY id))",
    *("'place', e.place", "'occurred_on', e.occurred_on", "'status', e.status"),
    *("'claimed_by', e.claimed_by", "'responds_to', e.responds_to", "'sources', json(e.cited)"),
)
_QUOTE = _object(
    *("'id', q.ref", "'about', json(q.about)", "'sources', json(q.cited)"),
    keys=_QUOTE_KEYS,
    of="q",
)
_CITED = (
    f"(SELECT json_group_array({_SOURCE}) FROM (SELECT sources.* FROM quote_sources "  # noqa: S608 - our own words
    "JOIN sources ON sources.id = source_id WHERE quote_id = q.id ORDER BY quote_sources.id) s)"
)
_HIT = _object(
    *("'id', q.ref", "'day', q.day", "'date', u.date", "'about', json(q.about)"),
    f"'sources', {_CITED}",
    keys=_QUOTE_KEYS,
    of="q",
)


def _all(what: str, table: str, alias: str) -> str:
    return (
        f"(SELECT json_group_array({what}) FROM "  # noqa: S608 - our own words
        f"(SELECT * FROM {table} WHERE day = u.day ORDER BY id) {alias})"
    )


_UPDATE = _object(
    "'related_days', json(u.related_days)",
    f"'events', {_all(_EVENT, 'events', 'e')}",
    f"'quotes', {_all(_QUOTE, 'quotes', 'q')}",
    f"'sources', {_all(_SOURCE, 'sources', 's')}",
    keys=("day", "date", "headline", "summary", "language"),
    of="u",
)
QUERIES = {
    "update": f"SELECT {_UPDATE} AS document FROM updates u WHERE u.day = :day",  # noqa: S608 - our own words
    "updates": (
        f"SELECT {_UPDATE} AS document FROM updates u WHERE u.day IN "  # noqa: S608 - our own words
        "(SELECT e.day FROM events e JOIN event_actors a ON a.event_id = e.id "
        "WHERE a.actor = :actor AND e.day BETWEEN :from AND :to) "
        "ORDER BY u.day DESC LIMIT :limit"
    ),
    "quotes_with": (
        f"SELECT {_HIT} AS document FROM quotes q JOIN updates u ON u.day = q.day "  # noqa: S608 - our own words
        "WHERE q.id IN (SELECT rowid FROM quote_words WHERE quote_words MATCH '\"' || :q || '\"' "
        "ORDER BY rowid DESC LIMIT :limit) ORDER BY q.id DESC"
    ),
}


if __name__ == "__main__":
    queries = {name: {"sql": sql} for name, sql in QUERIES.items()}
    json.dump({"databases": {"peers": {"queries": queries}}}, sys.stdout)
