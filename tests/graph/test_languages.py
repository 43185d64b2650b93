"""R9.5: messages are in Chinese, or in English for people who ask for it; codes stay the same."""

import re

from core.errors import Refusal
from tests.campus import Campus

REFUSED = "mutation($b: ID!) { deleteBatch(input: {id: $b}) { userErrors { code message } } }"
CHINESE = re.compile(r"[一-鿿]")


async def told(campus: Campus, language: str | None, query: str, **variables: object) -> dict:
    headers = {"authorization": f"Bearer {campus.student_affairs.token}"}
    if language:
        headers["accept-language"] = language
    body = {"query": query, "variables": variables}
    return (await campus.client.post("/graphql", json=body, headers=headers)).json()


async def test_a_refusal_is_told_in_the_language_asked_for(campus: Campus) -> None:
    """R9.5."""
    [chinese] = (await told(campus, None, REFUSED, b=campus.batch))["data"]["deleteBatch"]["userErrors"]
    [english] = (await told(campus, "en-GB,en;q=0.9", REFUSED, b=campus.batch))["data"]["deleteBatch"]["userErrors"]
    assert chinese == {"code": "CONFLICT", "message": "开启过的批次不能删除"}
    assert english == {"code": "CONFLICT", "message": "A batch that has been opened can't be deleted"}


async def test_an_error_is_told_in_the_language_asked_for(campus: Campus) -> None:
    """R9.5: a broken query, and a right that one has not."""
    for query in ("{ nothing", "{ accounts { totalCount } }"):
        [chinese] = (await told(campus, "zh-CN", query))["errors"]
        [english] = (await told(campus, "en", query))["errors"]
        assert chinese["extensions"]["code"] == english["extensions"]["code"]
        assert CHINESE.search(chinese["message"])
        assert not CHINESE.search(english["message"])


def _family(refusal: type[Refusal]) -> list[type[Refusal]]:
    return [refusal, *(one for child in refusal.__subclasses__() for one in _family(child))]


def test_every_refusal_has_a_code_and_words_in_both_languages() -> None:
    """R9.5: and both name the same things."""
    for refusal in _family(Refusal):
        assert re.fullmatch(r"[A-Z_]+", refusal.code), refusal
        assert CHINESE.search(refusal.zh) or "{" in refusal.zh, refusal
        assert not CHINESE.search(refusal.en), refusal
