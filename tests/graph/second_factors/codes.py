"""Second factors as clients set them up and give them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.identity.one_time_codes import code_at
from tests.campus import NOBODY, Answer, Campus, Person
from tests.graph.people.entering import PASSWORD, ask_with, give_password

SIGN_IN = """
mutation($username: String!, $password: String!) {
  signIn(input: {username: $username, password: $password, wantToken: true}) {
    token step viewer { username } userErrors { code } } }
"""
STEP = "{ signInStep }"
VERIFY = """mutation($code: String!) { verifySecondFactor(input: {code: $code}) {
  token viewer { username } userErrors { code message } } }"""
SET_UP = """mutation($code: String! = "") { setUpSecondFactor(input: {code: $code}) {
  secret address userErrors { code } } }"""
CONFIRM = """mutation($code: String!) { confirmSecondFactor(input: {code: $code}) {
  recoveryCodes token viewer { username } userErrors { code } } }"""
RENEW = (
    """mutation($code: String!) { renewRecoveryCodes(input: {code: $code}) { recoveryCodes userErrors { code } } }"""
)
REMOVE = """mutation($code: String!) { removeSecondFactor(input: {code: $code}) { removed userErrors { code } } }"""
MINE = "{ viewer { secondFactor { activeAt demanded recoveryCodesLeft } } }"


async def enter(campus: Campus, person: Person, password: str = PASSWORD) -> dict[str, Any]:
    """The first step: the password."""
    answer = await campus.ask(NOBODY, SIGN_IN, username=person.username, password=password)
    assert not answer.errors, answer.errors
    payload: dict[str, Any] = answer.data["signIn"]
    return payload


async def act(campus: Campus, token: str, mutation: str, **variables: Any) -> dict[str, Any]:
    answer = await ask_with(campus, token, mutation, **variables)
    assert not answer.errors, answer.errors
    [payload] = answer.data.values()
    found: dict[str, Any] = payload
    return found


def now_code(secret: str, *, steps: int = 0) -> str:
    """Returns what the app shows now, or some half minutes later."""
    return code_at(secret, datetime.now(UTC) + timedelta(seconds=30 * steps))


async def forget_steps(campus: Campus) -> None:
    """Lets the present code be given again, as if the clock had gone on."""
    await campus.execute("update second_factor set last_step = 0")


async def with_factor(campus: Campus, person: Person) -> tuple[str, str, list[str]]:
    """Somebody who has signed in and set up a factor: the session's token, the secret, and the recovery codes."""
    await give_password(campus, person)
    token = (await enter(campus, person))["token"]
    secret = (await act(campus, token, SET_UP))["secret"]
    confirmed = await act(campus, token, CONFIRM, code=now_code(secret))
    assert confirmed["userErrors"] == []
    await forget_steps(campus)
    return confirmed["token"] or token, secret, confirmed["recoveryCodes"]


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def opens(campus: Campus, token: str) -> bool:
    """Tells whether the token opens the account."""
    answer: Answer = await ask_with(campus, token, "{ viewer { username } }")
    return answer.status == 200 and answer.data["viewer"] is not None
