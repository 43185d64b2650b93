"""The manners of the endpoint, beyond what the audit asks."""

import httpx2
import orjson
import pytest

RESPONSE_JSON = "application/graphql-response+json"


def code_of(response: httpx2.Response) -> str:
    return response.json()["errors"][0]["extensions"]["code"]


async def send(client: httpx2.AsyncClient, body: bytes | str, **headers: str) -> httpx2.Response:
    return await client.post("/graphql", content=body, headers={"content-type": "application/json", **headers})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"{ hello }"',
        b"[]",
        b'[{"query": "{ hello }"}]',
        b"{}",
        b'{"query": 7}',
        b'{"query": ""}',
        b'{"query": "{ hello }", "variables": []}',
        b'{"query": "{ hello }", "variables": "{}"}',
        b'{"query": "{ hello }", "extensions": 1}',
        b'{"query": "{ hello }", "operationName": 1}',
        b'{"query": "{ hello }", "operationName": "other"}',
        b'{"query": "query a { hello } query b { hello }"}',
        b'{"query": "fragment a on Query { hello }"}',
        b'{"query": "{ hello }", "variables": {"a": NaN}}',
        b'{"query": "{ hello }", "variables": {"a": 1e400}}',
        b'{"query": "{ hello }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ hello }", "variables": {"a": "\\u0000"}}',
        b'{"query": "{ hello }", "variables": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'\xff{"query": "{ hello }"}',
    ],
)
async def test_a_body_that_is_no_operation_is_a_bad_request(client: httpx2.AsyncClient, body: bytes) -> None:
    response = await send(client, body, accept=RESPONSE_JSON)
    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == f"{RESPONSE_JSON}; charset=utf-8"
    assert code_of(response) == "BAD_REQUEST"
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/graphql", "application/json; charset=gbk"],
)
async def test_other_content_types_are_told_what_to_send(client: httpx2.AsyncClient, content_type: str) -> None:
    response = await client.post("/graphql", content=b'{"query":"{ hello }"}', headers={"content-type": content_type})
    assert response.status_code == 415
    assert "application/json" in response.headers["accept"]


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        (f"{RESPONSE_JSON}, application/json;q=0.9", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.5, application/json", "application/json"),
        (f"{RESPONSE_JSON};charset=utf-8", RESPONSE_JSON),
    ],
)
async def test_the_answer_comes_in_the_preferred_form(client: httpx2.AsyncClient, accept: str, answered: str) -> None:
    response = await send(client, b'{"query": "{ hello }"}', accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="answer.json"'


async def test_a_form_that_we_cannot_give_is_not_acceptable(client: httpx2.AsyncClient) -> None:
    assert (await send(client, b'{"query": "{ hello }"}', accept="image/png")).status_code == 406


async def test_a_fault_of_the_request_is_400_in_the_new_form_and_200_in_the_old(client: httpx2.AsyncClient) -> None:
    for query in ("{ helo }", "{", "query ($n: Int!) { students(first: $n) { nodes { number } } }"):
        body = orjson.dumps({"query": query})
        assert (await send(client, body, accept=RESPONSE_JSON)).status_code == 400
        old = await send(client, body, accept="application/json")
        assert old.status_code == 200
        assert code_of(old) == "BAD_REQUEST"


async def test_mutations_are_not_answered_by_get(client: httpx2.AsyncClient) -> None:
    response = await client.get("/graphql", params={"query": 'mutation { greet(name: "a") }'})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_told_which_are_allowed(client: httpx2.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"


async def test_a_query_by_get_is_not_sent_twice(client: httpx2.AsyncClient) -> None:
    asked = {"query": "query a($n: Int!) { students(first: $n) { nodes { number } } }", "variables": '{"n": 2}'}
    first = await client.get("/graphql", params=asked)
    assert first.json() == {"data": {"students": {"nodes": [{"number": 0}, {"number": 1}]}}}
    assert first.headers["cache-control"] == "private, no-cache"
    again = await client.get("/graphql", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await client.head("/graphql", params=asked)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


async def test_what_is_posted_is_not_kept_and_may_set_cookies(client: httpx2.AsyncClient) -> None:
    response = await send(client, b'{"query": "mutation { greet(name: \\"a\\") }"}')
    client.cookies.clear()
    assert response.json() == {"data": {"greet": "hello a"}}
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["set-cookie"].startswith("greeted=yes")


async def test_a_subscription_is_followed_as_events(client: httpx2.AsyncClient) -> None:
    body = b'{"query": "subscription { count(to: 2) }"}'
    plain = await send(client, body)
    assert plain.status_code == 406
    assert "text/event-stream" in plain.text
    events = await send(client, body, accept="text/event-stream")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert events.text.split("\r\n\r\n")[:3] == [
        'event: next\r\ndata: {"data":{"count":0}}',
        'event: next\r\ndata: {"data":{"count":1}}',
        "event: complete\r\ndata: ",
    ]


async def test_a_subscription_that_is_wrong_is_told_as_an_event(client: httpx2.AsyncClient) -> None:
    for query in (
        "subscription { cuont }",
        "subscription {",
        "{ " + "a: hello " * 60 + "}",
        "query a { hello } query b { hello }",
    ):
        events = await send(client, orjson.dumps({"query": query}), accept="text/event-stream")
        assert '"code":"' in events.text, query
        assert events.text.endswith("event: complete\r\ndata: \r\n\r\n")


async def test_a_mutation_is_no_event_by_get(client: httpx2.AsyncClient) -> None:
    asked = {"query": 'mutation { greet(name: "a") }'}
    events = await client.get("/graphql", params=asked, headers={"accept": "text/event-stream"})
    assert '"code":"BAD_REQUEST"' in events.text


async def test_introspection_is_for_those_who_are_signed_in(
    client: httpx2.AsyncClient, member: httpx2.AsyncClient
) -> None:
    query = b'{"query": "{ a: __schema { types { name } } hello }"}'
    stranger = await send(client, query, accept=RESPONSE_JSON)
    assert (stranger.status_code, code_of(stranger)) == (401, "UNAUTHENTICATED")
    assert (await send(member, query)).json()["data"]["hello"] == "world"
    assert (await client.get("/schema.graphql")).status_code == 401
    text = await member.get("/schema.graphql")
    assert "type Query" in text.text
    again = await member.get("/schema.graphql", headers={"if-none-match": text.headers["etag"]})
    assert again.status_code == 304


async def test_strangers_are_not_told_what_the_schema_has_instead(
    client: httpx2.AsyncClient, member: httpx2.AsyncClient
) -> None:
    assert "Did you mean" not in (await send(client, b'{"query": "{ helo }"}')).text
    assert "Did you mean" in (await send(member, b'{"query": "{ helo }"}')).text


async def test_long_answers_are_compressed(client: httpx2.AsyncClient) -> None:
    response = await send(client, b'{"query": "{ students(first: 200) { nodes { number } } }"}')
    assert response.headers["content-encoding"] == "gzip"
    assert len(response.json()["data"]["students"]["nodes"]) == 200
