"""The ratios as a picture: one bar an entrant, its median to the bare callable, on a log scale."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.benchmarks.interleave import Outcome, Spread

_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD = 860, 170, 110, 20, 34
_LEAST, _MOST = 1e-4, 2.0
_OURS, _OTHERS, _INK, _GRID = "#0b5cad", "#9aa5b1", "#1f2933", "#dde2e7"


def write(outcomes: Sequence[Outcome], file: Path) -> None:
    """Write an SVG: a panel for each scenario, a bar an entrant, a whisker from least to most."""
    rows = list(_rows(outcomes))
    height = 60 + sum(_HEAD if isinstance(row, str) else _ROW for row in rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">',
        f'<g font-family="sans-serif" font-size="12" fill="{_INK}">',
        "<title>Requests a second as a ratio to a bare ASGI callable</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        '<text x="8" y="18">req/s ÷ bare (log)</text>',
        *_grid(height),
    ]
    y = 30
    for row in rows:
        if isinstance(row, str):
            y += _HEAD
            parts.append(f'<text x="8" y="{y - 8}" font-weight="bold">{escape(row)}</text>')
        else:
            parts += _bar(*row, y)
            y += _ROW
    file.write_text("\n".join([*parts, "</g></svg>"]) + "\n")


def _rows(outcomes: Sequence[Outcome]) -> Iterator[str | tuple[str, Spread]]:
    for outcome in outcomes:
        yield outcome.scenario.title
        spreads = {label: Spread.of(ratios) for label, ratios in outcome.ratios.items()}
        yield from sorted(spreads.items(), key=lambda item: -item[1].median)


def _x(ratio: float) -> float:
    share = math.log(min(max(ratio, _LEAST), _MOST) / _LEAST) / math.log(_MOST / _LEAST)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _grid(height: int) -> Iterator[str]:
    for ratio in (0.0001, 0.001, 0.01, 0.1, 1):
        x = _x(ratio)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="26" y2="{height - 12}" stroke="{_GRID}"/>'
        label = "bare callable = 1" if ratio == 1 else f"{ratio:g}"
        yield f'<text x="{x:.1f}" y="18" text-anchor="middle">{label}</text>'


def _bar(label: str, spread: Spread, y: int) -> Iterator[str]:
    start, end = _x(_LEAST), _x(spread.median)
    colour = _OURS if label.startswith("daybook") else _OTHERS
    middle = y + _ROW / 2
    yield f'<text x="{_LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
    yield (
        f'<rect x="{start:.1f}" y="{y + 3}" width="{end - start:.1f}" height="{_ROW - 6}" '
        f'fill="{colour}"/>'
    )
    low, high = _x(spread.least), _x(spread.most)
    yield (
        f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {y + 6}v8M{high:.1f} {y + 6}v8" '
        f'stroke="{_INK}"/>'
    )
    yield f'<text x="{max(high, end) + 6:.1f}" y="{middle + 4}">{spread.median:.3g}</text>'
