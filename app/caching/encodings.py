"""Content codings: which one a client wants, and the bytes in it."""

import gzip

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

SMALLEST_BODY = 600
"""Bytes below which a coding saves less than a packet and costs a header."""

_ZSTD_LEVEL = 3
_BROTLI_QUALITY = 4
_GZIP_LEVEL = 4
"""Measured on 50 documents of 8 kB: a third of the size in 1.3, 3.6 and 4.7 ms; the next levels
cost two to three times as much for a few per cent."""

CODINGS = ("zstd", "br", "gzip")
"""The codings spoken here, the cheapest first: at equal wish it is taken."""


def weights(header: str) -> dict[str, float]:
    """Return what a header such as `br, gzip;q=0.5` accepts, in small letters, with its weights."""
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        found[name] = weight
    return found


def choose(accept_encoding: bytes) -> str | None:
    """Return the coding to answer in, None for none (RFC 9110, 12.5.3)."""
    accepted = weights(accept_encoding.decode("latin-1"))
    anything = accepted.get("*", 0.0)
    wanted = {coding: accepted.get(coding, anything) for coding in CODINGS}
    best = max(CODINGS, key=lambda coding: wanted[coding])
    return best if wanted[best] > 0 and wanted[best] >= accepted.get("identity", 0.0) else None


def encode(body: bytes, coding: str) -> bytes:
    """Return the body in one of CODINGS."""
    if coding == "zstd":
        coded = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
        # Copied: what it returns keeps the room for the longest that could have come out.
        return bytes(memoryview(coded))
    if coding == "br":
        compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
        return compressed
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
