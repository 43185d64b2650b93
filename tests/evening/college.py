"""A college in the middle of its rating: classes, students, staff, sessions and an open batch, by plain SQL."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.session import Database
from db.tables import RaterKind
from tests.campus import ITEMS, YEAR

CLASSES_OF_A_COUNSELLOR = 5
ADMIN = "A1"

FRAME = """
insert into college (code, name) values ('E', '评分学院');
insert into major (code, name, college_id) select 'E1', '评分专业', id from college;
insert into school_class (code, name, grade, cohort, major_id, college_id)
select 'E' || lpad(k::text, 4, '0'), '评分' || k || '班', 2019, 2023, major.id, college_id
from major, generate_series(1, :classes) k order by 1;

insert into student (number, name, name_key, class_id, monitor)
select '2019' || lpad((row_number() over (order by code, s))::text, 6, '0'), '学生' || s, 'x' || s, id, s = 1
from school_class, generate_series(0, :students) s;

insert into staff (number, name, name_key, college_id)
select 'C' || n, '辅导员' || n, 'f' || n, id from college, generate_series(1, :counsellors) n
union all select 'H' || n, '班主任' || n, 'b' || n, id from college, generate_series(1, :classes) n
union all select 'A1', '学院管理员', 'x', id from college;

insert into account (username, name, student_id, staff_id)
select number, name, id, null::bigint from student union all select number, name, null, id from staff;
insert into role_grant (account_id, role, college_id)
select account.id, 'COLLEGE_ADMIN', college.id from account, college where username = 'A1';
insert into session (account_id, token_hash, expires_at)
select id, encode(sha256(convert_to('zs_' || username, 'UTF8')), 'hex'), now() + interval '1 year' from account
"""
BATCH = """
insert into batch (name, academic_year, status, opened_at) values ('评分之夜', :year, 'OPEN', now());
insert into batch_cohort (batch_id, cohort) select id, 2023 from batch;
insert into batch_college (batch_id, college_id) select batch.id, college.id from batch, college;
insert into batch_window (batch_id, module, starts_on, ends_on)
select id, module, current_date - 9, current_date + 9
from batch, unnest(array['RATING', 'ACADEMIC', 'COMPREHENSIVE']) module;
insert into phase (batch_id, college_id, module, status, first_opened_at, starts_on, ends_on, bonus_ratio, self_rating)
select batch.id, college.id, module, 'OPEN', now(), current_date - 3, current_date + 3, 0.10, :self_rating
from batch, college, unnest(array['RATING', 'ACADEMIC', 'COMPREHENSIVE']) module;
insert into batch_class (batch_id, class_id, college_id, major_id, grade)
select batch.id, school_class.id, college_id, major_id, grade from batch, school_class;
insert into participant (batch_id, student_id, class_id, college_id, participating)
select batch.id, student.id, class_id, college_id, student.name <> '学生0'
from batch, student join school_class on school_class.id = class_id;
insert into counsellor (batch_id, class_id, staff_id)
select batch.id, school_class.id, staff.id from batch, school_class
join staff on staff.number = 'C' || (1 + (substr(school_class.code, 2)::int - 1) / :each);
insert into head_teacher (batch_id, class_id, staff_id)
select batch.id, school_class.id, staff.id from batch, school_class
join staff on staff.number = 'H' || substr(school_class.code, 2)::int;
"""
ITEM = """insert into batch_rating_item (batch_id, college_id, name, "order", min_points, max_points,
  counsellor_weight, head_teacher_weight, peer_weight)
select batch.id, college.id, :name, :order, :low, :high, :counsellor, :head_teacher, :peer from batch, college"""
RATERS = """
select class_id, kind, rater_id, username from (
  select class_id, 'PEER' as kind, student_id as rater_id from participant where participating
  union all select class_id, 'COUNSELLOR', staff_id from counsellor
  union all select class_id, 'HEAD_TEACHER', staff_id from head_teacher) rater
join account on rater_id in (account.student_id, account.staff_id) order by class_id, kind, rater_id"""
RATED = """select participant.class_id, student.id, student.number, participating
from participant join student on student.id = student_id order by number"""


@dataclass(frozen=True)
class Size:
    """Says how many there are of each kind; besides `students` that take part, each class has one who does not."""

    classes: int = 25
    students: int = 40
    self_rating: bool = True


@dataclass(frozen=True)
class Item:
    """A rating item as the batch took it; weights by kind of rater."""

    id: int
    low: Decimal
    high: Decimal
    weights: dict[RaterKind, Decimal]


@dataclass(frozen=True)
class Rater:
    """One person as whom and for which class: one ballot."""

    class_id: int
    kind: RaterKind
    id: int
    username: str

    @property
    def token(self) -> str:
        return f"zs_{self.username}"


@dataclass
class College:
    """Holds what the judge knows of the college: the law to hold the product against."""

    batch_id: int
    college_id: int
    size: Size
    items: list[Item]
    raters: list[Rater]
    rated: dict[int, list[int]] = field(default_factory=dict)
    """The participants of each class, by number."""
    outsiders: list[Rater] = field(default_factory=list)
    """Those of the classes who do not take part."""

    def names_of(self, rater: Rater) -> list[int]:
        """Returns the names that the rater's ballot lists (R5.2)."""
        without = rater.id if rater.kind is RaterKind.PEER and not self.size.self_rating else None
        return [student for student in self.rated[rater.class_id] if student != without]

    def cells_of(self, rater: Rater) -> list[tuple[int, int]]:
        return [(student, item.id) for student in self.names_of(rater) for item in self.items]


async def make_college(database: Database, size: Size) -> College:
    """Into a migrated database that is empty."""
    counsellors = -(-size.classes // CLASSES_OF_A_COUNSELLOR)
    values = {**vars(size), "counsellors": counsellors, "each": CLASSES_OF_A_COUNSELLOR, "year": YEAR}
    async with database.write() as db:
        raw: Any = (await db.get_raw_connection()).driver_connection
        await raw.execute(_written(FRAME + ";" + BATCH, values))
        for order, (name, low, high, (counsellor, head_teacher, peer)) in enumerate(ITEMS, start=1):
            weights = {"counsellor": counsellor, "head_teacher": head_teacher, "peer": peer}
            await db.execute(text(ITEM), {"name": name, "order": order, "low": low, "high": high, **weights})
    await settle(database)
    return await _known(database, size)


async def settle(database: Database) -> None:
    """So that plans are made as on a server that has been running."""
    async with database.write() as db:
        await db.execute(text("analyze"))


async def _known(database: Database, size: Size) -> College:
    async with database.read() as db:
        place = (await db.execute(text("select batch_id, college_id from batch_college"))).one()
        items = [
            Item(row.id, row.min_points, row.max_points, _weights(row))
            for row in await db.execute(text('select * from batch_rating_item order by "order"'))
        ]
        raters = [
            Rater(row.class_id, RaterKind(row.kind), row.rater_id, row.username)
            for row in await db.execute(text(RATERS))
        ]
        college = College(place.batch_id, place.college_id, size, items, raters)
        for row in await db.execute(text(RATED)):
            if row.participating:
                college.rated.setdefault(row.class_id, []).append(row.id)
            else:
                college.outsiders.append(Rater(row.class_id, RaterKind.PEER, row.id, row.number))
    return college


def _weights(row: Any) -> dict[RaterKind, Decimal]:
    return {
        RaterKind.COUNSELLOR: row.counsellor_weight,
        RaterKind.HEAD_TEACHER: row.head_teacher_weight,
        RaterKind.PEER: row.peer_weight,
    }


def _written(statement: str, values: dict[str, Any]) -> str:
    """Literals of our own making."""
    for name, value in values.items():
        statement = statement.replace(f":{name}", repr(value))
    return statement
