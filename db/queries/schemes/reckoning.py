"""Computes every quality and level of a batch's students in one SELECT.

The relation `students` has the columns `student_id`, `class_id`, `grade_id` and one for each input that is no category,
named by `input_label`; a count is never NULL. `items` has `item_id`, `student_id`, `category`, `item`, `level`,
`award`, `role`, `kind`, `amount` and `points`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from db.queries.schemes.exact import Exact, number, rounded, together
from db.queries.schemes.items import Choice, choice_of, restricted, sums
from db.queries.schemes.levels import with_levels
from db.queries.schemes.nodes import Nodes
from db.schemes import COUNTED, Category, Column, HowMany, Items, Scheme, bests_in, order_of, within

KEYS = ("student_id", "class_id", "grade_id")


def input_label(scheme: Scheme, name: str) -> str:
    """Returns the column of an input; names of the scheme never become text of a statement."""
    return f"input_{list(scheme.inputs).index(name)}"


def reckoned(scheme: Scheme, students: FromClause, items: FromClause, *, bests: bool = False) -> Select[Any]:
    """Selects the keys of each student, `lacking`, and by quality `score_0`, `level_0`, …; if wanted, also the highest
    values that the scheme needs (`bests_in`), as `best_0`, …: texts “numerator/denominator”.

    Where something is lacking, the other values mean nothing (`core.rules.schemes.given.lacking`).
    """
    return _Reckoning(scheme, students, items).select(bests_in(scheme) if bests else [])


def lacks_of(
    scheme: Scheme, students: FromClause, items: FromClause, told: Mapping[str, Sequence[int]]
) -> list[ColumnElement[bool]]:
    """Lists the conditions under which something is lacking to a student, but for the inputs that are told of the
    student's class.
    """
    found: list[ColumnElement[bool]] = []
    categories = {name: one for name, one in scheme.inputs.items() if isinstance(one, Category)}
    for name, source in scheme.inputs.items():
        if isinstance(source, Category):
            continue
        lack = or_(literal(False), *_lacks(source, students.c[input_label(scheme, name)]))
        found.append(and_(lack, students.c.class_id.not_in(told[name])) if name in told else lack)
    if categories:
        added, _ = sums(categories, items, [])
        found.append(students.c.student_id.in_(select(added.c.student_id).where(added.c.unpriced)))
    return found


def _lacks(source: Any, column: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
    """Yields the conditions for a value that is outside its range, or missing without a stand-in."""
    if isinstance(source, Column):
        yield ~column.between(number(source.min), number(source.max))
    if source.missing is None and source.source not in COUNTED:
        yield column.is_(None)


class _Reckoning:
    """Adds columns layer by layer, so that a part that is used twice is computed once."""

    def __init__(self, scheme: Scheme, students: FromClause, items: FromClause) -> None:
        self.scheme = scheme
        self.known: dict[str, tuple[str, int]] = {}
        self.choices: dict[Choice, tuple[str, int]] = {}
        self.rows = self._inputs(students, items)

    def select(self, bests: Sequence[tuple[str, str]]) -> Select[Any]:
        for layer in order_of(self.scheme):
            self._add(layer)
        shown = {f"score_{place}": rounded(self.value(code)) for place, code in enumerate(self.scheme.qualities)}
        found = (func.concat(self.best(*one), f"/{self.value(one[0]).denominator}") for one in bests)
        told = {f"best_{place}": text for place, text in enumerate(found)}
        self.rows = _layer(self.rows, shown | told)
        return with_levels(self.scheme, self.rows, self.value, [*KEYS, "lacking", *told])

    def value(self, name: str) -> Exact:
        label, denominator = self.known[name]
        return Exact(self.rows.c[label], denominator)

    def best(self, name: str, of: str) -> ColumnElement[Any]:
        """Returns the numerator of the highest value in the class or the grade of those to whom nothing is lacking."""
        counted = case((~self.rows.c.lacking, self.value(name).numerator))
        group = self.rows.c.class_id if of == "class" else self.rows.c.grade_id
        return func.max(counted).over(partition_by=group)

    def _inputs(self, students: FromClause, items: FromClause) -> Subquery:
        """Joins the inputs of each student with what the items add up to."""
        columns: dict[str, ColumnElement[Any]] = {}
        lacks: list[ColumnElement[bool]] = []
        for name, source in self.scheme.inputs.items():
            if isinstance(source, Category):
                continue
            label = input_label(self.scheme, name)
            column: ColumnElement[Any] = students.c[label]
            lacks += _lacks(source, column)
            if source.missing is not None:
                column = func.coalesce(column, number(source.missing))
            columns[label] = column
            self.known[name] = (label, 1)
        categories = {name: one for name, one in self.scheme.inputs.items() if isinstance(one, Category)}
        joined: FromClause = students
        if categories:
            of_all: dict[Any, list[Choice]] = {}
            for choice in self._choices(categories):
                of_all.setdefault(choice.where, []).append(choice)
            for where, choices in of_all.items():
                added, values = sums(categories, restricted(items, choices[0]), choices)
                joined = joined.outerjoin(added, added.c.student_id == students.c.student_id)
                if not where:
                    lacks.append(func.coalesce(added.c.unpriced, False))
                for choice, value in zip(choices, values, strict=True):
                    label = f"choice_{len(self.choices)}"
                    columns[label] = value.numerator
                    self.choices[choice] = (label, value.denominator)
            self.known |= {name: self.choices[choice_of(name)] for name in categories}
        columns["lacking"] = func.coalesce(or_(*lacks), False) if lacks else literal(False)
        keys = (students.c[name] for name in KEYS)
        query = select(*keys, *(value.label(label) for label, value in columns.items())).select_from(joined)
        return query.offset(literal_column("0")).subquery("inputs")

    def _choices(self, categories: Mapping[str, Category]) -> list[Choice]:
        """Lists every different choice of items: of whole categories, and of nodes."""
        roots = [*self.scheme.parts.values(), *(rule.score for rule in self.scheme.qualities.values())]
        nodes = [node for root in roots for _, node in within(root) if isinstance(node, Items | HowMany)]
        return list(dict.fromkeys([*map(choice_of, categories), *map(choice_of, nodes)]))

    def _add(self, layer: list[str]) -> None:
        """Adds a layer of parts and qualities, none of which needs another one of them."""
        chosen = {choice: Exact(self.rows.c[label], den) for choice, (label, den) in self.choices.items()}
        nodes = Nodes(self.value, chosen, self.best)
        columns = {}
        for name in layer:
            rule = self.scheme.qualities.get(name)
            value = self._jointly(name, nodes.node(rule.score if rule else self.scheme.parts[name]))
            label = f"name_{len(self.known)}"
            columns[label] = value.numerator
            self.known[name] = (label, value.denominator)
        self.rows = _layer(self.rows, columns)

    def _jointly(self, name: str, value: Exact) -> Exact:
        """Leaves of a part what its joint cap leaves after the parts before it."""
        for joint in self.scheme.joint_caps:
            if name in joint.of:
                before = [self.value(one) for one in joint.of[: joint.of.index(name)]]
                room = together([Exact(number(joint.cap)), *before], _less)
                return together([value, room], func.least)
        return value


def _less(cap: ColumnElement[Any], *before: ColumnElement[Any]) -> ColumnElement[Any]:
    for one in before:
        cap = cap - one
    return cap


def _layer(rows: Subquery, columns: Mapping[str, ColumnElement[Any]]) -> Subquery:
    """Adds columns; the offset keeps PostgreSQL from writing their expressions wherever they are used."""
    query = select(*rows.c, *(value.label(label) for label, value in columns.items()))
    return query.offset(literal_column("0")).subquery()
