"""The API tells a reader of any role everything in one request; it is brought into the shape of the model's view."""

from collections.abc import Callable
from typing import Any

from tests.campus import Campus
from tests.soak import course_views
from tests.soak.readers import WORKS, View

QUALITY = "score level classRank { label }"
WORK = "\n".join(f"{permission}: work(permission: {permission}) {{ refusal {{ code }} }}" for permission in WORKS)
ITEM = "nodes { college { name } name minPoints maxPoints counsellorWeight headTeacherWeight peerWeight }"
EVERYTHING = f"""query($b: ID!) {{
  academicResults(batchId: $b, first: 20) {{ nodes {{ student {{ number }} creditAverage academicScore undecidedCourses
    classRank {{ label }} majorGradeRank {{ label }} majorGradeStale }} }}
  ratingResults(batchId: $b, first: 20) {{ nodes {{ student {{ number }} ratingScore
    explanation {{ counsellorBallots headTeacherBallots peerBallots items {{ score }} }} }} }}
  ratingProgress(batchId: $b, first: 10) {{ nodes {{ schoolClass {{ code }} counsellorsSubmitted headTeachersSubmitted
    peersSubmitted ratingComputedAt stale }} }}
  comprehensiveResults(filter: {{batchId: $b}}, first: 20) {{ nodes {{ student {{ number }} status gradeClassesMissing
    qualities {{ {QUALITY} gradeRank {{ label }} }} }} }}
  batchClasses(batchId: $b, first: 10) {{ nodes {{ schoolClass {{ code }} participantCount cleared academicComputedAt
    academicStale counsellors {{ number }} headTeachers {{ number }} }} }}
  resultSheets(batchId: $b, first: 10) {{ nodes {{ schoolClass {{ code }} status }} }}
  publicNotices(batchId: $b, first: 20) {{ nodes {{ college {{ name }} open entries(first: 20) {{ nodes {{ number
    qualities {{ {QUALITY} }} }} }} }} }}
  {course_views.QUERY}
  kept: ratingItems(first: 40) {{ {ITEM} }}
  taken: ratingItems(batchId: $b, first: 40) {{ {ITEM} }}
  viewer {{ ballots(batchId: $b) {{ schoolClass {{ code }} kind status done refusal {{ code }} }} }}
  batch(id: $b) {{ colleges {{ college {{ name }} phases {{ module status }} approvedAt {WORK} }} }}
}}"""
NAMES = {"J1901": "cs1", "J1902": "cs2", "R1901": "se1", "Y1901": "en1", "信息学院": "info", "外语学院": "lang"}


async def seen(campus: Campus, who: str) -> View:
    answer = await campus.ask(campus.people[who], EVERYTHING, b=campus.batch)
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    data = answer.data
    numbers = {person.username: key for key, person in campus.people.items() if key != "monitor"}
    colleges = data["batch"]["colleges"] if data["batch"] else []

    def by_student(name: str, told: Callable[[Any], View]) -> View:
        return {numbers[one["student"]["number"]]: told(one) for one in _nodes(data, name)}

    return {
        "academic": by_student("academicResults", _academic),
        "rating": by_student("ratingResults", _rating),
        "progress": {_klass(one): _progress(one) for one in _nodes(data, "ratingProgress")},
        "comprehensive": by_student("comprehensiveResults", _result),
        **course_views.told(data, numbers),
        "classes": {_klass(one): _of_class(one, numbers) for one in _nodes(data, "batchClasses")},
        "sheets": {_klass(one): one["status"] for one in _nodes(data, "resultSheets")},
        "items": _items(data["kept"]["nodes"], "keeps") | _items(data["taken"]["nodes"], "took"),
        "ballots": {f"{_klass(one)} {one['kind']}": _ballot(one) for one in data["viewer"]["ballots"]},
        "colleges": {NAMES[one["college"]["name"]]: _college(one) for one in colleges},
        "notices": sorted(
            (_notice(one, numbers) for one in _nodes(data, "publicNotices")), key=lambda one: str(one["college"])
        ),
    }


def _nodes(data: Any, name: str) -> list[Any]:
    return list(data[name]["nodes"])


def _klass(one: Any) -> str:
    return NAMES[one["schoolClass"]["code"]]


def _label(rank: Any) -> str | None:
    return rank and rank["label"]


def _code(refusal: Any) -> str | None:
    return refusal and refusal["code"]


def _academic(one: Any) -> View:
    ranks = {name: _label(one[name]) for name in ("classRank", "majorGradeRank")}
    return {name: value for name, value in one.items() if name != "student"} | ranks


def _rating(one: Any) -> View:
    told = one["explanation"]
    ballots = [told[f"{kind}Ballots"] for kind in ("counsellor", "headTeacher", "peer")]
    return {"ratingScore": one["ratingScore"], "ballots": ballots, "items": [item["score"] for item in told["items"]]}


def _items(nodes: Any, what: str) -> View:
    found: View = {}
    for node in nodes:
        place = f"{NAMES[node['college']['name']]} {what}"
        found.setdefault(place, []).append([value for name, value in node.items() if name != "college"])
    return found


def _progress(one: Any) -> View:
    submitted = [one[name] for name in ("counsellorsSubmitted", "headTeachersSubmitted", "peersSubmitted")]
    return {"submitted": submitted, "computed": one["ratingComputedAt"] is not None, "stale": one["stale"]}


def _result(one: Any) -> View:
    qualities = one["qualities"]
    return {
        "status": one["status"],
        "scores": [quality["score"] for quality in qualities],
        "levels": [quality["level"] for quality in qualities],
        "classRanks": [_label(quality["classRank"]) for quality in qualities],
        "gradeRanks": [_label(quality["gradeRank"]) for quality in qualities],
        "missing": one["gradeClassesMissing"],
    }


def _of_class(one: Any, numbers: dict[str, str]) -> View:
    return {
        "participants": one["participantCount"],
        "cleared": one["cleared"],
        "computed": one["academicComputedAt"] is not None,
        "stale": one["academicStale"],
        "counsellors": sorted(numbers[staff["number"]] for staff in one["counsellors"]),
        "headTeachers": sorted(numbers[staff["number"]] for staff in one["headTeachers"]),
    }


def _ballot(one: Any) -> View:
    return {"status": one["status"], "done": one["done"], "refusal": _code(one["refusal"])}


def _college(one: Any) -> View:
    return {
        "phases": {phase["module"]: phase["status"] for phase in one["phases"]},
        "approved": one["approvedAt"] is not None,
        "works": {name: one[name] and (_code(one[name]["refusal"]) or "now") for name in WORKS},
    }


def _notice(one: Any, numbers: dict[str, str]) -> View:
    entries = one["entries"] and {
        numbers[row["number"]]: [
            row["qualities"][-1]["score"],
            row["qualities"][-1]["level"],
            *(_label(quality["classRank"]) for quality in row["qualities"]),
        ]
        for row in one["entries"]["nodes"]
    }
    return {"college": NAMES[one["college"]["name"]], "open": one["open"], "entries": entries}
