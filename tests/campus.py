"""One small named university: two colleges, four classes, and somebody in every role.

信息学院  计算机 2019: 计科1901 (5 students, monitor 1), 计科1902 (3)      软件 2019: 软工1901 (2)
外语学院  英语 2019: 英语1901 (2)
计科1901 and 计科1902 are counselled by 李莉, 软工1901 by 赵敏, 英语1901 by 马晓挺;
陈静 heads 计科1901, and 赵敏, a counsellor elsewhere, heads 计科1902 (R8.1).
"""

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy import insert, text

from db.session import Database
from db.tables import CourseScore, Module, RaterKind

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = "2018-2019"
FAR = datetime(2100, 1, 1, tzinfo=UTC)


DAY_OF_RUN = "CAMPUS_TEST_DAY"
TODAY = date.fromisoformat(os.environ.setdefault(DAY_OF_RUN, datetime.now(ZONE).date().isoformat()))
"""The day on which the run began, the same one in all its processes, so that no two moments of a test disagree.

The product asks the clock, which may say the day after by then: a window that is open includes that day, too.
"""


@dataclass(frozen=True)
class Person:
    """Somebody who asks; `id` is the student's or staff member's own."""

    username: str
    name: str
    id: int | None = None

    @property
    def token(self) -> str:
        return f"zs_{self.username}"


NOBODY = Person("", "")


@dataclass
class Answer:
    """Holds a response that came back over HTTP."""

    status: int
    body: dict[str, Any]
    headers: Any

    @property
    def data(self) -> Any:
        return self.body.get("data")

    @property
    def errors(self) -> list[dict[str, Any]]:
        return self.body.get("errors") or []

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]


@dataclass
class Campus:
    """The university, and the way to ask its API: `await campus.ask(campus.counsellor_li, QUERY, batch=...)`."""

    database: Database
    client: httpx2.AsyncClient
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        ids = self.__dict__.get("ids", {})
        if name in ids:
            return str(ids[name])
        raise AttributeError(name)

    async def ask(self, person: Person, query: str, **variables: Any) -> Answer:
        headers = {"authorization": f"Bearer {person.token}"} if person.username else {}
        response = await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return Answer(response.status_code, response.json(), response.headers)

    async def first_event(self, person: Person, subscription: str, **variables: Any) -> Answer:
        """Returns the first server-sent event of a subscription; of a finished operation, this is the only event."""
        headers = {"authorization": f"Bearer {person.token}", "accept": "text/event-stream"}
        body = {"query": subscription, "variables": variables}
        response = await self.client.post("/graphql", json=body, headers=headers)
        first = next(line for line in response.text.splitlines() if line.startswith("data: "))
        return Answer(response.status_code, json.loads(first.removeprefix("data: ")), response.headers)

    async def upload(self, person: Person, query: str, files: dict[str, tuple[str, bytes]], **variables: Any) -> Answer:
        """Send files by the multipart request spec; `files` maps "variables.input.file" or such to (name, bytes)."""
        operations = {"query": query, "variables": _with_nulls(variables, files)}
        numbered = {str(number): (path, file) for number, (path, file) in enumerate(files.items())}
        parts: dict[str, Any] = {
            "operations": (None, json.dumps(operations)),
            "map": (None, json.dumps({number: [path] for number, (path, _) in numbered.items()})),
        }
        parts |= {number: file for number, (_, file) in numbered.items()}
        headers = {"x-zongce-upload": "1"}  # as earlier clients say for GraphQL-Preflight
        if person.username:
            headers["authorization"] = f"Bearer {person.token}"
        response = await self.client.post("/graphql", files=parts, headers=headers)
        return Answer(response.status_code, response.json(), response.headers)

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        """Returns rows from the database, so that a test can see that nothing changed."""
        async with self.database.read() as db:
            return list((await db.execute(text(statement), values)).all())

    async def execute(self, statement: str, **values: Any) -> None:
        async with self.database.write() as db:
            await db.execute(text(statement), values)

    async def open_phases(self, *modules: Module) -> None:
        """Both colleges' phases as opened a day ago, with every window around today and a default ratio of 0.10."""
        days = {"first": TODAY - timedelta(days=1), "last": TODAY + timedelta(days=5)}
        for module in modules or (Module.ACADEMIC,):
            await self.execute(
                """update phase set status = 'OPEN', first_opened_at = now(), starts_on = :first, ends_on = :last,
                   bonus_ratio = 0.10, monitor_starts_on = :first, monitor_ends_on = :last,
                   counsellor_starts_on = :first, counsellor_ends_on = :last
                   where batch_id = :batch and module = :module""",
                batch=self.ids["batch"],
                module=module,
                **days,
            )

        if Module.RATING in modules:
            await self.execute(TAKE_ITEMS, batch=self.ids["batch"])

    async def fill(
        self, rater: Person, klass: str, kind: RaterKind = RaterKind.PEER, points: int = 0, *, submitted: bool = True
    ) -> None:
        """A rater's ballot for a class ("cs1"), every mark given, each within its item's range, told by `points`."""
        values = {"rater": rater.id, "class": self.ids[klass], "kind": kind, "points": points, "submitted": submitted}
        await self.execute(FILL, batch=self.ids["batch"], **values)

    async def give(self, student: Person, *courses: tuple[str, str, str], term: int = 1, year: str = YEAR) -> None:
        """Scores for a student: (course code, credit, score)."""
        rows = [
            {
                "student_id": student.id,
                "academic_year": year,
                "term": term,
                "course_code": code,
                "course_name": f"课程{code}",
                "course_kind": "必修",
                "credit": Decimal(credit),
                "score": Decimal(score),
            }
            for code, credit, score in courses
        ]
        async with self.database.write() as db:
            await db.execute(insert(CourseScore), rows)


def _with_nulls(variables: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    for path in files:
        *parents, last = path.split(".")[1:]
        place: Any = variables
        for parent in parents:
            place = place[int(parent)] if isinstance(place, list) else place.setdefault(parent, {})
        place[int(last) if isinstance(place, list) else last] = None
    return variables


ITEMS = (("思想", 20, 30, (40, 30, 30)), ("体育", 30, 40, (20, 30, 50)), ("实践", 0, 30, (0, 0, 100)))
"""评分项目 of both colleges: name, least and most points, weights of counsellors, head teachers, peers."""
TAKE_ITEMS = """
insert into batch_rating_item (batch_id, college_id, name, "order", detail, min_points, max_points,
                               counsellor_weight, head_teacher_weight, peer_weight)
select :batch, college_id, name, "order", detail, min_points, max_points,
       counsellor_weight, head_teacher_weight, peer_weight
from rating_item order by college_id, "order" on conflict do nothing
"""
FILL = """
with filled as (
  insert into ballot (batch_id, class_id, college_id, kind, rater_id, saved_at, submitted_at)
  select batch_id, class_id, college_id, :kind, :rater, now(), case when :submitted then now() end
  from batch_class where batch_id = :batch and class_id = :class returning id
)
insert into mark (ballot_id, student_id, item_id, points)
select filled.id, participant.student_id, item.id,
       item.min_points + mod(:points + participant.student_id + item.id, item.max_points - item.min_points)
from filled, participant join batch_rating_item item using (batch_id, college_id)
where batch_id = :batch and class_id = :class and participating
"""

STUDENTS = {
    "cs1": [("jia", "张甲"), ("yi", "李乙"), ("bing", "王丙"), ("ding", "赵丁"), ("wu", "钱戊")],
    "cs2": [("ji", "孙己"), ("geng", "周庚"), ("xin", "吴辛")],
    "se1": [("ren", "郑壬"), ("gui", "冯癸")],
    "en1": [("mei", "韩梅"), ("lei", "李雷")],
}


def address(campus: Campus) -> str:
    return str(campus.client.base_url).rstrip("/")
