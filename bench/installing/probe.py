"""The probe leads an empty school to a ranked class over HTTP, as its people would: `probe ADDRESS CODE`.

CODE is the activation code that `zongce accounts create admin …` printed. Everything else goes through the API.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from cli.demo import academic, phases
from cli.demo.client import Client
from cli.demo.people import ADMIN, People
from cli.demo.state import EDITION, DemoState, window
from cli.university import Size, University
from cli.university.workbooks import write_roster

SIZE = Size(colleges=1, majors=1, grades=1, classes=1, students=20, courses=8)
PATIENCE_SECONDS = 120.0
CREATE = """mutation($input: BatchInput!) {
  createBatch(input: $input) { batch { id } userErrors { message } } }"""
OPEN_BATCH = "mutation($input: BatchIdInput!) { openBatch(input: $input) { userErrors { message } } }"
OPEN_PHASE = "mutation($input: PhaseInput!) { openPhase(input: $input) { userErrors { message } } }"


async def rank_a_class(address: str, code: str) -> list[str]:
    """Returns the ranked class, a line for each student."""
    today = datetime.now(UTC).date()
    year = f"{today.year - 1}-{today.year}"
    university = University(SIZE, seed=7, academic_year=year)
    (college,) = university.colleges
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with httpx2.AsyncClient(base_url=address, timeout=PATIENCE_SECONDS) as http:
            state = DemoState(folder / "people.json", year, edition=EDITION)
            nobody = Client(http)
            await nobody.activate(ADMIN, code, state.password(ADMIN))
            people = People(nobody, university, state)
            write_roster(university, folder / "名册.xlsx")
            await people.import_roster(folder / "名册.xlsx")
            await people.grant_roles()
            affairs, admin = university.student_affairs[0].number, university.college_admins[college.code].number
            await people.activate([affairs, admin], lambda _: None)

            batch_id = await _open_batch(await people.sign_in(affairs), university)
            office = await people.sign_in(admin)
            await phases.prolong(office, batch_id, today)
            await office.ask(OPEN_PHASE, input={"batchId": batch_id, "module": "ACADEMIC"})
            numbers = [one.number for one in university.students]
            await academic.import_course_scores(office, university, college, folder, numbers)
            await academic.compute(office, batch_id)
            await academic.rank(office, batch_id)
            (class_id,) = (await academic.class_ids(office)).values()
            return [_line(one) for one in await academic.ranked(office, batch_id, class_id)]


async def _open_batch(affairs: Client, university: University) -> str:
    today = datetime.now(UTC).date()
    windows = dict.fromkeys(("ratingWindow", "academicWindow", "comprehensiveWindow"), window(today))
    year = university.academic_year
    form = {"name": f"{year} 学年综合测评", "academicYear": year, "cohorts": university.cohorts, **windows}
    batch_id = str((await affairs.ask(CREATE, input=form))["batch"]["id"])
    await affairs.ask(OPEN_BATCH, input={"id": batch_id})
    return batch_id


def _line(result: Any) -> str:
    rank, whole = result["classRank"], result["majorGradeRank"]
    labels = [one["label"] if one else "-" for one in (rank, whole)]
    return "\t".join((result["student"]["number"], str(result["academicScore"]), *labels))


if __name__ == "__main__":
    lines = [line for line in asyncio.run(rank_a_class(*sys.argv[1:])) if "-" not in line.split("\t")[2:]]
    print("学号\t学业成绩\t班级排名\t专业年级排名", *lines[:3], f"{len(lines)} students are ranked", sep="\n")
    sys.exit(len(lines) < SIZE.students - 1)  # one student of the class has no course yet
