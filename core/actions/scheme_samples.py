"""样例学生: one student is reckoned by a draft, from what the viewer sees and from what is typed in (R11.8)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from core.access import MANAGE_SCHEMES, SEE_ITEM_SCORES
from core.acting import Act
from core.actions.schemes import around, place_of_college, read
from core.errors import Invalid, NotFound
from core.rules.schemes.given import Given, Item, Lack, facts_of, given_from, lacking, worth
from core.rules.schemes.reckoning import Reckoned, certain_level, reckon
from core.rules.schemes.sentences import figure
from core.rules.schemes.spelling import Spelling
from db.qualities import names_of
from db.queries.schemes import sampling
from db.schemes import Category, RatingItem, Scheme, bests_in

MOST_TYPED = 200
NUMBERS = ("amount", "points")
_NUMBER = re.compile(r"[+-]?\d{1,5}(\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Sample:
    """Holds whose data are taken, what is typed instead of them by the names of the inputs, and the items that stand
    for the student's own; without them, these count.
    """

    student_id: int | None
    values: Mapping[str, str]
    items: Sequence[Mapping[str, str | None]] | None


async def scheme_sample(act: Act, batch_id: int, college_id: int | None, text: str, sample: Sample) -> dict[str, Any]:
    """Reckons the sample by the text. It tells only what the viewer can read elsewhere, so the log does not tell of it.

    Raises:
        Refusals: every problem of the text.
        NotFound: the student does not take part in the college.
    """
    act.viewer.require_any(MANAGE_SCHEMES)
    batch = await act.batch(batch_id, path="batchId")
    chosen = await place_of_college(act, MANAGE_SCHEMES, batch_id, college_id)
    scheme = read(text, await around(act, batch, chosen))
    known, hidden = await _known(act, scheme, batch, chosen, sample.student_id)
    typed = {name: _number(name, value) for name, value in sample.values.items() if value.strip()}
    spelling = Spelling(scheme)
    items = known.items if sample.items is None else [_item(one, spelling) for one in sample.items[:MOST_TYPED]]
    bests = {one: Fraction(typed[label]) for one, label in _bests(scheme).items() if label in typed}
    own = {name: value for name, value in typed.items() if name in scheme.inputs}
    given = Given({**known.values, **own}, [one for one in items if one.category in scheme.inputs], bests)
    lacks = [*lacking(scheme, given), *(Lack(label) for one, label in _bests(scheme).items() if one not in bests)]
    reckoned = None if lacks else reckon(scheme, given)
    return {
        "values": [
            *(_value(name, given, typed, hidden) for name in scheme.inputs if name not in _categories(scheme)),
            *(_best(label, bests.get(one)) for one, label in _bests(scheme).items()),
        ],
        "categories": [SimpleNamespace(name=name, facts=facts_of(one)) for name, one in _categories(scheme).items()],
        "items": [_priced(scheme, one) for one in given.items],
        "lacks": [SimpleNamespace(name=one.name, item=one.item and one.item.item) for one in lacks],
        "scheme": scheme,
        "names": names_of(batch),
        "reckoned": reckoned,
        "qualities": [] if reckoned is None else list(_qualities(scheme, reckoned)),
    }


async def _known(
    act: Act, scheme: Scheme, batch: Any, college_id: int, student_id: int | None
) -> tuple[Given, Collection[str]]:
    """Returns what the viewer sees of a student's inputs, and the names of those that the viewer may not see (R5.7)."""
    if student_id is None:
        return Given({}), ()
    row = await sampling.of_student(act.db, scheme, batch, college_id, student_id)
    if row is None:
        raise NotFound("student", "studentId")
    given, sees_items = given_from(row), act.viewer.scope(SEE_ITEM_SCORES).reaches(row)
    hidden = {
        name
        for name, one in scheme.inputs.items()
        if (isinstance(one, RatingItem) and (row.of_few or not sees_items))
        or (one.source == "ratingScore" and row.of_few)
    }
    return Given({name: value for name, value in given.values.items() if name not in hidden}, given.items), hidden


def _categories(scheme: Scheme) -> dict[str, Category]:
    return {name: one for name, one in scheme.inputs.items() if isinstance(one, Category)}


def _bests(scheme: Scheme) -> dict[tuple[str, str], str]:
    """Calls the highest values of others, which are no student's own: they are typed in."""
    return {(name, of): f"{name}（{'班级' if of == 'class' else '年级'}最高）" for name, of in bests_in(scheme)}


def _best(label: str, value: Fraction | None) -> SimpleNamespace:
    text = None if value is None else figure(value)
    return SimpleNamespace(name=label, value=text, typed=value is not None, hidden=False)


def _qualities(scheme: Scheme, reckoned: Reckoned) -> Iterator[SimpleNamespace]:
    for code in scheme.qualities:
        yield SimpleNamespace(code=code, score=reckoned.score(code), level=certain_level(scheme, code, reckoned))


def _value(name: str, given: Given, typed: Collection[str], hidden: Collection[str]) -> SimpleNamespace:
    value = given.values.get(name)
    text = None if value is None else figure(Fraction(value))
    return SimpleNamespace(name=name, value=text, typed=name in typed, hidden=name in hidden and name not in typed)


def _priced(scheme: Scheme, item: Item) -> SimpleNamespace:
    found = worth(scheme.inputs[item.category], item)  # type: ignore[arg-type]  # categories alone
    facts = {name: getattr(item, name) for name in Item.__dataclass_fields__}
    numbers = {name: None if facts[name] is None else figure(Fraction(facts[name])) for name in NUMBERS}
    return SimpleNamespace(**{**facts, **numbers}, worth=None if found is None else figure(found))


def _item(typed: Mapping[str, str | None], spelling: Spelling) -> Item:
    words = {name: (value or "").strip() for name, value in typed.items() if name not in NUMBERS}
    facts: dict[str, Any] = spelling.of(words["category"], words)
    numbers: dict[str, Any] = {
        name: _number(name, value) for name in NUMBERS if (value := typed.get(name) or "").strip()
    }
    return Item(**facts, **numbers)


def _number(name: str, text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        zh = f"“{name}”的值“{text:.40}”应为数字，最多四位小数"
        raise Invalid("values", zh, f"“{text:.40}” of “{name}” has to be a number with at most four decimals")
    return Decimal(text.strip())
