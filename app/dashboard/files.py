"""The built dashboard: its files in memory, each with the compressed forms made at build time."""

from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from app.caching.encodings import weights

FOLDER = Path(__file__).parent.parent / "static" / "dashboard"

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Codings in the order in which they are preferred, and the suffix of their files."""


@dataclass(frozen=True)
class File:
    """One file; `bodies` has its content by coding, `identity` always among them."""

    media_type: str
    bodies: Mapping[str, bytes]

    def best(self, accept_encoding: str) -> tuple[str, bytes]:
        """Return the smallest form that an Accept-Encoding header takes, and its coding."""
        accepted = weights(accept_encoding)
        for coding in ENCODINGS:
            if coding in self.bodies and accepted.get(coding, accepted.get("*", 0.0)) > 0:
                return coding, self.bodies[coding]
        return "identity", self.bodies["identity"]


@dataclass(frozen=True)
class Dashboard:
    """What was built: the page by language, and the assets by name."""

    pages: Mapping[str, File]
    assets: Mapping[str, File]

    def page(self, asked: str | None, accept_language: str) -> tuple[str, File]:
        """Return the page in the language asked for, else in the reader's best one."""
        if asked is not None and asked in self.pages:
            return asked, self.pages[asked]
        ranked = sorted(weights(accept_language).items(), key=lambda pair: -pair[1])
        for name, weight in ranked:
            language = name.partition("-")[0]
            if weight > 0 and language in self.pages:
                return language, self.pages[language]
        return "en", self.pages["en"]


def load_dashboard(folder: Path = FOLDER) -> Dashboard | None:
    """Read the built dashboard; None when none was built."""
    if not (folder / "en.html").is_file():
        return None
    pages = {page.stem: _read(page) for page in folder.glob("*.html")}
    compressed = tuple(ENCODINGS.values())
    assets = {
        asset.name: _read(asset)
        for asset in (folder / "assets").iterdir()
        if not asset.name.endswith(compressed)
    }
    return Dashboard(pages, assets)


def _read(file: Path) -> File:
    bodies = {"identity": file.read_bytes()}
    for coding, suffix in ENCODINGS.items():
        smaller = file.with_name(file.name + suffix)
        if smaller.is_file():
            bodies[coding] = smaller.read_bytes()
    media_type = guess_type(file.name)[0] or "application/octet-stream"
    return File(media_type, bodies)
