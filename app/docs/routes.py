"""/docs: Swagger UI from our own host; its files come from a package, its page is ours."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

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


def mount_assets(app: FastAPI) -> None:
    """Serve Swagger UI's own files beside the page."""
    app.mount("/docs/assets", StaticFiles(directory=_SWAGGER), name="swagger")
