"""What every answer of this API keeps to: problems, HEAD, tags, links, CORS, limits and ids."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.web.problems import Problem
from tests.builtin import Json
from tests.editing import Editor

Make = Callable[..., TestClient]

PROBLEMS: dict[str, tuple[str, str, dict[str, str], int]] = {
    "unknown address": ("GET", "/v1/nothing", {}, 404),
    "a day not held": ("GET", "/v1/updates/400", {}, 404),
    "an unknown name": ("GET", "/v1/actors/atlantis", {}, 404),
    "an unknown quote": ("GET", "/v1/quotes/325-q99", {}, 404),
    "a wrong day": ("GET", "/v1/updates/2023-02-30", {}, 422),
    "an unknown parameter": ("GET", "/v1/updates?page=2", {}, 422),
    "a method not taken": ("POST", "/v1/updates/325", {}, 405),
    "a method never heard of": ("BREW", "/v1/updates/325", {}, 405),
    "no key": ("PUT", "/v1/updates/325", {}, 401),
    "a wrong key": ("PUT", "/v1/updates/325", {"Authorization": "Bearer dbk_x_y"}, 401),
    "too large a body": ("PUT", "/v1/updates/325", {"Content-Length": "999999999"}, 413),
    "a length that is none": ("PUT", "/v1/updates/325", {"Content-Length": "-5"}, 413),
}


def headers_of(answer: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.parametrize("case", PROBLEMS)
def test_every_refusal_is_a_problem_that_any_page_may_read(reader: TestClient, case: str) -> None:
    method, path, headers, status = PROBLEMS[case]
    answer = reader.request(method, path, headers={**headers, "X-Request-ID": f"r-{status}"})
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert headers_of(answer)["content-type"] == "application/problem+json"
    assert set(problem) <= set(Problem.model_json_schema(mode="serialization")["properties"])
    assert problem["status"] == status
    assert problem["type"].startswith("urn:daybook:problem:")
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == path.partition("?")[0]
    assert problem["request_id"] == answer.headers["x-request-id"] == f"r-{status}"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_failure_is_a_500_that_tells_nothing_of_the_database(
    make_client: Make, record: Database, record_url: str
) -> None:
    running = make_client(record_url)
    with record.write() as connection:  # a stored text that nobody can read
        connection.execute(text("UPDATE events SET body = 'no json' WHERE day = 325"))
    answer = running.get("/v1/events?date=325&fields=id")
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "*"
    problem = answer.json()
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "json" not in problem["detail"].lower()
    assert "Traceback" not in answer.text


def test_a_record_that_is_away_is_a_503_that_says_when_to_come_back(
    make_client: Make, engine: str, tmp_path: Any
) -> None:
    url = {
        "sqlite": f"sqlite:///{tmp_path}/no/folder/record.db",
        "postgresql": "postgresql://nobody:secret@127.0.0.1:9/nothing?connect_timeout=2",
    }[engine]
    running = make_client(url)
    for path in ("/v1/updates", "/v1/quotes?actor=belarus", "/readyz"):
        answer = running.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), answer.text
        assert answer.json()["type"] == "urn:daybook:problem:database-unavailable"
        assert "secret" not in answer.text
    assert running.get("/healthz").status_code == 200


def test_a_database_that_is_not_migrated_is_not_ready(make_client: Make, record: Database) -> None:
    with record.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    url = record.writer.url.render_as_string(hide_password=False)
    answer = make_client(url).get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json()["detail"]


def test_probes_say_what_they_know_and_are_never_kept(reader: TestClient) -> None:
    assert reader.get("/healthz").json()["status"] == "alive"
    assert reader.get("/readyz").json()["status"] == "ready"
    for path in ("/healthz", "/readyz"):
        assert reader.get(path).headers["cache-control"] == "no-store"


GETS = [
    "/v1/updates/325",
    "/v1/updates/latest",
    "/v1/updates?limit=3",
    "/v1/events/325-e5",
    "/v1/events?limit=3",
    "/v1/quotes/325-q1",
    "/v1/quotes?limit=3",
    "/v1/quotes?format=csv",
    "/v1/actors",
    "/v1/actors/belarus",
    "/v1/speakers",
    "/v1/speakers/Zelenskiy",
    "/v1/sources",
    "/v1/coverage",
    "/v1/stats/daily",
    "/v1/stats/actors",
    "/v1/stats/speakers",
    "/v1/stats/co-mentions",
    "/v1/search?q=soledar",
    "/openapi.json",
]


@pytest.mark.parametrize("path", GETS)
def test_head_tells_what_get_tells_without_a_body(reader: TestClient, path: str) -> None:
    whole, head = reader.get(path), reader.head(path)
    assert (head.status_code, head.content) == (200, b"")
    differing = {"x-request-id", "date"}
    ours = {name: value for name, value in headers_of(whole).items() if name not in differing}
    assert {n: v for n, v in headers_of(head).items() if n not in differing} == ours


@pytest.mark.parametrize("path", GETS)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_answer_that_the_client_has_is_not_sent_again(
    reader: TestClient, path: str, form: str
) -> None:
    plain = {"Accept-Encoding": "identity"}
    first = reader.get(path, headers=plain)
    etag = first.headers["etag"]
    again = reader.get(path, headers={**plain, "If-None-Match": form.format(etag)})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "access-control-allow-origin"):
        assert again.headers[name] == first.headers[name]
    assert again.headers.get("vary", "").lower() == first.headers.get("vary", "").lower()
    assert again.headers["x-request-id"]


@pytest.mark.parametrize("given", ['"other"', "", "nonsense", '"', "W/", ",,,", '""', "\xff"])
def test_a_tag_that_is_not_ours_gets_the_whole_answer(reader: TestClient, given: str) -> None:
    headers = [(b"If-None-Match", given.encode("latin-1"))]
    answer = reader.get("/v1/updates/325", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["day"] == 325


def test_a_change_changes_the_tags_of_what_it_touches(keeper: Editor) -> None:
    client = keeper.client
    before = {path: client.get(path).headers["etag"] for path in GETS[:-1]}
    document = client.get("/v1/updates/325").json()
    changed = {**document, "headline": "Another headline of the same day"}
    assert keeper.put(changed, before["/v1/updates/325"]).status_code == 200
    after = {path: client.get(path).headers["etag"] for path in before}
    kept = {path for path in before if before[path] == after[path]}
    assert kept == {"/v1/updates/latest", "/v1/events/325-e5", "/v1/quotes/325-q1"}


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_an_answer_comes_in_the_coding_that_was_asked_for(reader: TestClient, coding: str) -> None:
    plain = reader.get("/v1/updates/325", headers={"Accept-Encoding": "identity"})
    coded = reader.get("/v1/updates/325", headers={"Accept-Encoding": coding})
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == coding
    assert coded.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "accept-encoding" in coded.headers["vary"].lower()
    # A cache freshens what it holds by the tag of the 304: it must be the coded answer's own.
    asked = {"Accept-Encoding": coding, "If-None-Match": coded.headers["etag"]}
    assert reader.get("/v1/updates/325", headers=asked).headers["etag"] == coded.headers["etag"]
    assert int(coded.headers["content-length"]) < int(plain.headers["content-length"])


def test_a_list_names_its_next_page_in_a_link_too(reader: TestClient) -> None:
    page = reader.get("/v1/quotes?speaker=Zelenskiy&from=312&to=340&limit=5")
    assert page.links["next"]["url"] == page.json()["next"]
    last = reader.get("/v1/quotes?date=325")
    assert last.json()["next"] is None
    assert "next" not in last.links


def test_a_page_of_another_site_may_ask_and_read_what_it_needs(reader: TestClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}
    allowed = reader.options("/v1/updates/325", headers=headers)
    assert (allowed.status_code, allowed.content) == (204, b"")
    assert "PUT" in allowed.headers["access-control-allow-methods"]
    assert "If-Match" in allowed.headers["access-control-allow-headers"]
    read = reader.get("/v1/updates/325", headers={"Origin": "https://example.org"})
    exposed = read.headers["access-control-expose-headers"]
    for name in ("ETag", "Link", "Content-Location", "X-Request-ID", "Retry-After"):
        assert name in exposed
    assert "access-control-allow-credentials" not in read.headers


@pytest.mark.parametrize("given", ["a b", "x" * 65, "né", "a/b", ""])
def test_a_request_id_that_could_harm_a_log_is_replaced(reader: TestClient, given: str) -> None:
    answer = reader.get("/v1/updates/325", headers=[(b"X-Request-ID", given.encode("latin-1"))])
    assert answer.headers["x-request-id"] not in ("", given)


def test_a_streamed_body_over_the_limit_is_refused_without_being_read(
    make_client: Make, record_url: str
) -> None:
    running = make_client(record_url, body_limit_bytes=2_000)
    sent = []

    def body() -> Any:
        for _ in range(1_000):
            sent.append(1)
            yield b"x" * 1_000

    headers = {"Content-Type": "application/json"}
    answer = running.put("/v1/updates/325", content=body(), headers=headers)
    # Without a key nothing is read at all; what must not happen is that all of it is.
    assert answer.status_code in (401, 413)
    declared = running.put("/v1/updates/325", content=b"x" * 3_000, headers=headers)
    assert declared.status_code == 413
    assert "2000 bytes" in declared.json()["detail"]


def test_pages_run_no_code_but_our_own(reader: TestClient) -> None:
    for path in ("/docs", "/"):
        policy = reader.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_an_answer_is_the_same_without_the_memory_of_answers(
    make_client: Make, record_url: str
) -> None:
    with_memory, without = make_client(record_url), make_client(record_url, cache_bytes=0)
    for path in [*GETS, "/v1/updates/400", "/v1/quotes/random?date=325&actor=russia"]:
        for _ in range(2):
            one, other = with_memory.get(path), without.get(path)
            assert (one.status_code, _named(one)) == (other.status_code, _named(other))


def _named(answer: Any) -> Json | bytes:
    if answer.headers["content-type"] != "application/problem+json":
        content: bytes = answer.content
        return content
    problem: Json = json.loads(answer.content)
    return {name: value for name, value in problem.items() if name != "request_id"}


def test_nothing_happens_until_the_application_is_asked(tmp_path: Any) -> None:
    create_app(Settings(database_url=f"sqlite:///{tmp_path}/record.db"))
    assert list(tmp_path.iterdir()) == []


EXAMPLES = {
    "/v1/updates/": "325",
    "/v1/events/": "325-e1",
    "/v1/quotes/": "325-q1",
    "/v1/actors/": "belarus",
    "/v1/speakers/": "vladimir-putin",
}


def test_no_address_passes_over_a_parameter(keeper: Editor) -> None:
    before = keeper.client.get("/v1/changes").json()
    asked = []
    for path, methods in keeper.client.get("/openapi.json").json()["paths"].items():
        if path.startswith("/v1/"):
            [name, *_] = [*(name for at, name in EXAMPLES.items() if path.startswith(at)), ""]
            address = path.replace("{ref}", name).replace("{id}", name).replace("{n}", "1")
            asked += [(method.upper(), address) for method in methods]
    assert {method for method, _ in asked} == {"GET", "PUT", "PATCH", "DELETE", "POST"}
    for method, address in asked:
        answer = keeper.send(method, f"{address}?dry_run=true")
        assert answer.status_code == 422, (method, address)
        told = [each["detail"] for each in answer.json()["errors"] if each["name"] == "dry_run"]
        assert told == ["is not a parameter of this address: remove it or correct its name"]
    assert keeper.client.get("/v1/changes").json() == before
