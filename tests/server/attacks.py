"""Documents that others were brought down by. Run as a script, it prints what each costs us.

`python -m tests.server.attacks`
"""

import asyncio
import gc
import sys
import time
from collections.abc import Mapping
from typing import Any

from graphql import get_introspection_query

from tests.server.toy import toy_schema


def _fragments(count: int, times: int, last: str = "hello") -> str:
    """Each fragment spreads the next `times` times: times ** count fields."""
    chain = "".join(f"fragment f{n} on Query {{ {f'...f{n + 1} ' * times}}} " for n in range(count))
    return f"{{ ...f0 }} {chain}fragment f{count} on Query {{ {last} }}"


def _deep(levels: int, opening: str = "students { nodes { friends { nodes { ", closing: str = "} } } } ") -> str:
    return "{ " + opening * levels + "hello " + closing * levels + "}"


def _same(levels: int, times: int) -> str:
    """Fields of one name beside each other, and below each again."""
    inner = "number "
    for _ in range(levels):
        inner = f"friends {{ nodes {{ {inner}}} }} " * times
    return f"{{ students {{ nodes {{ {inner}}} }} }}"


INTROSPECTED = "{ __schema { types { " + "fields { type { " * 6 + "name " + "} } " * 6 + "} } }"

DOCUMENTS: dict[str, str | tuple[str, dict[str, Any]]] = {
    "alias flood": "{ " + " ".join(f"a{n}: hello" for n in range(600)) + " }",
    "alias flood of mutations": "mutation { " + " ".join(f'a{n}: greet(name: "{n}")' for n in range(40)) + " }",
    "directive overload": "{ hello " + "@a" * 900 + " }",
    "directives that exist": "{ hello " + "@include(if: true) " * 200 + " }",
    "fragment circle": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "fragment of itself": "{ ...a } fragment a on Query { hello ...a }",
    "nested fragments, tripled": _fragments(16, 3),
    "nested fragments, doubled": _fragments(25, 2),
    "empty inline fragments": _fragments(6, 4, "... { ... { ... { hello } } } " * 20),
    "long chain of fragments": _fragments(150, 1),
    "deep fields": _deep(40),
    "deep beyond the parser": _deep(400, "a { ", "} "),
    "deep list": "{ students(filter: {numbers: " + "[" * 900 + "]" * 900 + "}) { nodes { number } } }",
    "deep input object": "{ students(filter: " + "{inner: " * 300 + "{}" + "}" * 300 + ") { nodes { number } } }",
    "field duplication": "{ " + "hello " * 1900 + "}",
    "field duplication, allowed": "{ " + "hello " * 600 + "}",
    "same names, nested": _same(3, 5),
    "same names, wide": "{ " + "students { nodes { number } } " * 190 + "}",
    "same names in fragments": "{ "
    + " ".join(f"...f{n}" for n in range(30))
    + " }"
    + "".join(f" fragment f{n} on Query {{ students {{ nodes {{ number rank }} }} }}" for n in range(30)),
    "huge argument list": "{ students(" + " ".join(f"a{n}: {n}" for n in range(600)) + ") { nodes { number } } }",
    "huge list of numbers": "{ students(filter: {numbers: [" + "1 " * 1900 + "]}) { nodes { number } } }",
    "pages of pages": "{ students(first: 200) { nodes { friends(first: 200) { nodes { friends { nodes { number }}}}}}}",
    "pages of pages, by variables": (
        "query ($n: Int!) { students(first: $n) { nodes { friends(first: $n) { nodes { number rank } } } } }",
        {"n": 200},
    ),
    "endless page": "{ students(first: 2147483647) { nodes { number rank } } }",
    "introspection": get_introspection_query(),
    "introspection in circles": INTROSPECTED,
    "introspection, aliased": "{ " + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(49)) + "}",
    "long string": '{ students(filter: {name: "' + "x" * 900_000 + '"}) { nodes { number } } }',
    "long string, allowed": '{ students(filter: {name: "' + "x" * 49_000 + '"}) { nodes { number } } }',
    "block string": '{ students(filter: {name: """' + " x\n" * 16_000 + '"""}) { nodes { number } } }',
    "long name": "{ " + "x" * 49_000 + " }",
    "unknown names": "{ " + " ".join(f"helo{n}" for n in range(590)) + " }",
    "number beyond doubles": "{ students(first: 1e400) { nodes { number } } }",
    "number without end": "{ students(first: " + "9" * 40_000 + ") { nodes { number } } }",
    "number of 300 digits": "{ students(filter: {numbers: [" + "9" * 300 + "]}) { nodes { number } } }",
    "many operations": " ".join(f"query q{n} {{ hello }}" for n in range(300)),
    "many variables": "query (" + " ".join(f"$v{n}: Int" for n in range(450)) + ") { hello }",
    "variable default nests": "query ($f: Filter = " + "{inner: " * 190 + "{}" + "}" * 190 + ") { hello }",
    "comments": "{ hello }" + "#\n" * 20_000,
    "long comment": "{ hello }#" + "x" * 49_000,
    "commas": "{ hello " + "," * 49_000 + " }",
    "whitespace": "{ hello " + " \n" * 24_000 + " }",
    "many values": (
        "query ($f: Filter) { students(filter: $f) { nodes { number } } }",
        {"f": {"numbers": list(range(100_000))}},
    ),
    "deep values": (
        "query ($f: Filter) { students(filter: $f) { nodes { number } } }",
        {"f": __import__("functools").reduce(lambda inner, _: {"inner": inner}, range(900), {})},
    ),
}


def attack(name: str) -> tuple[str, Mapping[str, Any]]:
    document = DOCUMENTS[name]
    return document if isinstance(document, tuple) else (document, {})


async def main() -> None:
    schema = toy_schema()
    await schema.execute("{ hello }")
    for name in DOCUMENTS:
        query, variables = attack(name)
        gc.collect()
        started = time.process_time()
        result = await schema.execute(query, variable_values=dict(variables))
        spent = (time.process_time() - started) * 1000
        error = result.errors[0] if result.errors else None
        words = (error.extensions or {}).get("limit", error.message[:60]) if error else "answered"
        sys.stdout.write(f"{name:32} {len(query):7} bytes {spent:7.1f} ms  {words}\n")


if __name__ == "__main__":
    asyncio.run(main())
