"""A small schema for the edge alone: lists, a withheld field, a failing one, an upload, a subscription."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import strawberry
from starlette.requests import HTTPConnection
from strawberry.file_uploads import Upload
from strawberry.schema.config import StrawberryConfig

from core.errors import Forbidden, Invalid
from graph.server.engine.execution import Schema
from graph.server.errors import Unauthenticated, Unavailable, Withheld, language_of
from graph.server.uploads import UPLOAD

SECRET = "s3cret-13800138000"


@dataclass
class ToyViewer:
    account_id: int = 7
    session_id: int | None = 1


@dataclass
class ToyContext:
    """What the edge needs of a context."""

    request: HTTPConnection
    response: Any
    viewer: ToyViewer | None
    language: str
    request_id: str


async def toy_context(request: HTTPConnection, response: Any) -> ToyContext:
    signed_in = request.headers.get("authorization") == "Bearer toy" or request.cookies.get("zongce") == "toy"
    return ToyContext(
        request,
        response,
        ToyViewer() if signed_in else None,
        language_of(request.headers.get("accept-language")),
        request.state.request_id,
    )


Info = strawberry.Info[ToyContext, None]


def _rank(info: Info) -> int | None:
    raise Withheld("Student.rank")


def _broken() -> int | None:
    raise RuntimeError("broken")


@strawberry.type
class Student:
    number: int
    rank: int | None = strawberry.field(resolver=_rank)

    @strawberry.field
    def friends(self, first: int = 20) -> "Students":
        return Students(first=first)

    @strawberry.field
    def courses(self) -> list["Student"]:
        return []


@strawberry.type
class Faulty:
    value: int | None = strawberry.field(resolver=_broken)


@strawberry.type
class Students:
    first: strawberry.Private[int]

    @strawberry.field
    def nodes(self) -> list[Student]:
        return [Student(number=number) for number in range(self.first)]


@strawberry.input
class Filter:
    number: int | None = None
    name: str | None = None
    numbers: list[int] | None = None
    inner: "Filter | None" = None


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"

    @strawberry.field
    def students(self, first: int = 20, filter: Filter | None = None) -> Students:  # noqa: A002  # the argument's name
        return Students(first=first)

    @strawberry.field
    def fails(self, password: str = "") -> str | None:
        raise RuntimeError(f"no account with password {SECRET!r} and number 13800138000")

    @strawberry.field
    def faulty(self) -> list[Faulty]:
        return [Faulty() for _ in range(50)]

    @strawberry.field
    def forbidden(self) -> str | None:
        raise Forbidden("not yours")

    @strawberry.field
    def refused(self) -> str | None:
        raise Invalid("input.name", "名称不能为空", "The name can't be empty")

    @strawberry.field
    def me(self, info: Info) -> int | None:
        if info.context.viewer is None:
            raise Unauthenticated
        return info.context.viewer.account_id

    @strawberry.field
    def busy(self) -> str | None:
        raise Unavailable(retry_after=3)

    @strawberry.field
    def required(self) -> str:
        return None  # type: ignore[return-value]  # a fault of ours

    @strawberry.field
    def big(self) -> int:
        return 2**40


@strawberry.type
class Mutation:
    @strawberry.mutation
    def greet(self, info: Info, name: str) -> str:
        info.context.response.set_cookie("greeted", "yes")
        return f"hello {name}"

    @strawberry.mutation
    async def upload(self, file: Upload, note: str | None = None) -> int:
        return len(await file.read())


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def wait(self) -> AsyncIterator[int]:
        """Nothing ever happens."""
        await asyncio.Event().wait()
        yield 0


CONFIG = StrawberryConfig(scalar_map={Upload: UPLOAD})


def toy_schema() -> Schema:
    return Schema(Query, Mutation, Subscription, config=CONFIG)
