"""Reads what the API shows of the ratings of a class."""

from collections import Counter

from db.tables import RaterKind
from tests.campus import STUDENTS, Campus, Person
from tests.graph.rating_acts import EXPLAINED, ask_results

SHOWN = f"{EXPLAINED} marks {{ kind rater {{ name }} marks {{ itemId points }} }}"


def members(campus: Campus) -> list[Person]:
    return [campus.people[key] for key, _ in STUDENTS["cs1"]]


async def peers_shown(campus: Campus) -> dict[tuple[str, str], Counter[str]]:
    """The peer marks that are shown of each student in each item; empty where none are."""
    answer = await ask_results(campus, campus.counsellor_li, SHOWN, klass="cs1")
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in answer.data["ratingResults"]["nodes"]:
        for line in row["marks"] or ():
            if line["kind"] == RaterKind.PEER:
                for mark in line["marks"]:
                    found.setdefault((row["student"]["number"], mark["itemId"]), Counter())[mark["points"]] += 1
    return found
