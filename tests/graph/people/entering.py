"""Ways in, as clients use them."""

from datetime import timedelta
from typing import Any

import httpx2

from core.identity.passwords import hashed
from tests.campus import NOBODY, TODAY, Answer, Campus, Person
from tests.waiting import connected

PASSWORD = "Tall-Ships-2019"
SIGN_IN = """
mutation($username: String!, $password: String!, $wantToken: Boolean = true) {
  signIn(input: {username: $username, password: $password, wantToken: $wantToken}) {
    token expiresAt viewer { username name } userErrors { code message path } } }
"""
ACTIVATE = """
mutation($username: String!, $code: String!, $password: String!) {
  activateAccount(input: {username: $username, code: $code, password: $password}) {
    activated userErrors { code message path } } }
"""
CODES = """
mutation($accounts: [ID!], $college: ID, $class: ID) {
  issueActivationCodes(input: {accountIds: $accounts, collegeId: $college, classId: $class}) {
    codes { code expiresAt account { id username name activated } } userErrors { code path } } }
"""
TOKEN = """
mutation($name: String!, $until: Date!, $readOnly: Boolean = true) {
  createAccessToken(input: {name: $name, expiresOn: $until, readOnly: $readOnly}) {
    token accessToken { id name readOnly expiresAt } userErrors { code path } } }
"""
WHO = "{ viewer { username } }"


async def give_password(campus: Campus, person: Person, password: str = PASSWORD) -> None:
    await campus.execute(
        "update account set password_hash = :hash where username = :username",
        hash=await hashed(password),
        username=person.username,
    )


async def account_id(campus: Campus, person: Person) -> str:
    return str((await campus.rows("select id from account where username = :name", name=person.username))[0].id)


async def sign_in(campus: Campus, username: str, password: str = PASSWORD, **variables: Any) -> dict[str, Any]:
    answer = await campus.ask(NOBODY, SIGN_IN, username=username, password=password, **variables)
    assert not answer.errors, answer.errors
    payload: dict[str, Any] = answer.data["signIn"]
    return payload


async def hold_off(campus: Campus) -> None:
    """Lengthens the delay that failures have brought, if any: of one second a busy machine would see nothing."""
    await campus.execute("update sign_in_throttle set blocked_until = blocked_until + interval '10 minutes'")


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def ask_with(campus: Campus, token: str, query: str, **variables: Any) -> Answer:
    """Ask by a token that the person was given."""
    headers = {"authorization": f"Bearer {token}"}
    response = await campus.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    return Answer(response.status_code, response.json(), response.headers)


async def is_refused(campus: Campus, token: str) -> bool:
    """Tells whether the token opens nothing, whatever is asked by it."""
    answer = await ask_with(campus, token, WHO)
    return (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def new_token(campus: Campus, **wanted: object) -> dict[str, Any]:
    """Creates a token of 张甲, by a session of 张甲."""
    variables = {"name": "报表", "until": (TODAY + timedelta(days=30)).isoformat(), **wanted}
    answer = await campus.ask(campus.jia, TOKEN, **variables)
    assert not answer.errors, answer.errors
    payload: dict[str, Any] = answer.data["createAccessToken"]
    return payload


def browser(campus: Campus) -> httpx2.AsyncClient:
    """A client that keeps cookies of its own, and names the page's origin as browsers do."""
    base = str(campus.client.base_url)
    return connected(base, headers={"origin": base.rstrip("/")})


async def activation_code(campus: Campus, person: Person) -> str:
    answer = await campus.ask(campus.super_admin, CODES, accounts=[await account_id(campus, person)])
    code: str = answer.data["issueActivationCodes"]["codes"][0]["code"]
    return code
