"""/: the dashboard's page at each of its addresses, and its assets."""

from fastapi import APIRouter, FastAPI, HTTPException, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.caching.encodings import weights
from app.dashboard.files import Dashboard, File, load_dashboard
from app.lists.filters import parse_day

router = APIRouter(include_in_schema=False)

_PAGE_CACHE = "public, no-cache"
_ASSET_CACHE = "public, max-age=31536000, immutable"
"""An asset's name has the hash of its content: it never changes."""

_NOT_BUILT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Daybook</title>
<h1>Daybook</h1>
<p>The API is running. Its dashboard was not built: installing the package again, with the npm
registry in reach, builds it.</p>
<ul>
<li><a href="/v1/updates/latest">/v1/updates/latest</a>: the newest day</li>
<li><a href="/docs">/docs</a>: all addresses</li>
</ul>
</html>
"""


class _Matched(Convertor[str]):
    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _DayRef(_Matched):
    """Whatever somebody may type who means a day; not all of it names one."""

    regex = r"latest|[+-]?[0-9]{1,20}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"


class _QuoteRef(_Matched):
    regex = r"[1-9][0-9]*-q[1-9][0-9]{0,3}"


# A pattern of the path itself: what it does not match stays an address that does not exist.
register_url_convertor("dayref", _DayRef())
register_url_convertor("quoteref", _QuoteRef())


def serve_dashboard(app: FastAPI) -> None:
    """Read the built dashboard, if there is one, and serve it.

    Also where the server has no address at all, outside the API's: to people, not to programs.
    """
    dashboard = app.state.dashboard = load_dashboard()
    refuse = app.router.default

    async def answer_nowhere(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive) if scope["type"] == "http" else None
        if dashboard and request and _is_of_people(request):
            await _send_page(request, dashboard, 404)(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    app.router.default = answer_nowhere
    app.include_router(router)


@router.get("/")
@router.get("/plots")
@router.get("/{day:dayref}")
@router.get("/quotes/{quote:quoteref}")
async def get_page(request: Request) -> Response:
    """The page is one and the same; its script reads the address.

    Where no day is named people get a page too, and programs the problem.
    """
    dashboard: Dashboard | None = request.app.state.dashboard
    day = request.path_params.get("day")
    status = 200 if day is None or _is_day(day) else 404
    if status == 404 and (dashboard is None or not _takes_pages(request)):
        raise HTTPException(404)
    if day == "latest":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{query}", headers={"Cache-Control": "no-store"})
    if dashboard is None:
        return HTMLResponse(_NOT_BUILT, headers={"Cache-Control": "no-store"})
    return _send_page(request, dashboard, status)


@router.get("/assets/{name}")
async def get_asset(request: Request, name: str) -> Response:
    """A script, style or picture of the dashboard."""
    dashboard: Dashboard | None = request.app.state.dashboard
    asset = dashboard.assets.get(name) if dashboard else None
    if asset is None:
        raise HTTPException(404)
    return _send(request, asset, {"Cache-Control": _ASSET_CACHE, "Vary": "Accept-Encoding"})


def _is_day(ref: str) -> bool:
    try:
        parse_day(ref)
    except ValueError:
        return False
    return True


def _takes_pages(request: Request) -> bool:
    """Tell a browser from a program: it names HTML, and not only anything."""
    return weights(request.headers.get("accept", "")).get("text/html", 0.0) > 0


def _is_of_people(request: Request) -> bool:
    api = request.url.path.startswith("/v1/")
    return request.method in ("GET", "HEAD") and not api and _takes_pages(request)


def _send_page(request: Request, dashboard: Dashboard, status: int) -> Response:
    asked = request.query_params.get("lang")
    language, page = dashboard.page(asked, request.headers.get("accept-language", ""))
    headers = {
        "Cache-Control": _PAGE_CACHE,
        "Content-Language": language,
        "Vary": "Accept-Encoding, Accept-Language",
        "Link": _preloads(request),
    }
    if status == 404:
        headers["Cache-Control"] = "no-store"  # to a program the same address answers otherwise
    return _send(request, page, headers, status)


def _send(request: Request, file: File, headers: dict[str, str], status: int = 200) -> Response:
    coding, body = file.best(request.headers.get("accept-encoding", ""))
    if coding != "identity":
        headers = {**headers, "Content-Encoding": coding}
    return Response(body, status, media_type=file.media_type, headers=headers)


def _preloads(request: Request) -> str:
    """Return links to what the script will ask for first: the browser need not wait for it."""
    colour = request.query_params.get("colour")
    wanted = ["/v1/stats/daily?by=actor" if colour == "actor" else "/v1/stats/daily"]
    if "day" in request.path_params:
        day = request.path_params["day"]
        if day.isdigit() and _is_day(day):
            wanted.append(f"/v1/updates/{day}")
    elif "quote" in request.path_params:
        wanted.append(f"/v1/quotes/{request.path_params['quote']}")
    elif request.url.path == "/" and not request.url.query:
        wanted.append("/v1/updates/latest")
    return ", ".join(f"<{url}>; rel=preload; as=fetch; crossorigin" for url in wanted)
