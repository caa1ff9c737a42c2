"""Pages of a list: what is written between two of them, and totals beyond the bound."""

import pytest
from starlette.testclient import TestClient

from app.lists import effort
from tests.editing import Editor, make_document
from tests.pages import get


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_what_is_written_between_pages_repeats_and_hides_nothing(
    editor: Editor, order: str
) -> None:
    days = [100, 110, 120, 130, 140, 150]
    assert editor.load(*(make_document(day) for day in days)).status_code == 200
    page = get(editor.client, "/v1/updates", order=order, limit=2)
    seen = [item["day"] for item in page["items"]]
    # One before all that was shown, one among it, and one still to come.
    new = {"newest": (160, 145, 115), "oldest": (90, 105, 135)}[order]
    assert editor.load(*(make_document(day) for day in new)).status_code == 200
    assert editor.delete(seen[0], editor.tag(f"/v1/updates/{seen[0]}")).status_code in (200, 204)
    while page["next"] is not None:
        page = get(editor.client, page["next"])
        seen += [item["day"] for item in page["items"]]
    assert seen == sorted([*days, new[2]], reverse=order == "newest")


def test_a_total_beyond_the_bound_says_that_it_is_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort, "TOTAL_BOUND", 20)
    beyond = get(client, "/v1/updates?limit=5")
    assert (beyond["total"], beyond["total_is_lower_bound"]) == (20, True)
    assert beyond["next"] is not None
    within = get(client, "/v1/updates?to=3&limit=2")
    assert within["total"] == 3
    assert "total_is_lower_bound" not in within


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
@pytest.mark.parametrize(
    "address",
    [
        "/v1/quotes?q=war",
        "/v1/search?q=war",
        "/v1/search?q=bridge&type=event&type=update",
    ],
)
def test_what_words_find_is_counted_up_to_their_own_bound(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str, order: str
) -> None:
    there = get(client, f"{address}&limit=200")["total"]
    assert there > 10
    monkeypatch.setattr(effort, "FOUND_BOUND", there)
    first = get(client, f"{address}&limit=1&order={order}")
    assert (first["total"], first.get("total_is_lower_bound")) == (there, None)
    monkeypatch.setattr(effort, "FOUND_BOUND", there - 1)
    for page in (get(client, f"{address}&limit=2&order={order}"), get(client, first["next"])):
        assert (page["total"], page["total_is_lower_bound"]) == (there - 1, True)
