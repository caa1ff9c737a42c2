"""Texts of days in memory, each once, however many answers are made of it.

A page of fifty days is half a megabyte. Read anew for each address, most of its time went into
reading; kept whole, neighbouring pages held the same days again and again. So answers that are made
of days are kept in pieces, and the pieces are the days' texts themselves.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

TEXT_OVERHEAD = 400
"""Roughly what a text takes in memory beside its bytes: its tag, its places in the tables here, and
what the allocator adds."""


class Texts:
    """Texts by their tag, bounded in bytes; the one not asked for longest goes first.

    A tag is made of its text: whatever becomes of the record, a text under its tag is the right
    one. What answers hold of texts is counted here too, each text once.
    """

    def __init__(self, capacity_bytes: int) -> None:
        self.capacity = capacity_bytes
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._known_bytes = 0
        self._holders: dict[int, int] = {}
        """How many hold a text, by its identity: it is the same for as long as one does."""
        self.size = 0
        """Bytes of all texts that are known here, or that an answer holds."""
        # Lists are read on threads too.
        self._lock = threading.Lock()

    def find(self, tags: Iterable[str]) -> dict[str, bytes]:
        """Return the texts known, by tag."""
        known = self._known
        with self._lock:
            found = {tag: known[tag] for tag in tags if tag in known}
            for tag in found:
                known.move_to_end(tag)
        return found

    def add(self, texts: Mapping[str, bytes]) -> None:
        """Know some texts from now on, by tag; none that fills a fourth of the room alone."""
        with self._lock:
            fitting = {
                tag: text
                for tag, text in texts.items()
                if tag not in self._known and _taken(text) * 4 <= self.capacity
            }
            self._known.update(fitting)
            self._known_bytes += sum(map(_taken, fitting.values()))
            self._hold(fitting.values())
            while self._known_bytes > self.capacity:
                _, text = self._known.popitem(last=False)
                self._known_bytes -= _taken(text)
                self._release([text])

    def hold(self, texts: Iterable[bytes]) -> None:
        """Count texts as held once more each, until they are released."""
        with self._lock:
            self._hold(texts)

    def release(self, texts: Iterable[bytes]) -> None:
        """Take back what was held, of the same objects."""
        with self._lock:
            self._release(texts)

    def _hold(self, texts: Iterable[bytes]) -> None:
        holders = self._holders
        for text in texts:
            name = id(text)
            if name in holders:
                holders[name] += 1
            else:
                holders[name] = 1
                self.size += _taken(text)

    def _release(self, texts: Iterable[bytes]) -> None:
        holders = self._holders
        for text in texts:
            name = id(text)
            if holders[name] > 1:
                holders[name] -= 1
            else:
                del holders[name]
                self.size -= _taken(text)


def _taken(text: bytes) -> int:
    return len(text) + TEXT_OVERHEAD
