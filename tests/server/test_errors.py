"""Every error leaves with a code, in the person's language, without our insides; a withheld field is reported once."""

import httpx2
import pytest
from structlog.testing import capture_logs

from graph.server.errors import language_of
from tests.server.toy import SECRET


async def ask(client: httpx2.AsyncClient, query: str, **headers: str) -> dict:
    return (await client.post("/graphql", json={"query": query}, headers=headers)).json()


async def test_a_thousand_withheld_values_are_one_error_with_their_number(client: httpx2.AsyncClient) -> None:
    query = "{ students(first: 1000) { nodes { number rank again: rank } } }"
    with capture_logs() as logs:
        answer = await ask(client, query)
    assert answer["data"]["students"]["nodes"][999] == {"number": 999, "rank": None, "again": None}
    (error,) = answer["errors"]
    assert error["message"] == "无权查看此项"
    assert error["path"] == ["students", "nodes", 0, "rank"]
    assert error["extensions"] == {"code": "FORBIDDEN", "coordinate": "Student.rank", "withheld": 2000}
    assert not [line for line in logs if line["log_level"] == "error"]


async def test_what_was_withheld_from_one_is_not_counted_for_the_next(client: httpx2.AsyncClient) -> None:
    for _ in range(2):
        answer = await ask(client, "{ students(first: 3) { nodes { rank } } }")
        assert answer["errors"][0]["extensions"]["withheld"] == 3


@pytest.mark.parametrize(
    ("query", "code", "zh", "en"),
    [
        ("{ forbidden }", "FORBIDDEN", "无权进行此操作", "You have no right to do this"),
        ("{ refused }", "BAD_REQUEST", "名称不能为空", "The name can't be empty"),
        ("{ me }", "UNAUTHENTICATED", "请先登录", "Sign in first"),
        ("{ helo }", "BAD_REQUEST", "请求有误：Cannot query field", "Cannot query field 'helo'"),
        ("{ " + "hello " * 700 + "}", "LIMIT_EXCEEDED", "查询过大", "The query is too large"),
    ],
)
async def test_errors_speak_chinese_or_english(
    client: httpx2.AsyncClient, query: str, code: str, zh: str, en: str
) -> None:
    for language, words in (("zh-CN,zh;q=0.9,en;q=0.8", zh), ("en-GB,en;q=0.9,zh;q=0.1", en)):
        answer = await ask(client, query, **{"accept-language": language})
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == code
        assert error["message"].startswith(words)


@pytest.mark.parametrize("query", ['{ hello fails(password: "hunter2") }', "{ big }", "{ required }"])
async def test_what_went_wrong_within_is_masked_and_logged_under_the_id(client: httpx2.AsyncClient, query: str) -> None:
    with capture_logs() as logs:
        answer = await ask(client, query, **{"x-request-id": "campus-0001"})
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "campus-0001"}
    assert error["message"] == "服务器内部错误，请联系管理员并提供编号 campus-0001"
    (unexpected,) = [line for line in logs if line["event"] == "unexpected"]
    assert unexpected["request_id"] == "campus-0001"
    assert unexpected["frames"]
    told = str(logs) + str(answer)
    assert "hunter2" not in told
    assert SECRET not in told
    assert "13800138000" not in told


async def test_the_same_fault_in_many_rows_is_logged_once(client: httpx2.AsyncClient) -> None:
    with capture_logs() as logs:
        answer = await ask(client, "{ faulty { value } }")
    assert len(answer["errors"]) == 50
    assert len([line for line in logs if line["event"] == "unexpected"]) == 1


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.5", "en"),
        ("fr, en;q=0.3", "en"),
        ("en;q=0.3, zh;q=0.4", "zh"),
        ("zh;q=nonsense, en", "en"),
        ("ENGLISH", "zh"),
        ("en;q=0", "zh"),
    ],
)
def test_chinese_unless_english_is_preferred(header: str | None, language: str) -> None:
    assert language_of(header) == language


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_what_can_not_be_done_just_now_is_503_and_says_when_to_come_back(
    client: httpx2.AsyncClient, accept: str
) -> None:
    """Never half an answer, whatever was accepted: a proxy, a program and a page all know what 503 means."""
    answer = await client.post("/graphql", json={"query": "{ hello busy }"}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert answer.headers["content-type"].startswith(accept)
    assert answer.json() == {
        "errors": [{"message": "暂时无法处理，请稍后重试", "extensions": {"code": "UNAVAILABLE", "retryAfter": 3}}]
    }
