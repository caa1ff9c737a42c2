"""Wires the application together; nothing happens until create_app is called."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app import __version__
from app.actors.history_routes import router as actor_history
from app.actors.routes import router as actors
from app.actors.write_routes import router as actor_writes
from app.auth import WrongKeys
from app.caching.layer import ResponseCache
from app.caching.protocol import STATE
from app.caching.watch import watch
from app.changes.broadcast import Broadcaster
from app.changes.routes import router as changes
from app.contract import DESCRIPTION, TAGS, publish_contract
from app.coverage.routes import router as coverage
from app.dashboard.routes import serve_dashboard
from app.db.engine import open_database
from app.docs.routes import mount_assets
from app.docs.routes import router as docs
from app.events.routes import router as events
from app.feed.routes import router as feed
from app.health import router as health
from app.imports.routes import router as imports
from app.logs import configure_logs
from app.quotes.routes import router as quotes
from app.search.routes import router as search
from app.settings import Settings
from app.sources.routes import router as sources
from app.speakers.history_routes import router as speaker_history
from app.speakers.routes import router as speakers
from app.speakers.write_routes import router as speaker_writes
from app.stats.routes import router as stats
from app.stopping import on_stop
from app.updates.history_routes import router as history
from app.updates.routes import router as updates
from app.updates.write_routes import router as update_writes
from app.web.direct import Direct
from app.web.middleware import AccessLog, BodyLimit, ErrorBoundary, OpenEnd, OpenReads, RequestId
from app.web.problems import add_handlers

READS = (
    updates,
    history,
    events,
    quotes,
    search,
    actors,
    actor_history,
    speakers,
    speaker_history,
    sources,
    coverage,
    stats,
    changes,
    feed,
    health,
    docs,
)
WRITES = (update_writes, actor_writes, speaker_writes, imports)


class Daybook(FastAPI):
    """FastAPI behind the response cache and plain reads: its shell costs twice a kept answer."""

    front: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await self.front(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as FastAPI does, nothing kept."""
        await super().__call__(scope, receive, send)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application over the record that the settings name."""
    settings = settings or Settings()
    configure_logs(settings.log_format)
    database = open_database(settings)
    watching = watch(database, settings)
    broadcaster = Broadcaster(database, watching, settings.stream_queue)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, ResponseCache]]:
        async with watching.run(), broadcaster.run():
            with on_stop(broadcaster.stop):
                # Who logs or counts requests must see those answered from memory too.
                is_watched = settings.access_log or settings.metrics
                yield {} if is_watched else {STATE: cache}
        await database.close_points()
        database.close()

    app = Daybook(
        title="Daybook",
        version=__version__,
        summary="The record of the Russia-Ukraine war, day by day",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.database = database
    app.state.settings = settings
    app.state.watch = watching
    app.state.broadcaster = broadcaster
    app.state.wrong_keys = WrongKeys(settings.wrong_keys_per_minute)
    for router in (*READS, *WRITES):
        app.include_router(router)
    mount_assets(app)
    serve_dashboard(app)
    add_handlers(app)
    publish_contract(app)
    # What goes the framework's way; the last added is the outermost.
    app.add_middleware(ErrorBoundary)
    app.add_middleware(
        BodyLimit,
        limit_bytes=settings.body_limit_bytes,
        limits={"/v1/imports": settings.import_limit_bytes},
    )
    # Plain reads never enter it.
    direct = Direct(app.answer, routes=[route for router in READS for route in router.routes])
    answers = RequestId(OpenReads(ErrorBoundary(direct)))
    cache = ResponseCache(answers, watching, settings.cache_bytes, database.texts)
    app.state.cache = cache
    front: ASGIApp = AccessLog(cache) if settings.access_log else cache
    if settings.metrics:
        from app.web.metrics import Metrics  # only who counts requests loads what counts them

        front = Metrics(front, app)
    app.front = OpenEnd(front)
    return app
