"""The feeds: days changed lately, as feed readers read them."""

from collections.abc import Callable
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from starlette.testclient import TestClient

from app.db.engine import Database
from tests.changes.writing import correct, day, delete, write
from tests.factories import parsed, source

PATHS = ("/v1/feed.atom", "/v1/feed.json")


@pytest.fixture
def over(empty: Database, empty_url: str, make_client: Callable[..., TestClient]) -> TestClient:
    """The application over the record that the test writes to, without a memory of answers."""
    return make_client(empty_url, cache_bytes=0)


def read_atom(client: TestClient, query: str = "") -> Any:
    answer = client.get(f"/v1/feed.atom{query}").raise_for_status()
    feed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def read_json(client: TestClient, query: str = "") -> Any:
    answer = client.get(f"/v1/feed.json{query}").raise_for_status()
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    return feed


def test_the_feeds_tell_the_days_changed_last(client: TestClient) -> None:
    atom, json_feed = read_atom(client), read_json(client)
    assert len(atom.entries) == 30
    assert [entry.id for entry in atom.entries] == [item["id"] for item in json_feed["items"]]
    assert atom.entries[0].title.startswith("Day 1586, 2026-06-28: ")
    assert atom.entries[0].link == json_feed["items"][0]["url"] == "http://testserver/1586"
    assert atom.feed.links[0].href == "http://testserver/v1/feed.atom"
    assert json_feed["feed_url"] == "http://testserver/v1/feed.json"
    assert client.get("/v1/updates/1586").json()["summary"] == json_feed["items"][0]["summary"]


def test_a_day_is_told_whole(over: TestClient, empty: Database) -> None:
    write(empty, day(325))
    (item,) = read_json(over)["items"]
    for event in day(325).events:
        assert event.text in item["content_text"]
    for quote in day(325).quotes:
        assert f"“{quote.text}” — {quote.speaker}" in item["content_text"]
    (entry,) = read_atom(over).entries
    assert entry.content[0].value == item["content_text"]
    assert {tag.term for tag in entry.tags} == {event.category for event in day(325).events}


def test_a_corrected_day_keeps_its_id_and_comes_first(over: TestClient, empty: Database) -> None:
    write(empty, day(325))
    write(empty, day(329))
    before = {item["url"]: item for item in read_json(over)["items"]}
    correct(empty, 325, headline="Another headline")
    first, second = read_json(over)["items"]
    old = before[first["url"]]
    assert first["title"] == "Day 325, 2023-01-14: Another headline"
    assert (first["id"], first["date_published"]) == (old["id"], old["date_published"])
    assert first["date_modified"] > old["date_modified"]
    assert second == before[second["url"]]
    entries = read_atom(over).entries
    assert [entry.id for entry in entries] == [first["id"], second["id"]]
    assert entries[0].updated > entries[0].published


def test_a_deleted_day_leaves_the_feed_and_is_an_update_of_it(
    over: TestClient, empty: Database
) -> None:
    write(empty, day(325), day(329))
    updated = read_atom(over).feed.updated
    delete(empty, 325)
    feed = read_atom(over)
    assert [entry.link for entry in feed.entries] == ["http://testserver/329"]
    assert feed.feed.updated > updated


def test_an_empty_record_has_valid_feeds(over: TestClient) -> None:
    assert read_atom(over).entries == []
    assert read_json(over)["items"] == []


def test_text_that_is_markup_or_not_xml_stays_text(over: TestClient, empty: Database) -> None:
    headline = "<b>1 & 2</b> ]]> \ufffe end"
    correct(empty, 325, headline=headline)
    (entry,) = read_atom(over).entries
    assert entry.title_detail.type == "text/plain"
    assert entry.title == f"Day 325, 2023-01-14: {headline.replace(chr(0xFFFE), chr(0xFFFD))}"


def test_an_address_of_what_xml_may_not_hold_is_that_address(
    over: TestClient, empty: Database
) -> None:
    write(empty, parsed(sources=[source(url="https://example.org/\ufffe")]))
    (entry,) = read_atom(over).entries
    assert "https://example.org/%EF%BF%BE" in [link.href for link in entry.links]


@pytest.mark.parametrize("path", PATHS)
def test_links_follow_the_address_that_was_asked(client: TestClient, path: str) -> None:
    for host in ("one.example.org", "other.example.org", "one.example.org"):
        text = client.get(path, headers={"Host": host}).text
        assert f'"http://{host}/1586"' in text
        assert f'"http://{host}/v1/updates/1586"' in text
        assert text.count("example.org") == text.count(host)


def test_links_follow_the_public_address_where_one_is_set(
    empty: Database, empty_url: str, make_client: Callable[..., TestClient]
) -> None:
    write(empty, day(325))
    over = make_client(empty_url, public_url="https://daybook.example.org/record/")
    assert read_atom(over).entries[0].link == "https://daybook.example.org/record/325"
    [attached] = read_json(over)["items"][0]["attachments"]
    assert attached["url"] == "https://daybook.example.org/record/v1/updates/325"


def test_an_entry_leads_people_to_a_page_and_programs_to_the_document(client: TestClient) -> None:
    entry, item = read_atom(client).entries[0], read_json(client)["items"][0]
    alternates = [link for link in entry.links if link.rel == "alternate"]
    [related] = [link for link in entry.links if link.rel == "related"]
    assert [(link.type, link.href) for link in alternates] == [("text/html", item["url"])]
    page = client.get(item["url"], headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    [attached] = item["attachments"]
    assert (related.href, related.type) == (attached["url"], attached["mime_type"])
    document = client.get(attached["url"])
    assert document.headers["content-type"] == attached["mime_type"]
    assert item["title"].endswith(document.json()["headline"])


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_feed_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(f"{path}?limit=2")
    asked = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"{path}?limit=2", headers=asked).status_code == 304
    assert client.head(f"{path}?limit=2").headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_is_tagged_by_its_text(client: TestClient, path: str) -> None:
    tags = [
        client.get(f"{path}{query}", headers={"Host": host}).headers["etag"]
        for query, host in (("?limit=2", "one.test"), ("?limit=2", "two.test"), ("", "one.test"))
    ]
    assert len(set(tags)) == 3


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "since=1"])
def test_wrong_parameters_are_refused(client: TestClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 422
