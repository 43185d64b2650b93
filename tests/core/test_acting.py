"""An act asks for rights by itself, beside any API (R8)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.access import KEEP_GRADE_SCALE
from core.acting import Act
from core.actions.access_tokens import TokenForm, create_access_token_for
from core.actions.ballots import rater_id
from core.actions.bindings import unbind
from core.actions.courses import delete_fitting
from core.actions.people import create_first_super_admin
from core.actions.scheme_inputs import place
from core.actions.scheme_samples import Sample, scheme_sample
from core.actions.scheme_trials import workbook_of
from core.errors import Forbidden, Invalid
from core.viewer import Viewer
from db.tables import Role

ZONE = ZoneInfo("Asia/Shanghai")


def act_of(*grants: tuple[Role, int | None]) -> Any:
    """Returns an act without a database: what needs one was not refused."""
    nowhere: Any = None
    return Act.at(nowhere, Viewer(1, "", "", grants=grants), datetime(2026, 1, 1, tzinfo=UTC), ZONE, None)


def test_who_has_one_college_need_not_name_it() -> None:
    """R8.1: it is the one of the role; whoever has several, or the school, names one."""
    here, there = (Role.COLLEGE_ADMIN, 1), (Role.COLLEGE_ADMIN, 2)
    assert act_of(here).own_college(KEEP_GRADE_SCALE) == 1
    for grants in ((here, there), (here, (Role.SUPER_ADMIN, None)), ((Role.AUDITOR, None),)):
        with pytest.raises(Invalid):
            act_of(*grants).own_college(KEEP_GRADE_SCALE)


def test_an_account_of_neither_a_student_nor_staff_rates_nobody() -> None:
    """R5.2."""
    with pytest.raises(Forbidden):
        rater_id(Viewer(1, "", ""))


async def test_nobody_but_who_manages_people_does_what_the_command_line_does_for_another() -> None:
    """R9.1, R16.1: the account is not even looked up."""
    form = TokenForm("排课系统", date(2026, 2, 1), True)
    for role in set(Role) - {Role.SUPER_ADMIN}:
        with pytest.raises(Forbidden):
            await create_access_token_for(act_of((role, 1)), "S001", form, ZONE, 365)
        with pytest.raises(Forbidden):
            await unbind(act_of((role, 1)), SimpleNamespace(id=1))
        with pytest.raises(Forbidden):
            await create_first_super_admin(act_of((role, 1)), "admin", "管理员", timedelta(days=1))


async def test_nobody_but_who_imports_scores_deletes_them_by_a_filter() -> None:
    """R8: not even where the filter fits nothing."""
    chosen: dict[str, Any] = dict.fromkeys(("term", "class_id", "student_id", "course_code"))
    for role in set(Role) - {Role.SUPER_ADMIN, Role.COLLEGE_ADMIN}:
        with pytest.raises(Forbidden):
            await delete_fitting(act_of((role, 1)), academic_year="2018-2019", **chosen)


async def test_nobody_but_who_computes_results_imports_for_them_or_tries_a_scheme() -> None:
    """R8: whether there is a batch is not told either."""
    for role in (Role.STUDENT_AFFAIRS, Role.DEPUTY_SECRETARY, Role.AUDITOR):
        act = act_of((role, 1))
        for asked in (
            place(act, 1, None),
            workbook_of(act, 1),
            scheme_sample(act, 1, None, "", Sample(None, {}, None)),
        ):
            with pytest.raises(Forbidden):
                await asked
