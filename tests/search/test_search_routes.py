"""One table of queries, asked of every list on both databases: each finds what a scan finds."""

import pytest

from tests.search.queries import QUERIES
from tests.search.twins import ADDRESSES, Twins


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_both_databases_find_what_a_naive_scan_finds(
    twins: Twins, query: str, found: str | None
) -> None:
    expected = twins.scan(query)
    for kind, address in ADDRESSES.items():
        of_kind = [item.id for item in expected if item.type == kind]
        pages = list(twins.walk(address, q=query, limit=200))
        items = [item for page in pages for item in page["items"]]
        assert [str(item.get("id", item["day"])) for item in items] == of_kind
        assert [page["total"] for page in pages] == [len(of_kind)] * len(pages)
        assert all(item["matches"] for item in items)
    everything = twins.get("/v1/search", q=query, limit=30).json()
    assert everything["total"] == len(expected)
    assert [(hit["type"], hit["id"]) for hit in everything["items"]] == [
        (item.type, item.id) for item in expected[:30]
    ]
    assert (found in [item.id for item in expected]) == (found is not None)
