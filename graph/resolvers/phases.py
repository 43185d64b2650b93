"""A college's phases, and the progress of the work in them."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.actions import phases as actions
from core.rules.scheduling import window_of
from core.rules.windows import Move
from db.queries.progress import HELD_UP, IN_ALL, STALE
from db.tables import Module
from graph.context import Info
from graph.inputs.phases import PhaseInput, SchedulePhaseInput
from graph.resolvers.performing import perform
from graph.vocabulary.fields import Input, argument
from graph.vocabulary.ids import key

NOBODY_YET = SimpleNamespace(classes=0, students=0)


async def batch_colleges(
    root: Any,
    info: Info,
    college_id: Annotated[strawberry.ID | None, argument("只看一个学院 | Only this college")] = None,
) -> Any:
    rows = await info.context.loaders.batch_colleges(info.context.person).load(root.id)
    return rows if college_id is None else [row for row in rows if row.college_id == key(college_id)]


async def phases(root: Any, info: Info) -> Any:
    return await info.context.loaders.phases.load((root.batch_id, root.college_id))


def monitor_window(root: Any) -> Any:
    return _days(window_of(root, "monitor_"))


def counsellor_window(root: Any) -> Any:
    return _days(window_of(root, "counsellor_"))


def self_rating(root: Any) -> bool | None:
    return bool(root.self_rating) if root.module == Module.RATING else None


def notice_days(root: Any) -> int | None:
    return int(root.notice_days) if root.module == Module.COMPREHENSIVE else None


def _days(window: Any) -> Any:
    return window and SimpleNamespace(starts_on=window[0], ends_on=window[1])


async def classes_total(root: Any, info: Info) -> Any:
    return (await _progress(root, info, IN_ALL)).classes


async def participants_total(root: Any, info: Info) -> Any:
    return (await _progress(root, info, IN_ALL)).students


async def held_up_count(root: Any, info: Info) -> Any:
    return (await _progress(root, info, HELD_UP)).students


async def classes_done(root: Any, info: Info) -> Any:
    return (await _progress(root, info, root.module)).classes


async def classes_stale(root: Any, info: Info) -> Any:
    return (await _progress(root, info, STALE)).classes if root.module == Module.ACADEMIC else None


async def done(root: Any, info: Info) -> Any:
    return (await _progress(root, info, root.module)).students


async def _progress(root: Any, info: Info, what: str) -> Any:
    rows = await info.context.loaders.progress.load((root.batch_id, root.college_id))
    return next((row for row in rows if row.what == what), NOBODY_YET)


async def schedule_phase(info: Info, input: Input[SchedulePhaseInput]) -> Any:
    return await perform(info, lambda act: actions.schedule_phase(act, input.address(), input.form()), "phase")


async def open_phase(info: Info, input: Input[PhaseInput]) -> Any:
    return await perform(info, lambda act: actions.move_phase(act, input.address(), Move.OPEN), "phase")


async def stop_phase(info: Info, input: Input[PhaseInput]) -> Any:
    return await perform(info, lambda act: actions.move_phase(act, input.address(), Move.STOP), "phase")


async def end_phase(info: Info, input: Input[PhaseInput]) -> Any:
    return await perform(info, lambda act: actions.move_phase(act, input.address(), Move.END), "phase")
