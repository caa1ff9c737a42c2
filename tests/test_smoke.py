from starlette.testclient import TestClient


def test_day_and_date_are_one_update(client: TestClient) -> None:
    by_day, by_date = client.get("/v1/updates/325"), client.get("/v1/updates/2023-01-14")
    assert by_day.status_code == 200
    assert by_day.content == by_date.content
