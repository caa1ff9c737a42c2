"""Hears that this process is to end: told to stop, or left by the one that started it."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on the event loop when this process is told to stop, beside who else hears it.

    The lifespan's end comes too late to close streams: a server ends it after its connections,
    and those wait for the streams. The handler that the server set is called all the same.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals are the main thread's: whoever runs an application in another ends it otherwise.
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def hear(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    ours = {number: handler for number, handler in before.items() if callable(handler)}
    for number in ours:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)


def when_orphaned(end: Callable[[], object]) -> None:
    """Call `end`, on a thread, when the process that started this one is gone, if one did."""
    from multiprocessing import parent_process  # loaded already where one did

    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        end()

    threading.Thread(target=wait, daemon=True).start()
