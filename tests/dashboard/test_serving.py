"""The dashboard's files: which page, which coding, and an API without one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.dashboard import routes
from app.dashboard.files import File, load_dashboard


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder such as the build leaves."""
    (tmp_path / "assets").mkdir()
    for name, text in {
        "en.html": "<html lang=en>",
        "id.html": "<html lang=id>",
        "assets/index-abc.js": "start()",
        "assets/index-abc.js.br": "smaller",
        "assets/index-abc.js.gz": "small",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def serve(
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    make_client: Callable[..., TestClient],
    tmp_path: Path,
) -> Callable[[bool], TestClient]:
    """An application with a dashboard or without one; no test here asks the record."""

    def start(with_dashboard: bool) -> TestClient:
        folder = built if with_dashboard else tmp_path / "nothing"
        monkeypatch.setattr(routes, "load_dashboard", lambda: load_dashboard(folder))
        return make_client(f"sqlite:///{tmp_path / 'record.db'}")

    return start


@pytest.mark.parametrize(
    "address", ["/", "/325", "/2023-01-14", "/quotes/325-q1", "/plots", "/?q=soledar"]
)
def test_every_view_has_an_address(serve: Callable[[bool], TestClient], address: str) -> None:
    answer = serve(True).get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize("address", ["/v1/nope", "/v1/", "/assets/x.js"])
def test_other_addresses_stay_problems(serve: Callable[[bool], TestClient], address: str) -> None:
    answer = serve(True).get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


NO_DAYS = ["/0", "/0325", "/-1", "/+5", "/2023-02-30", "/2023-1-14", "/0000-00-00", "/2913851"]

NOWHERE = [
    *("/nope", "/325x", "/Latest", "/2023-02", "/latest/1", "/0/", "/325/", "/days/325"),
    *("/quotes", "/quotes/325", "/quotes/325-q", "/plots/", "/v1"),
]

BROWSERS = [
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "text/html",
    "application/json;q=0.5, TEXT/HTML;q=0.1",
    "text/html;charset=utf-8;q=0.9",
]

PROGRAMS = ["", "*/*", "application/json", "application/json, text/html;q=0", "text/*"]


@pytest.mark.parametrize("address", [*NO_DAYS, *NOWHERE])
@pytest.mark.parametrize("accept", BROWSERS)
def test_a_browser_that_names_no_day_gets_a_page_that_says_so(
    serve: Callable[[bool], TestClient], address: str, accept: str
) -> None:
    answer = serve(True).get(f"{address}?lang=id", headers={"Accept": accept})
    assert (answer.status_code, answer.text) == (404, "<html lang=id>")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "/v1/updates" not in answer.headers["link"]


@pytest.mark.parametrize("address", [*NO_DAYS, *NOWHERE, "/latest"])
@pytest.mark.parametrize("accept", PROGRAMS)
def test_a_program_that_names_no_day_gets_the_problem(
    serve: Callable[[bool], TestClient], address: str, accept: str
) -> None:
    answer = serve(True).get(address, headers={"Accept": accept}, follow_redirects=False)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_dashboard_no_day_stays_a_problem(serve: Callable[[bool], TestClient]) -> None:
    for address in (*NO_DAYS, *NOWHERE, "/latest"):
        answer = serve(False).get(address, headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("asked", "target"), [("", "/"), ("?lang=id", "/?lang=id")])
def test_a_browser_that_asks_for_the_latest_is_led_to_it(
    serve: Callable[[bool], TestClient], asked: str, target: str
) -> None:
    client = serve(True)
    headers = {"Accept": BROWSERS[0]}
    answer = client.get(f"/latest{asked}", headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, target)
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(f"/latest{asked}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "asked", "language"),
    [
        ("id", "", "id"),
        ("id-ID,id;q=0.9,en;q=0.5", "", "id"),
        ("uk,en;q=0.4,id;q=0.5", "", "id"),
        ("id;q=0,en", "", "en"),
        ("uk", "", "en"),
        ("", "", "en"),
        ("en", "?lang=id", "id"),
        ("id", "?lang=xx", "id"),
    ],
)
def test_the_page_speaks_the_readers_language(
    serve: Callable[[bool], TestClient], accepted: str, asked: str, language: str
) -> None:
    answer = serve(True).get(f"/325{asked}", headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == language
    assert answer.text == f"<html lang={language}>"


def test_the_page_says_what_its_script_will_ask_for(
    serve: Callable[[bool], TestClient],
) -> None:
    link = serve(True).get("/325").headers["link"]
    assert "</v1/stats/daily>; rel=preload; as=fetch; crossorigin" in link
    assert "</v1/updates/325>; rel=preload; as=fetch; crossorigin" in link


def test_assets_are_kept_for_good(serve: Callable[[bool], TestClient]) -> None:
    answer = serve(True).get("/assets/index-abc.js", headers={"Accept-Encoding": "identity"})
    assert answer.text == "start()"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]


def test_without_a_dashboard_the_api_starts_and_says_so(
    serve: Callable[[bool], TestClient],
) -> None:
    client = serve(False)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "dashboard was not built" in answer.text
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("br;q=oops", "identity"),
        ("", "identity"),
    ],
)
def test_the_smallest_form_that_is_taken_is_sent(accepted: str, coding: str) -> None:
    bodies = {"identity": b"plain", "br": b"br", "gzip": b"gz"}
    assert File("text/css", bodies).best(accepted) == (coding, bodies[coding])


def test_a_folder_without_a_page_is_no_dashboard(tmp_path: Path) -> None:
    assert load_dashboard(tmp_path) is None
