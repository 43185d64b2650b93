"""The steps of a batch, of a college in it, and of the viewer (R1.7)."""

from collections.abc import Sequence
from typing import Any

from core.access import MANAGE_BATCHES, SEE_PROGRESS
from core.actions.ballots import rater_id
from core.rules import windows
from core.rules.steps.college import steps_of_college
from core.rules.steps.person import RATES_AS, steps_of_person
from core.rules.steps.phases import CollegePhases
from core.rules.steps.rights import due_first, is_mine
from core.rules.steps.school import steps_of_school
from core.rules.steps.step import Step
from core.viewer import Viewer
from db.queries.ballots import ballots
from db.queries.steps import people, school
from db.tables import Module, RaterKind
from graph.context import Info

Place = tuple[int, int]
"""A batch and a college."""


async def of_batch(root: Any, info: Info) -> list[Step]:
    row = await info.context.loaders.school_standing.load(root.id)
    return steps_of_school(row)


async def of_college(root: Any, info: Info) -> list[Step]:
    loaders, place = info.context.loaders, (root.batch_id, root.college_id)
    row = await loaders.college_standing(info.context.now).load(place)
    return steps_of_college(row, _phases(row.batch_status, await loaders.phases.load(place), info))


async def of_viewer(info: Info) -> list[Step]:
    """Returns the viewer's steps in all batches that go on: the school's or those of the viewer's colleges, and the
    viewer's own in classes.
    """
    viewer = info.context.person
    steps = [*await _of_school(viewer, info), *await _of_colleges(viewer, info), *await _of_classes(viewer, info)]
    return due_first(steps, viewer, info.context.today)


async def _of_school(viewer: Viewer, info: Info) -> list[Step]:
    if not viewer.scope(MANAGE_BATCHES).school:
        return []
    batch_ids = await school.batches_going_on(info.context.database)
    rows = await info.context.loaders.school_standing.load_many(batch_ids)
    return [step for row in rows if row is not None for step in steps_of_school(row)]


async def _of_colleges(viewer: Viewer, info: Info) -> list[Step]:
    scope, loaders = viewer.scope(SEE_PROGRESS), info.context.loaders
    if not scope.colleges:
        return []
    places = await school.colleges_going_on(info.context.database, scope)
    rows = await loaders.college_standing(info.context.now).load_many(places)
    phases = await loaders.phases.load_many(places)
    pairs = zip(rows, phases, strict=True)
    return [step for row, its in pairs for step in steps_of_college(row, _phases(row.batch_status, its, info))]


async def _of_classes(viewer: Viewer, info: Info) -> list[Step]:
    context, database = info.context, info.context.database
    rows = await people.classes_of_person(database, viewer.class_ties, viewer.student_id, context.now)
    if not rows:
        return []
    places: list[Place] = list(dict.fromkeys((row.batch_id, row.college_id) for row in rows))
    statuses = {(row.batch_id, row.college_id): row.batch_status for row in rows}
    loaded = zip(places, await context.loaders.phases.load_many(places), strict=True)
    phases = {place: _phases(statuses[place], its, info) for place, its in loaded}
    rated = [(RATES_AS[row.class_tie], row.batch_id, row.class_id) for row in rows if row.class_tie in RATES_AS]
    mine = await ballots.fetch_own(database, rater_id(viewer), rated)
    found = {(one.batch_id, one.class_id, RaterKind(one.kind)): one for one in mine}
    return steps_of_person(rows, phases, found)


def _phases(batch_status: str, phases: Sequence[Any], info: Info) -> CollegePhases:
    return CollegePhases(batch_status, {Module(phase.module): phase for phase in phases}, info.context.today)


def step(root: Step) -> Step:
    """Returns the row itself: a task is a step together with its place."""
    return root


def title(root: Step, info: Info) -> str:
    return root.title.message(info.context.language)


def reason(root: Step, info: Info) -> str | None:
    return None if root.reason is None else root.reason.message(info.context.language)


def advice(root: Step, info: Info) -> str | None:
    return None if root.advice is None else root.advice.message(info.context.language)


def mine(root: Step, info: Info) -> bool:
    return is_mine(info.context.person, root)


def days_left(root: Step, info: Info) -> int | None:
    return windows.days_left(root.ends_on, info.context.today)
