"""The feeds' two formats: Atom (RFC 4287) and JSON Feed 1.1, of one content."""

import datetime as dt
import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

from app.document import Document
from app.feed.queries import Entry, Feed
from app.feed.schemas import JsonFeed, JsonFeedAttachment, JsonFeedItem

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Daybook"
SUBTITLE = "The record of the Russia-Ukraine war, day by day: days added or corrected lately"

JSON = "application/json"
AS_DATA = "The day as data"

_NOT_XML = re.compile(r"[\ufffe\uffff]")
"""What a document may hold and XML 1.0 may not; other control characters it refuses itself."""


def atom(feed: Feed, base: str) -> bytes:
    """Return the feed as an Atom document whose links begin with `base`."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", feed.id)
    _add(root, "title", TITLE)
    _add(root, "subtitle", SUBTITLE)
    _add(root, "updated", _moment(feed.updated))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=_self(base, "atom"))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}/")
    _add(ET.SubElement(root, "author"), "name", TITLE)
    for entry in feed.entries:
        root.append(_entry(entry, base))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(feed: Feed, base: str) -> JsonFeed:
    """Return the feed as a JSON Feed whose links begin with `base`."""
    return JsonFeed(
        version="https://jsonfeed.org/version/1.1",
        title=TITLE,
        home_page_url=f"{base}/",
        feed_url=_self(base, "json"),
        description=SUBTITLE,
        language="en",
        items=[
            JsonFeedItem(
                id=entry.id,
                url=_page(entry.document, base),
                title=_title(entry.document),
                summary=entry.document.summary,
                content_text=_content(entry.document),
                date_published=entry.published,
                date_modified=entry.updated,
                tags=_categories(entry.document),
                language=entry.document.language,
                attachments=[
                    JsonFeedAttachment(
                        url=_document(entry.document, base), mime_type=JSON, title=AS_DATA
                    )
                ],
            )
            for entry in feed.entries
        ],
    )


def _entry(entry: Entry, base: str) -> ET.Element:
    document = entry.document
    element = ET.Element("entry", {"xml:lang": document.language})
    _add(element, "id", entry.id)
    _add(element, "title", _title(document))
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.updated))
    page, data = _page(document, base), _document(document, base)
    ET.SubElement(element, "link", rel="alternate", type="text/html", href=page)
    # Related, not a second alternate: some readers open whichever of those is the last.
    ET.SubElement(element, "link", rel="related", type=JSON, title=AS_DATA, href=data)
    for url in dict.fromkeys(source.url for source in document.sources if source.url):
        ET.SubElement(element, "link", rel="via", href=_NOT_XML.sub(_as_in_uris, url))
    for category in _categories(document):
        ET.SubElement(element, "category", term=category)
    _add(element, "summary", document.summary)
    _add(element, "content", _content(document)).set("type", "text")
    return element


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = _NOT_XML.sub("\ufffd", text)
    return child


def _as_in_uris(found: re.Match[str]) -> str:
    return quote(found[0])


def _title(document: Document) -> str:
    return f"Day {document.day}, {document.date}: {document.headline}"


def _content(document: Document) -> str:
    """Return the whole day as plain text: what happened, what was said, by which outlets."""
    happened = [f"• {event.text}" for event in document.events]
    said = [
        f"“{quote.text}” — {', '.join(filter(None, (quote.speaker, quote.role)))}"
        for quote in document.quotes
    ]
    outlets = ", ".join(dict.fromkeys(source.outlet for source in document.sources))
    sources = [f"Sources: {outlets}"] if outlets else []
    parts = ([document.summary], happened, said, sources)
    return "\n\n".join("\n".join(part) for part in parts if part)


def _categories(document: Document) -> list[str]:
    return sorted({event.category for event in document.events})


def _page(document: Document, base: str) -> str:
    """Return the dashboard's page of a day, for people."""
    return f"{base}/{document.day}"


def _document(document: Document, base: str) -> str:
    """Return where the day's document is, for programs."""
    return f"{base}/v1/updates/{document.day}"


def _self(base: str, suffix: str) -> str:
    return f"{base}/v1/feed.{suffix}"


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
