"""The distributions of each college of each batch as the API tells them, all in one request (R8.8)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.campus import Campus, Person
from tests.graph.reporting.connection import plain

BANDS = "{ bands { lowest below people } }"
ASKED = {
    "academic_distribution": ("academicDistribution", BANDS),
    "rating_distribution": ("ratingDistribution", BANDS),
    "comprehensive_distribution": ("comprehensiveDistribution", BANDS),
    "level_distribution": ("levelDistribution", "{ counts { quality { code name } level people } }"),
    "rating_days": ("ratingDays", "{ days { day submitted soFar } }"),
}
BY_COLLEGE = {
    **dict.fromkeys(list(ASKED)[:3], ("lowest", "below", "people")),
    "level_distribution": ("quality", "quality_name", "level", "people"),
    "rating_days": ("day", "submitted", "submitted_so_far"),
}
"""The views that count people, with the columns beside batch and college."""


async def counted_by_the_api(campus: Campus, person: Person) -> dict[str, list[tuple[str, ...]]]:
    colleges = {str(id_): code for id_, code in await campus.rows("select id, code from college")}
    batches = [str(id_) for (id_,) in await campus.rows("select id from batch")]
    places = {f"p{batch}_{college}": (batch, college) for batch in batches for college in colleges}
    found: dict[str, list[tuple[str, ...]]] = {}
    for view, (name, wanted) in ASKED.items():
        fields = (
            f'{place}: {name}(batchId: "{batch}", filter: {{collegeId: "{college}"}}) {wanted}'
            for place, (batch, college) in places.items()
        )
        answer = await campus.ask(person, f"{{ {' '.join(fields)} }}")
        assert answer.errors == [], answer.errors
        found[view] = sorted(
            (batch, colleges[college], *map(plain, row))
            for place, (batch, college) in places.items()
            for row in _rows(answer.data[place])
        )
    return found


def _rows(told: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(told, list):
        for one in (count for group in told for count in group["counts"]):
            yield one["quality"]["code"], one["quality"]["name"], one["level"], one["people"]
    elif "bands" in told:
        for band in told["bands"]:
            yield Decimal(band["lowest"]), Decimal(band["below"]), band["people"]
    else:
        for day in told["days"]:
            yield day["day"], day["submitted"], day["soFar"]
