"""The university's people act on days that are over, through its own acts (`core.actions`), each at its moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.demo.register import Register
from cli.university import SchoolClass, University
from core.acting import Act
from core.actions import batches, participants, phases
from core.actions import rating_items as items
from core.rules.rating_items import ItemForm
from core.rules.scheduling import PhaseForm
from core.rules.windows import Move
from db.qualities import qualities_of
from db.tables import Batch, Module, RatingItem, table

batch, rating_item = table(Batch), table(RatingItem)
BONUS = Decimal("0.10")
Window = tuple[date, date]


class PastYear:
    """Represents one academic year whose batch was opened on a day that is over; it is written in one transaction."""

    def __init__(self, db: AsyncConnection, zone: ZoneInfo, university: University, academic_year: str) -> None:
        self.db, self.zone, self.university, self.academic_year = db, zone, university, academic_year

    async def begin(self) -> bool:
        """Reads the register, and tells whether the year has still to be written."""
        found = await self.db.execute(select(batch.c.id).where(batch.c.academic_year == self.academic_year))
        if found.first():
            return False
        self.register = await Register.read(self.db)
        return True

    async def open(self, window: Window, created: date, opened: date) -> None:
        """Creates and opens the batch as student affairs."""
        form = batches.BatchForm(
            name=f"{self.academic_year} 学年学生素质综合测评",
            academic_year=self.academic_year,
            cohorts=frozenset(self.university.cohorts_in(self.academic_year)),
            windows=dict.fromkeys(Module, window),
            note="演示数据",
        )
        row = await batches.create_batch(await self.act(self.affairs, created), form)
        self.batch_id, self.qualities = row.id, qualities_of(row)
        await batches.move_batch(await self.act(self.affairs, opened), self.batch_id, Move.OPEN)

    async def set_up(self, code: str, window: Window, day: date) -> None:
        """Sets participants, staff, items and windows, as the college does before it opens a phase."""
        admin, theirs = self.university.college_admins[code].number, self.classes(code)
        absent = self.register.students[self.university.members(theirs[-1].code)[-1].number]
        act = await self.act(admin, day)
        chosen = participants.Chosen(student_ids=frozenset({absent}))
        await participants.set_participants(act, self.batch_id, chosen, participating=False)
        for number, classes in self.by_counsellor(theirs).items():
            class_ids, staff = self._ids(classes), [self.register.staff[number]]
            await participants.assign_staff(act, "counsellors", self.batch_id, class_ids, staff)
        await self._keep_items(act, code)
        for module in Module:
            adjusting = (BONUS, window, window) if module is Module.ACADEMIC else (None, None, None)
            await phases.schedule_phase(act, phases.PhaseAddress(self.batch_id, module), PhaseForm(window, *adjusting))

    async def _keep_items(self, act: Act, code: str) -> None:
        """Creates the rating items that do not exist yet, which happens in the first year."""
        known = select(rating_item.c.name).where(rating_item.c.college_id == self.register.colleges[code])
        names = set((await self.db.execute(known)).scalars())
        for one in self.university.rating_items(code):
            if one.name not in names:
                name, detail, *numbers = one
                form = ItemForm(name, None, detail, *map(Decimal, numbers))
                await items.create_rating_item(act, None, form)

    async def move(self, code: str, module: Module, move: Move, day: date) -> None:
        act = await self.act(self.university.college_admins[code].number, day)
        await phases.move_phase(act, phases.PhaseAddress(self.batch_id, module), move)

    @property
    def affairs(self) -> str:
        return self.university.student_affairs[0].number

    def classes(self, code: str) -> list[SchoolClass]:
        return self.university.classes_of(code, self.academic_year)

    def _ids(self, classes: Iterable[SchoolClass]) -> list[int]:
        return [self.register.classes[one.code] for one in classes]

    def by_counsellor(self, classes: Sequence[SchoolClass]) -> Mapping[str, list[SchoolClass]]:
        known = {one.code: one for one in classes}
        found: dict[str, list[SchoolClass]] = {}
        for one in self.university.counsellors:
            if one.class_code in known:
                found.setdefault(one.number, []).append(known[one.class_code])
        return found

    def moment(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.zone)

    async def act(self, username: str, day: date, hour: int = 9) -> Act:
        """Returns an act of that person, with the roles of that moment."""
        viewer = await self.register.person(username)
        return Act.at(self.db, viewer, self.moment(day, hour), self.zone, uuid4().hex)
