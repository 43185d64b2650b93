"""Items, ballots, progress and rating scores, as the model says that a reader sees them (R5, R8)."""

from tests.soak.course_views import View
from tests.soak.items import Item
from tests.soak.reckoning import one_mark_shows, withheld_peers
from tests.soak.standing import EVERYWHERE, OF_COLLEGE, may, rating_shut, roles
from tests.soak.year import Kind, Klass, Rated, Year


def view(year: Year, who: str) -> View:
    return {
        "rating": _rating(year, who),
        "progress": _progress(year, who),
        "ballots": _ballots(year, who),
        "items": _items(year, who),
    }


def _items(year: Year, who: str) -> View:
    """R5.1: what a college keeps is seen by college and school, what the batch took by everybody of its classes."""
    found = {}
    for college, here in year.colleges.items():
        if who in EVERYWHERE or OF_COLLEGE.get(who, ("", ""))[1] == college:
            found[f"{college} keeps"] = [_told(item) for item in here.items]
        if any(any(roles(who, klass)) for klass in year.classes_of(college)):
            found[f"{college} took"] = [_told(item) for item in here.taken]
    return {name: items for name, items in found.items() if items}


def _told(item: Item) -> list[str]:
    return [item.name, *(f"{one:.2f}" for one in (item.least, item.most, *item.weights))]


def _rating(year: Year, who: str) -> View:
    return {
        student: {
            "ratingScore": _rating_score(who, klass, rated),
            "ballots": list(rated.counts.values()),
            "items": _item_scores(who, klass, rated),
        }
        for klass in year.classes.values()
        for student, rated in klass.ratings.items()
        if may("Query.ratingResults", who, klass, student)
    }


def _rating_score(who: str, klass: Klass, rated: Rated) -> str | None:
    """R8: one that rests on one ballot is for those who may see single marks; R5.7: nobody sees few peers' marks."""
    if rated.result.rests_on_one and not may("RatingResult.marks", who, klass):
        return None
    told = withheld_peers(rated) and [item.of_peers for item in rated.items].count(True) == 1
    score = rated.result.rating_score
    return None if told or score is None else f"{score:.2f}"


def _item_scores(who: str, klass: Klass, rated: Rated) -> list[str | None]:
    """R5.7, R8: of few peers, no item is shown to which they add."""
    sees = may("RatingItemScore.score", who, klass)
    sees = sees and (may("RatingResult.marks", who, klass) or not one_mark_shows(rated))
    withheld = withheld_peers(rated)
    return [
        None if one is None or not sees or (withheld and item.of_peers) else f"{one:.2f}"
        for item, one in zip(rated.items, rated.result.item_scores, strict=True)
    ]


def _progress(year: Year, who: str) -> View:
    """R5.5: states, and no mark."""
    found: View = {}
    for klass in year.classes.values():
        if klass.participants and may("Query.ratingProgress", who, klass):
            found[klass.name] = {
                "submitted": [len(_submitted(klass, kind)) for kind in Kind],
                "computed": klass.rated,
                "stale": klass.ballots_changed,
            }
    return found


def _submitted(klass: Klass, kind: Kind) -> list[str]:
    """R5.5: of staff, those who are assigned now."""
    now = {Kind.COUNSELLOR: klass.counsellors, Kind.HEAD_TEACHER: klass.head_teachers, Kind.PEER: klass.members}[kind]
    return [who for (of, who), ballot in klass.ballots.items() if of is kind and ballot.submitted and who in now]


def _ballots(year: Year, who: str) -> View:
    """R1.7, R5.2: one for each class and kind from the first opening on, while somebody is to be rated; a student's
    only while the student takes part."""
    found: View = {}
    for klass in year.classes.values():
        raters = {Kind.COUNSELLOR: klass.counsellors, Kind.HEAD_TEACHER: klass.head_teachers}
        raters[Kind.PEER] = set(klass.participants)
        for kind, people in raters.items():
            begun = year.colleges[klass.college].phases["RATING"].begun
            if who in people and klass.participants and begun:
                found[f"{klass.name} {kind}"] = _ballot(year, klass, kind, who)
    return found


def _ballot(year: Year, klass: Klass, kind: Kind, who: str) -> View:
    ballot = klass.ballots.get((kind, who))
    shut = rating_shut(year, klass.college)
    status = "NOT_STARTED" if ballot is None else "SUBMITTED" if ballot.submitted else "DRAFT"
    refusal = shut[0] if shut else "BALLOT_SUBMITTED" if status == "SUBMITTED" else None
    return {"status": status, "done": len(ballot.marks) if ballot else 0, "refusal": refusal}
