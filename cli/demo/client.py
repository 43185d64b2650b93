"""This client talks to the API as any program would: one signed-in person, GraphQL over HTTP."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from cli.telling import Failed

SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { token userErrors { message } } }"
ACTIVATE = "mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { message } } }"
OPERATION = "query($id: ID!) { operation(id: $id) { id status outcome userErrors { message } } }"
PAUSE_SECONDS = 0.5


class Client:
    """Acts for one person, or for nobody yet. A refusal of the API ends the demo with the API's message."""

    def __init__(self, http: httpx2.AsyncClient, token: str | None = None) -> None:
        self.http = http
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    async def signed_in(self, username: str, password: str) -> "Client":
        credentials = {"username": username, "password": password, "wantToken": True}
        return Client(self.http, (await self.ask(SIGN_IN, input=credentials))["token"])

    async def activate(self, username: str, code: str, password: str) -> None:
        await self.ask(ACTIVATE, input={"username": username, "code": code, "password": password})

    async def ask(self, document: str, **variables: Any) -> Any:
        """Sends the document and returns the answer of its only field."""
        return await self._answered(headers=self.headers, json={"query": document, "variables": variables})

    async def finished(self, payload: Any) -> Any:
        """Waits for an operation and returns its outcome; the payload asks for `operation { id status outcome }`."""
        operation = payload["operation"]
        while operation["status"] in ("QUEUED", "RUNNING"):
            await asyncio.sleep(PAUSE_SECONDS)
            operation = await self.ask(OPERATION, id=operation["id"])
        if operation["status"] != "SUCCEEDED":
            raise Failed("任务没有完成", f"the operation is {operation['status']}")
        return operation["outcome"]

    async def upload(self, document: str, file: Path, path: str, **variables: Any) -> Any:
        """Sends a file at the place that `path` names, as the GraphQL multipart request spec says."""
        parts: dict[str, Any] = {
            "operations": (None, json.dumps({"query": document, "variables": variables})),
            "map": (None, json.dumps({"0": [path]})),
            "0": (file.name, await asyncio.to_thread(file.read_bytes)),
        }
        headers = {**self.headers, "graphql-preflight": "1"}
        return await self._answered(headers=headers, files=parts)

    async def _answered(self, **request: Any) -> Any:
        """Sends a request, and repeats it while the server is too busy to begin: nothing of it was done."""
        while True:
            response = await self.http.post("/graphql", **request)
            if not _is_too_busy(response):
                return _answer(response)
            await asyncio.sleep(float(response.headers.get("retry-after", PAUSE_SECONDS)))


def _is_too_busy(response: httpx2.Response) -> bool:
    """Tells whether the server was too busy to begin; a request that may have been executed does not count."""
    if response.status_code != 503:
        return False
    return not any("outcome" in error["extensions"] for error in response.json()["errors"])


def _answer(response: httpx2.Response) -> Any:
    body = response.json()
    if body.get("errors"):
        words = "; ".join(error["message"] for error in body["errors"])
        raise Failed(f"接口拒绝：{words}", "the API refused")
    (answer,) = body["data"].values()
    if isinstance(answer, Mapping) and answer.get("userErrors"):
        words = "; ".join(error["message"] for error in answer["userErrors"])
        raise Failed(f"接口拒绝：{words}", "the API refused")
    return answer
