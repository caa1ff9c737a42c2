"""Every change to all who listen: read once in each process, made into bytes once, fanned out."""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence

from app.caching.watch import Watch
from app.changes.queries import Change, ChangePage, Wanted, read_changes
from app.db.engine import Database, told_in_log
from app.head import read_tag
from app.logs import logger

BATCH = 200
"""How many changes are read at once."""


class Follower:
    """One listener's bounded queue. Cutting its `scope` ends it, wherever it waits."""

    __slots__ = ("_beat", "_changes", "_limit", "_position", "_ready", "scope", "wanted")

    def __init__(self, wanted: Wanted, position: int, scope: asyncio.Timeout, limit: int) -> None:
        self.wanted = wanted
        self.scope = scope
        self._position = position
        self._limit = limit
        self._changes: deque[Change] = deque()
        self._ready = asyncio.Event()
        self._beat: asyncio.TimerHandle | None = None

    def put(self, changes: Sequence[Change]) -> None:
        """Queue changes for it; one that lags too far behind is cut, and resumes from its last."""
        if changes[0].seq <= self._position:
            changes = [change for change in changes if change.seq > self._position]
        if len(self._changes) + len(changes) > self._limit:
            cut(self.scope)
        elif changes:
            self._changes.extend(changes)
            self._ready.set()

    async def take(self) -> list[Change]:
        """Return the changes that came since the last call, as soon as there is one.

        Nothing at a heartbeat.
        """
        await self._ready.wait()
        self._ready.clear()
        changes = list(self._changes)
        self._changes.clear()
        return changes

    def beat(self, seconds: float) -> None:
        """Begin a heartbeat: one timer for each follower, where one for each wait costs a third."""
        self._beat = asyncio.get_running_loop().call_later(seconds, self._on_beat, seconds)

    def rest(self) -> None:
        """End the heartbeat."""
        if self._beat is not None:
            self._beat.cancel()

    def _on_beat(self, seconds: float) -> None:
        self._ready.set()
        self.beat(seconds)


class Broadcaster:
    """Reads each new change once and hands it to every follower who wants it.

    It reads only while somebody follows, and holds no connection while it waits. `position` is
    the number up to which followers were given everything; None while nobody follows.
    """

    def __init__(self, record: Database, watch: Watch, queue: int) -> None:
        self._record = record
        self._watch = watch
        self._queue = queue
        self._followers: defaultdict[Wanted, set[Follower]] = defaultdict(set)
        self._reading: asyncio.Task[None] | None = None
        self.position: int | None = None
        self.stopping = False

    async def head(self) -> int:
        """Return the number of a committed change, mostly the last; free while somebody follows."""
        if self.position is not None:
            return self.position
        return (await self._record.fetch(read_tag)).seq

    async def read(self, position: int, limit: int, wanted: Wanted) -> ChangePage:
        """Return the changes after `position` that the record holds already."""
        return await self._record.fetch(read_changes, position, limit, wanted)

    async def wait(self, position: int, limit: int, wanted: Wanted, seconds: float) -> ChangePage:
        """Return the changes after `position`; where there is none, those that come in time."""
        page = await self.read(position, limit, wanted)
        try:
            async with asyncio.timeout(seconds) as scope:
                while not page.changes and not page.more:
                    follower = self.join(wanted, page.position, page.tag.seq, scope)
                    if follower is None:
                        page = await self.read(page.position, limit, wanted)
                        continue
                    try:
                        changes = await follower.take()
                    finally:
                        self.leave(follower)
                    more = len(changes) > limit
                    page = ChangePage(changes[:limit], changes[:limit][-1].seq, more, page.tag)
        except TimeoutError:
            pass
        return page

    def join(
        self, wanted: Wanted, position: int, head: int, scope: asyncio.Timeout
    ) -> Follower | None:
        """Return a follower from `position` on, or None when changes after it must be read first.

        `head` is the number of a committed change, `scope` what is cut when the follower must go.
        """
        if position < (head if self.position is None else self.position):
            return None
        if self.position is None:
            self.position = head
            self._reading = asyncio.create_task(self._keep_reading())
        follower = Follower(wanted, position, scope, self._queue)
        self._followers[wanted].add(follower)
        if self.stopping:
            cut(scope)
        return follower

    def leave(self, follower: Follower) -> None:
        """Forget a follower; after the last one nothing is read any more."""
        follower.rest()
        alike = self._followers[follower.wanted]
        alike.discard(follower)
        if not alike:
            del self._followers[follower.wanted]
        if not self._followers and self._reading is not None:
            self._reading.cancel()
            self._reading = self.position = None

    def stop(self) -> None:
        """End every stream and every wait, now and from now on."""
        self.stopping = True
        for alike in self._followers.values():
            for follower in alike:
                cut(follower.scope)

    @contextlib.asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Serve while the application runs."""
        self.stopping = False
        try:
            yield
        finally:
            self.stop()
            if self._reading is not None:
                self._reading.cancel()

    async def _keep_reading(self) -> None:
        while True:
            version = self._watch.version()
            try:
                after = self.position or 0
                page = await self._record.fetch(read_changes, after, BATCH, with_actors=True)
            except Exception as error:
                # Whatever it is, those who follow must not wait for ever on a reader that is gone.
                logger.error("cannot read the changes, trying again", **told_in_log(error))
                await self._watch.changed(None)
                continue
            self.position = page.position
            if page.changes:
                self._hand_out(page.changes)
            if not page.more:
                await self._watch.changed(version)

    def _hand_out(self, changes: list[Change]) -> None:
        for wanted, alike in self._followers.items():
            taken = [change for change in changes if wanted.takes(change)]
            if taken:
                for follower in alike:
                    follower.put(taken)


def cut(scope: asyncio.Timeout) -> None:
    """Let a timeout run out now."""
    with contextlib.suppress(RuntimeError):  # it has, or what it bounds is over
        scope.reschedule(asyncio.get_running_loop().time())
