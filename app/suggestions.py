"""What somebody may have meant by a name that is not known."""

from collections.abc import Iterable, Sequence

_CLOSE_ENOUGH = 70
"""WRatio below which a suggestion is noise: 'Zelensk' scores above, 'foo' against any below."""

_SHORT = 3
"""Letters of what may be an abbreviation."""


def nearest(name: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """Return up to `limit` of the known names that look most like `name`, the likest first."""
    # 3 MB that a server needs only for names that nobody has.
    from rapidfuzz import fuzz, process, utils

    # An abbreviation is found within any long word: US in Belorus.
    alike = (each for each in known if len(each) > _SHORT or len(name) <= 2 * len(each))
    found = process.extract(
        name,
        sorted(alike),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=_CLOSE_ENOUGH,
    )
    return [match for match, _, _ in found]


def hint(name: str, known: Iterable[str]) -> str:
    """Return the end of an error's sentence that asks whether a known name was meant, or ""."""
    return did_you_mean(nearest(name, known))


def did_you_mean(names: Sequence[str]) -> str:
    """Return the end of an error's sentence that asks whether one of them was meant, or ""."""
    return f": did you mean {' or '.join(names)}?" if names else ""
