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
from statistics import quantiles

import orjson

from bench.ground import Ground, standing
from bench.lists import MY_YEAR
from bench.overload import STUDENTS, Crowd, crowd, p99
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


async def measure(ground: Ground, port: int, args: argparse.Namespace) -> bool:
    password_hash = await hashed(PASSWORD)
    names = [row.username for row in await ground.rows(
        "select username from account where student_id is not null order by hashint8(id) limit :many", many=args.people
    )]  # fmt: skip
    await run(ground.database, "delete from sign_in_throttle; update account set password_hash = null")
    await run(ground.database, f"update account set password_hash = '{password_hash}' where student_id is not null")
    body = orjson.dumps({"query": MY_YEAR, "variables": {"batch": str(ground.batch)}})
    pages = [request("/graphql", body, row.token) for row in await ground.rows(STUDENTS, batch=ground.batch)]
    await crowd(port, pages, args.pages, 3)
    quiet = await crowd(port, pages, args.pages, AFTER / 2)
    others = asyncio.create_task(crowd(port, pages, args.pages, AFTER))
    began = time.perf_counter()
    attempts = [(name, PASSWORD, SECONDS * at / args.people) for at, name in enumerate(names)]
    guessed = [(names[at % len(names)], "Wrong-Ships", SECONDS * at / args.guesses) for at in range(args.guesses)]
    outcomes = await asyncio.gather(*(sign_in(port, *one) for one in attempts + guessed))
    seconds = time.perf_counter() - began
    _report(outcomes[: args.people], outcomes[args.people :], seconds, quiet, await others)
    return all(outcome == "signed in" for outcome, _ in outcomes[: args.people])


def _report(
    right: list[tuple[str, float]], wrong: list[tuple[str, float]], seconds: float, quiet: Crowd, pages: Crowd
) -> None:
    waited = quantiles((seconds_each for _, seconds_each in right), n=100)
    print(f"right passwords   {dict(Counter(outcome for outcome, _ in right))}")
    print(f"                  p50 {waited[49]:.1f} s   p99 {waited[98]:.1f} s   all after {seconds:.1f} s")
    if wrong:
        print(f"wrong ones        {dict(Counter(outcome for outcome, _ in wrong))}")
    print(f"others' pages     p99 {p99(pages.latencies):.0f} ms   (quiet: {p99(quiet.latencies):.0f} ms; goal: 1,000)")
    others = f"{len(pages.refusals)} refused, others {dict(pages.others)}"
    print(f"                  {len(pages.latencies)} answered, {others}")


async def main(server_url: str, args: argparse.Namespace) -> bool:
    async with standing(server_url, SIZES["small"], 1, keep=args.keep) as ground:
        await ground.served.kill()
        async with Served(ground.url, settings={}) as served:
            return await measure(ground, served.port, args)


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
