"""Lets a whole college sign in within a second, from one address, while everybody else goes on (R9.1).

    python -m bench.sign_in_evening [--people 300] [--guesses 0] [--pages 20] [--keep]

Nobody of them has signed in from there before. Meanwhile others request their own year, so many a second; with
`--guesses` somebody at the same address tries so many wrong passwords in that second.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import quantiles

import orjson

from bench.crowd import Crowd, crowd
from bench.ground import Ground, standing
from bench.overload import p99, pages_of
from bench.servers import database_server
from bench.university import SIZES, run
from core.identity.passwords import hashed
from tests.evening.server import Served
from tests.evening.wire import Connection, request

PASSWORD = "Tall-Ships-2019"  # of the generated university
SIGN_IN = """mutation($username: String!, $password: String!) {
  signIn(input: {username: $username, password: $password, wantToken: true}) { token userErrors { code } } }"""
SECONDS = 1.0
AFTER = 15.0
"""Pages are requested for so many seconds, so that they go on while sign-ins wait."""


async def sign_in(port: int, username: str, password: str, after: float) -> tuple[str, float]:
    """Returns the outcome of a sign-in, and its duration."""
    await asyncio.sleep(after)
    began = time.perf_counter()
    connection = await Connection.open(port)
    variables = {"username": username, "password": password}
    status, body = await connection.ask(request("/graphql", orjson.dumps({"query": SIGN_IN, "variables": variables})))
    connection.drop()
    answer = orjson.loads(body)
    if status != 200 or "errors" in answer:
        return f"{status} {answer['errors'][0]['extensions']['code']}", time.perf_counter() - began
    refused = answer["data"]["signIn"]["userErrors"]
    return (refused[0]["code"] if refused else "signed in"), time.perf_counter() - began


@dataclass(frozen=True)
class Rush:
    """Holds the outcomes of the sign-ins, and of others' pages before and meanwhile."""

    right: list[tuple[str, float]]
    wrong: list[tuple[str, float]]
    seconds: float
    quiet: Crowd
    pages: Crowd

    @property
    def everybody(self) -> bool:
        return all(outcome == "signed in" for outcome, _ in self.right)


async def rush(ground: Ground, port: int, people: int = 300, guesses: int = 0, rate: float = 20) -> Rush:
    """Lets so many people sign in within a second, while others request so many pages a second."""
    password_hash = await hashed(PASSWORD)
    names = [row.username for row in await ground.rows(
        "select username from account where student_id is not null order by hashint8(id) limit :many", many=people
    )]  # fmt: skip
    await run(ground.database, "delete from sign_in_throttle; update account set password_hash = null")
    await run(ground.database, f"update account set password_hash = '{password_hash}' where student_id is not null")
    pages = await pages_of(ground)
    await crowd(port, pages, rate, 3)
    quiet = await crowd(port, pages, rate, AFTER / 2)
    others = asyncio.create_task(crowd(port, pages, rate, AFTER))
    began = time.perf_counter()
    attempts = [(name, PASSWORD, SECONDS * at / people) for at, name in enumerate(names)]
    guessed = [(names[at % len(names)], "Wrong-Ships", SECONDS * at / guesses) for at in range(guesses)]
    outcomes = await asyncio.gather(*(sign_in(port, *one) for one in attempts + guessed))
    seconds = time.perf_counter() - began
    return Rush(outcomes[:people], outcomes[people:], seconds, quiet, await others)


def _report(came: Rush) -> None:
    waited = quantiles((seconds for _, seconds in came.right), n=100)
    print(f"right passwords   {dict(Counter(outcome for outcome, _ in came.right))}")
    print(f"                  p50 {waited[49]:.1f} s   p99 {waited[98]:.1f} s   all after {came.seconds:.1f} s")
    if came.wrong:
        print(f"wrong ones        {dict(Counter(outcome for outcome, _ in came.wrong))}")
    pages = came.pages
    print(f"others' pages     p99 {p99(pages.latencies):.0f} ms   (quiet: {p99(came.quiet.latencies):.0f} ms)")
    others = f"{len(pages.refusals)} refused, others {dict(pages.others)}"
    print(f"                  {len(pages.latencies)} answered, {others}")


async def main(server_url: str, args: argparse.Namespace) -> bool:
    async with standing(server_url, SIZES["small"], 1, keep=args.keep) as ground:
        await ground.served.kill()
        async with Served(ground.url, settings={}) as served:
            came = await rush(ground, served.port, args.people, args.guesses, args.pages)
            _report(came)
            return came.everybody


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Everybody signs in at once")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--guesses", type=int, default=0)
    parser.add_argument("--pages", type=float, default=20, help="requests a second by others")
    parser.add_argument("--keep", action="store_true", help="keep the university for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = options()
    with database_server(keep=chosen.keep) as url:
        everybody = asyncio.run(main(url, chosen))
    sys.exit(not everybody)
