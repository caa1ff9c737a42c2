"""Wires the application together; nothing happens until create_app is called."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from app import __version__
from app.actors.routes import router as actors
from app.caching import ResponseCache
from app.changes.broadcast import Broadcaster
from app.changes.routes import router as changes
from app.contract import DESCRIPTION, TAGS, publish_contract
from app.coverage.routes import router as coverage
from app.db import open_database
from app.docs.routes import mount_assets
from app.docs.routes import router as docs
from app.events.routes import router as events
from app.feed.routes import router as feed
from app.health import router as health
from app.logs import configure_logs
from app.middleware import BodyLimit, ErrorBoundary, OpenEnd, OpenReads, RequestId
from app.problems import add_handlers
from app.quotes.routes import router as quotes
from app.settings import Settings
from app.sources.routes import router as sources
from app.speakers.routes import router as speakers
from app.stats.routes import router as stats
from app.stopping import on_stop
from app.updates.routes import router as updates
from app.watch import watch

ROUTERS = (
    updates,
    events,
    quotes,
    actors,
    speakers,
    sources,
    coverage,
    stats,
    changes,
    feed,
    health,
    docs,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application over the record that the settings name."""
    settings = settings or Settings()
    configure_logs(settings.log_format)
    database = open_database(settings)
    watching = watch(database, settings)
    broadcaster = Broadcaster(database, watching, settings.stream_queue)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with watching.run(), broadcaster.run():
            with on_stop(broadcaster.stop):
                yield
        database.close()

    app = FastAPI(
        title="Daybook",
        version=__version__,
        summary="The record of the Russia-Ukraine war, day by day",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.database = database
    app.state.settings = settings
    app.state.broadcaster = broadcaster
    for router in ROUTERS:
        app.include_router(router)
    mount_assets(app)
    add_handlers(app)
    publish_contract(app)
    # The last added is the outermost.
    app.add_middleware(ErrorBoundary)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_bytes)
    app.add_middleware(ResponseCache, watch=watching, capacity_bytes=settings.cache_bytes)
    app.add_middleware(OpenReads)
    app.add_middleware(RequestId, log_requests=settings.access_log)
    app.add_middleware(OpenEnd)
    return app
