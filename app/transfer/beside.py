"""A process beside an import that reads and analyses the next documents while these are written.

That takes Python as long as the database takes to hold the rows. One such process is enough: the
writer is no faster. It knows nothing of the record but its names, so what takes more to decide is
left to the writer, as everything is where there is no such process.
"""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from functools import partial
from itertools import islice

from app.fulltext.entries import Packing
from app.garbage import collect_less
from app.names.vocabulary import Vocabulary
from app.record.ready import Ready, make_new_ready
from app.stopping import when_orphaned
from app.transfer.lines import Line

Batch = Sequence[Line]
Names = tuple[dict[str, tuple[str, ...]], dict[str, str]]
"""Speakers by folded name, and names by slug, as a vocabulary has them."""

BATCHES_BEFORE = 2
"""How many batches are written without it: its start takes as long, and most imports are over."""

_AHEAD = 2
"""How many batches it is given before the one that is written: memory stays flat."""


def with_ready(
    batches: Iterable[Batch], vocabulary: Vocabulary, packing: Packing
) -> Iterator[tuple[Batch, Ready | None]]:
    """Yield every batch in its turn, with its rows where they were made ready beside."""
    batches = iter(batches)
    for batch in islice(batches, BATCHES_BEFORE):
        yield batch, None
    following = next(batches, None)
    if following is None:
        return
    beside = _start_beside(vocabulary, packing)
    try:
        yield following, None
        waiting: deque[tuple[Batch, Future[Ready | None] | None]] = deque()
        for batch in batches:
            waiting.append((batch, beside.begin(batch) if beside else None))
            if len(waiting) > _AHEAD or waiting[0][1] is None:
                yield _finished(*waiting.popleft())
        for batch, future in waiting:
            yield _finished(batch, future)
    finally:
        if beside:
            beside.close()


def _start_beside(vocabulary: Vocabulary, packing: Packing) -> "_Beside | None":
    if _processors() < 2:
        return None
    try:
        return _Beside(vocabulary, packing)
    except OSError:  # out of processes or semaphores: the writer does without
        return None


class _Beside:
    """The other process, and how much of the vocabulary it knows."""

    def __init__(self, vocabulary: Vocabulary, packing: Packing) -> None:
        # Few imports get here: a server does not load this for nothing.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        self._vocabulary = vocabulary
        self._known = len(vocabulary.speakers), len(vocabulary.speaker_names)
        # Spawned, on every system: a fork would share the connection to the database.
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=get_context("spawn"),
            initializer=_start,
            initargs=(replace(vocabulary, words=set()), packing),
        )
        self._started = self._pool.submit(os.getpid)

    def begin(self, batch: Batch) -> Future[Ready | None] | None:
        """Have a batch made ready; None while the process is not there yet, or no more."""
        if not self._started.done() or any(line.fault is not None for line in batch):
            return None
        try:
            return self._pool.submit(_make, [line.text for line in batch], self._news())
        except BrokenExecutor:
            return None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _news(self) -> Names:
        """Return what the vocabulary has learnt meanwhile: it only grows, and at the end."""
        speakers, names = self._vocabulary.speakers, self._vocabulary.speaker_names
        known_speakers, known_names = self._known
        self._known = len(speakers), len(names)
        return (
            dict(islice(speakers.items(), known_speakers, None)),
            dict(islice(names.items(), known_names, None)),
        )


def _finished(batch: Batch, future: Future[Ready | None] | None) -> tuple[Batch, Ready | None]:
    if future is None:
        return batch, None
    try:
        return batch, future.result()
    except BrokenExecutor:  # killed, perhaps for its memory: the writer does without
        return batch, None


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_given: list[tuple[Vocabulary, Packing]] = []
"""In the other process: what it was started with."""


def _start(vocabulary: Vocabulary, packing: Packing) -> None:
    # Ctrl-C reaches every process of a terminal; this one ends with the one that it works for.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    when_orphaned(partial(os._exit, 1))
    collect_less()
    _given.append((vocabulary, packing))


def _make(texts: Sequence[bytes], news: Names) -> Ready | None:
    [(vocabulary, packing)] = _given
    speakers, names = news
    vocabulary.speakers.update(speakers)
    vocabulary.speaker_names.update(names)
    return make_new_ready(texts, vocabulary, packing)
