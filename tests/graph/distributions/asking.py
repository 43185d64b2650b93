"""The queries of distributions, and how a test asks them."""

from typing import Any

from tests.campus import Campus, Person

ASKED = "people gradePeople bands { lowest below people gradePeople }"
ACADEMIC = (
    f"query($b: ID!, $f: DistributionFilter) {{ found: academicDistribution(batchId: $b, filter: $f) {{ {ASKED} }} }}"
)
RATING = ACADEMIC.replace("academic", "rating")
OVERALL = ACADEMIC.replace("academic", "comprehensive")
LEVELS = """query($b: ID!, $f: DistributionFilter, $by: LevelGrouping!) {
  found: levelDistribution(batchId: $b, filter: $f, by: $by) {
    college { code } schoolClass { code } people counts { quality { code } level people } } }"""
DAYS = """query($b: ID!, $f: DistributionFilter) {
  found: ratingDays(batchId: $b, filter: $f) { students days { day submitted soFar } } }"""


async def ask(campus: Campus, who: Person, query: str, place: dict[str, Any] | None = None, **more: Any) -> Any:
    answer = await campus.ask(who, query, b=campus.batch, f=place, **more)
    assert answer.errors == [], answer.errors
    return answer.data["found"]
