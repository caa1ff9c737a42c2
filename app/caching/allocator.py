"""The C library's memory: what is freed is kept for the next answer, or given back."""

import ctypes
import platform
from functools import cache

_LOOK_BYTES = 2_000_000
"""So much must have been let go before it is worth a look at what became of it: 5 us."""

_SLACK_BYTES = 2_000_000
"""So much may lie unused between what is in use; it will soon be used again."""


_LOOK_SECONDS = 5.0
"""To give back takes 3 ms where there are thousands of holes."""


class _Mallinfo(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


@cache
def _glibc() -> ctypes.CDLL | None:
    """Return the C library where it is glibc; others have no such calls and need none."""
    if platform.libc_ver()[0] != "glibc":
        return None
    glibc = ctypes.CDLL(None)
    if hasattr(glibc, "mallinfo2"):  # since 2.33
        glibc.mallinfo2.restype = _Mallinfo
    return glibc


def keep_freed_memory() -> None:
    """Tell glibc to keep what is freed, as far as it is small, and in one place.

    Answers come and go all the time; each thread would keep as much for itself. Long bodies, and
    their codings, are mapped one by one instead: between short ones they leave holes, 20 MB under
    load each, and a page takes as long to make.
    """
    glibc = _glibc()
    if glibc is None:
        return
    mmap_threshold, trim_threshold, top_pad, arenas = -3, -1, -2, -8
    glibc.mallopt(mmap_threshold, 1 << 16)
    glibc.mallopt(trim_threshold, 32 << 20)
    glibc.mallopt(top_pad, 16 << 20)
    glibc.mallopt(arenas, 1)


class Holes:
    """Gives back what short answers leave when long ones take their place.

    Long bodies never fit into the holes of short ones: a cache of 64 MB that had held days and then
    held lists took 50 MB beside.
    """

    def __init__(self) -> None:
        self._let_go = 0
        self._given_back = 0
        self._next_look = 0.0

    def grow(self, size: int) -> None:
        """Take note of so many bytes let go; now and then give back what lies unused."""
        self._let_go += size
        if self._let_go < _LOOK_BYTES:
            return
        self._let_go = 0
        unused = _unused()
        # What was given back counts as unused until it is used again.
        self._given_back = min(self._given_back, unused)
        if unused - self._given_back > _SLACK_BYTES:
            _give_back()
            self._given_back = unused

    def look(self, now: float) -> None:
        """Give back, every few seconds, what was used again since: each short-lived text lands in
        another hole, and in the end all of them are taken.
        """
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_SECONDS
        unused = _unused()
        if unused > 2 * _SLACK_BYTES:
            _give_back()
            self._given_back = unused


def _unused() -> int:
    """Return the bytes that are free, but for those at the end, which glibc sees to itself."""
    glibc = _glibc()
    if glibc is None or not hasattr(glibc, "mallinfo2"):
        return 0
    info = glibc.mallinfo2()
    return int(info.fordblks - info.keepcost)


def _give_back() -> None:
    glibc = _glibc()
    if glibc is not None:
        glibc.malloc_trim(1 << 20)
