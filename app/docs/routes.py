"""/docs and the contract: Swagger UI from our own host, its files from a package, its page ours."""

import json
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from app.record.writer import etag_of
from app.web.answers import resource

router = APIRouter(include_in_schema=False)

_HERE = Path(__file__).parent
_SWAGGER = Path(str(files("fastapi_standalone_docs") / "static" / "swagger"))


@router.get("/docs")
async def get_page() -> FileResponse:
    """The page; no inline script or style, so a strict Content-Security-Policy holds."""
    return FileResponse(_HERE / "page.html", headers={"Cache-Control": "public, max-age=300"})


@router.get("/docs/start.js")
async def get_script() -> FileResponse:
    """The script that starts Swagger UI on the contract."""
    return FileResponse(_HERE / "start.js", headers={"Cache-Control": "public, max-age=300"})


@router.get("/openapi.json")
async def get_contract(request: Request) -> Response:
    """The contract; FastAPI's own route for it gives no ETag."""
    app: FastAPI = request.app
    body = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":"))
    return resource(body, etag_of(body))


def mount_assets(app: FastAPI) -> None:
    """Serve Swagger UI's own files beside the page."""
    app.mount("/docs/assets", StaticFiles(directory=_SWAGGER), name="swagger")
