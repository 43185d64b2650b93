"""The API is asked for acts: one or several at once, and also while its database is cut off."""

import asyncio
from contextlib import suppress
from copy import deepcopy
from typing import Any

from sqlalchemy.exc import DBAPIError

from tests.campus import Campus, Person
from tests.soak.acts import Act
from tests.soak.people import NEWCOMERS
from tests.soak.year import Year
from tests.story.acts import MUTATIONS
from tests.waiting import until

CUT_OFF = """select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  and state <> 'idle'"""
UNDER_WAY = "select 1 from operation where finished_at is null"
UNKNOWN = {"UNAVAILABLE", "OPERATION_INTERRUPTED"}
"""Refused in this way, an act may have been done."""


async def asked(campus: Campus, year: Year, *acts: Act) -> list[list[str]]:
    """All at once; of each, the codes with which it was refused."""
    await _meet(campus)
    forms = [(act, await act.form(campus, year)) for act in acts]
    return list(await asyncio.gather(*(_sent(campus, year, act, form) for act, form in forms)))


async def _meet(campus: Campus) -> None:
    """People whom the roster has brought have ids."""
    for number, name, id_ in await campus.rows("select number, name, id from student where number >= '20190900'"):
        key = next(key for key, who in NEWCOMERS.items() if who[0] == number)
        campus.people[key] = Person(number, name, id_)


async def _sent(campus: Campus, year: Year, act: Act, form: dict[str, Any]) -> list[str]:
    kind = MUTATIONS.fields[act.mutation].args["input"].type
    query = f"mutation($input: {kind}) {{ done: {act.mutation}(input: $input) {{ userErrors {{ code }} }} }}"
    person, file = campus.people[act.person(year)], act.file(campus, year)
    if file is None:
        answer = await campus.ask(person, query, input=form)
    else:
        place = "variables.input.files.0" if "files" in form else "variables.input.file"
        answer = await campus.upload(person, query, {place: (act.file_name, file)}, input=form)
    done = (answer.data or {}).get("done") or {"userErrors": []}
    return sorted({*answer.codes, *(error["code"] for error in done["userErrors"])})


async def asks_the_same(campus: Campus, year: Year, first: Act, then: Act) -> bool:
    """Whether the second act is the same request after the first as before it."""
    after = deepcopy(year)
    if not (first.makes_sense(year) and then.makes_sense(year)):
        return False
    first.play(after)
    if not then.makes_sense(after) or then.person(after) != then.person(year):
        return False
    return await then.form(campus, after) == await then.form(campus, year) and (
        then.file(campus, after) == then.file(campus, year)
    )


async def cut_off(campus: Campus, year: Year, act: Act, moments: list[int]) -> list[str]:
    """Every connection that does something ends, after so many hundredths of a second, and again."""
    sent = asyncio.create_task(asked(campus, year, act))
    for moment in moments:
        await asyncio.sleep(moment / 100)
        await campus.rows(CUT_OFF)
    [answer] = await sent

    async def rests() -> bool:
        with suppress(DBAPIError):
            return not await campus.rows(UNDER_WAY)
        return False

    await until(rests)
    return answer
