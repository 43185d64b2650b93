"""The demo's rating (R5) rates one class, leaves one ballot half done, and computes the scores."""

from collections.abc import Sequence
from typing import Any

from cli.demo.client import Client
from cli.university import Mark

BALLOT = """query($batchId: ID!, $classId: ID!, $kind: RaterKind!) {
  ballot(batchId: $batchId, classId: $classId, kind: $kind) {
    status items { id name } rows { student { id number } } } }"""
SAVE = "mutation($input: SaveBallotInput!) { saveBallot(input: $input) { userErrors { message } } }"
SUBMIT = "mutation($input: SubmitBallotInput!) { submitBallot(input: $input) { userErrors { message } } }"
COMPUTE = """mutation($input: ComputeRatingScoresInput!) {
  computeRatingScores(input: $input) { operation { id status outcome } userErrors { message } } }"""
PROGRESS = """query($batch: ID!, $filter: ClassRatingProgressFilter) {
  ratingProgress(batchId: $batch, filter: $filter) {
    nodes { participantCount ratedByCounsellors ratedByHeadTeachers peersSubmitted } } }"""
RESULTS = """query($batch: ID!, $filter: RatingResultFilter) {
  ratingResults(batchId: $batch, filter: $filter, first: 200) { nodes { student { number name } ratingScore } } }"""


class Ballot:
    """Represents one person's ballot for a class, with the kind of rater."""

    def __init__(self, rater: Client, batch_id: str, class_id: str, kind: str = "PEER") -> None:
        self.rater, self.named = rater, {"batchId": batch_id, "classId": class_id, "kind": kind}

    async def submit(self, marks: Sequence[Mark]) -> None:
        """Submits the ballot with all marks unless it is submitted already (R5.3)."""
        sheet = await self._sheet()
        if sheet["status"] != "SUBMITTED":
            await self.rater.ask(SUBMIT, input={**self.named, "marks": _marks(sheet, marks)})

    async def begin(self, marks: Sequence[Mark]) -> None:
        """Saves a draft unless there is one (R5.3)."""
        sheet = await self._sheet()
        if sheet["status"] == "NOT_STARTED":
            await self.rater.ask(SAVE, input={**self.named, "marks": _marks(sheet, marks)})

    async def _sheet(self) -> Any:
        return await self.rater.ask(BALLOT, **self.named)


async def compute(person: Client, batch_id: str) -> int:
    """Computes all classes that the person may compute, and returns the number of students (R5.6)."""
    computing = await person.ask(COMPUTE, input={"batchId": batch_id})
    return int((await person.finished(computing))["studentCount"])


async def progress(person: Client, batch_id: str, class_id: str) -> Any:
    answer = await person.ask(PROGRESS, batch=batch_id, filter={"classId": class_id})
    return answer["nodes"][0]


async def results(person: Client, batch_id: str, class_id: str) -> list[Any]:
    """Lists the results in the order of student numbers (R5.6)."""
    answer = await person.ask(RESULTS, batch=batch_id, filter={"classId": class_id})
    return list(answer["nodes"])


def _marks(sheet: Any, marks: Sequence[Mark]) -> list[dict[str, str]]:
    """Converts marks to the ids that the sheet names."""
    items = {item["name"]: item["id"] for item in sheet["items"]}
    students = {row["student"]["number"]: row["student"]["id"] for row in sheet["rows"]}
    return [
        {"studentId": students[one.student_number], "itemId": items[one.item_name], "points": str(one.points)}
        for one in marks
    ]
