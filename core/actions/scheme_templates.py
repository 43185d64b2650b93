"""下载方案数据的模板: it is made from the scheme in force (R11.3)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from core.access import COMPUTE_COMPREHENSIVE
from core.acting import Act
from core.actions.scheme_input_faults import columns_of
from core.actions.scheme_inputs import place, words_of
from core.errors import Invalid, NothingToImport
from core.rules.schemes.pricing import allowed, needed
from core.workbooks.scheme_inputs import FACTS
from core.workbooks.scheme_templates import Bounds, Words, item_template, value_template
from db.queries.schemes import importing
from db.schemes import Category, Column, Open, Scheme


async def scheme_template(
    act: Act, batch_id: int, college_id: int | None, *, items: bool
) -> tuple[str, Callable[[], bytes]]:
    """Returns the template's file name, and the function that writes it in a workbook process.

    Raises:
        Invalid: the scheme has no such inputs.
        NothingToImport: the viewer has nobody to import them for.
    """
    batch, college, scheme = await place(act, batch_id, college_id)
    words = words_of(scheme, items=items)
    mine = act.viewer.scope(COMPUTE_COMPREHENSIVE)
    students = [(one.number, one.name) for one in await importing.participants(act.db, batch_id, college, mine)]
    if not words:
        zh, en = "现行方案没有这种数据，不需要导入", "The scheme in force has no such inputs to import"
        raise Invalid("input.kind", zh, en)
    if not students:
        raise NothingToImport("input.batchId")
    if items:
        return f"{batch.name} 方案项目导入模板.xlsx", _of_items(_categories(scheme))
    columns = dict(columns_of(scheme))
    bounds = [Bounds(heading, one.min, one.max) for heading, one in columns.items()]
    notes = [_about(heading, one) for heading, one in columns.items()]
    return f"{batch.name} 方案数据导入模板.xlsx", partial(value_template, students, bounds, notes)


def _about(heading: str, column: Column) -> str:
    missing = "缺少时不能计算" if column.missing is None else f"缺少时按 {column.missing} 计"
    return f"{heading}：{column.min} 至 {column.max}；{missing}。"


def _categories(scheme: Scheme) -> dict[str, Category]:
    return {name: one for name, one in scheme.inputs.items() if isinstance(one, Category)}


def _of_items(categories: Mapping[str, Category]) -> Callable[[], bytes]:
    facts = [fact for fact in FACTS if any(fact in needed(one) for one in categories.values())]
    words = [Words("category", list(categories), only=True), *_words(categories, facts)]
    notes = [_about_category(name, one) for name, one in categories.items()]
    return partial(item_template, facts, words, notes)


def _words(categories: Mapping[str, Category], facts: Sequence[str]) -> Iterator[Words]:
    """Yields the words of each fact that some category has a list of, all categories together."""
    lists = [allowed(one) for one in categories.values()]
    for fact in facts:
        words = dict.fromkeys(word for each in lists for word in each.get(fact, ()))
        if words:
            yield Words(fact, list(words), only=all(fact in each for each in lists))


def _about_category(name: str, category: Category) -> str:
    lists = allowed(category)
    told = [f"{FACTS[fact]}（{'、'.join(lists[fact])}）" if fact in lists else FACTS[fact] for fact in needed(category)]
    if isinstance(category.points, Open):
        told[-1] += f"（{category.points.min} 至 {category.points.max}）"
    return f"{name}：请填写{'、'.join(told) or '项目'}。"
