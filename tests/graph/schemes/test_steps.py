"""The steps of a college with a scheme (R1.7)."""

from typing import Any

from db.tables import Module
from tests.campus import STUDENTS, Campus, Person
from tests.graph.comprehensive_acts import submit
from tests.graph.scheme_acts import TEXT, bring, compute, ready, save, who_is
from tests.graph.steps.asking import step, tasks

__all__ = ["ready"]


async def test_steps_lead_from_the_inputs_over_the_computation_to_the_submission(ready: Campus) -> None:
    """R1.7: of a college with a scheme, for the counsellor and the college admin; a new version asks for it again."""
    await ready.open_phases(*Module)
    inputless = "尚未导入方案数据（方案不需要的，可直接计算）"
    li, admin = ready.counsellor_li, ready.college_admin

    async def of(person: Person) -> tuple[str, bool, str]:
        [one] = [each for each in await tasks(ready, person) if each["kind"] == "COMPREHENSIVE"]
        assert one["title"] == "按方案计算并提交综合测评成绩"
        return one["state"], one["mine"], one["advice"]

    first = f"{inputless}：计科1901、计科1902；待计算：计科1901、计科1902"
    assert await of(li) == ("OPEN", True, first)
    names = "计科1901、计科1902、软工1901"
    lacking = f"未提交：{names}；{inputless}：{names}；3 个班级待计算"
    assert await of(admin) == ("OPEN", True, lacking)
    assert not (await step(ready, "COMPREHENSIVE", ready.deputy_secretary))["mine"]
    values: list[list[Any]] = [[*who_is(ready, key), 80] for key, _ in STUDENTS["cs1"]]
    await bring(ready, li, "VALUES", ("学号", "姓名", "体质测试"), values)
    assert (await of(li))[2] == f"{inputless}：计科1902；待计算：计科1901、计科1902"
    await compute(ready, li, "cs1")
    assert (await of(li))[2] == f"{inputless}：计科1902；待计算：计科1902；已有成绩，待提交：计科1901"
    await save(ready, admin, text=TEXT + "# 改\n", follows=1)
    assert "；计算之后有变动，须重新计算：计科1901" in (await of(li))[2]
    assert "；2 个班级待计算；计算之后有变动，须重新计算：计科1901" in (await of(admin))[2]
    await compute(ready, li, "cs1")
    await submit(ready, li, "cs1")
    one = await step(ready, "COMPREHENSIVE")
    assert (one["done"], one["total"], one["advice"]) == (
        1,
        3,
        f"未提交：计科1902、软工1901；{inputless}：计科1902、软工1901；2 个班级待计算",
    )
