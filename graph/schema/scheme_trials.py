"""试算与核对: what a scheme would change, and what it makes of a workbook; nothing is stored (R11)."""

import strawberry

from core.actions.scheme_trials import LeftOut
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Score
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="试算后一项成绩的变动 | How one quality of a student changes")
class TriedChange:
    code: str = shown("素质的代号 | Code of the quality")
    old_score: Score = shown("现在的分数 | Score now")
    new_score: Score = shown("试算的分数 | Score by the draft")
    old_level: str = shown("现在的等次 | Level now")
    new_level: str = shown("试算的等次 | Level by the draft")
    old_class_place: int = shown("现在的班级名次 | Place in the class now")
    new_class_place: int = shown("试算的班级名次 | Place in the class by the draft")
    old_grade_place: int = shown("现在的年级名次 | Place in the grade now")
    new_grade_place: int = shown("试算的年级名次 | Place in the grade by the draft")


@strawberry.type(description="试算后有变动的学生 | A student whose results change")
class TriedStudent:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    class_name: str = shown("班级 | Class")
    changes: list[TriedChange] = shown("有变动的各项成绩 | The qualities that change")


@strawberry.type(description="没有比较的学生 | A student who was not compared")
class UntriedStudent:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    class_name: str = shown("班级 | Class")
    why: LeftOut = shown("原因 | Why")


@strawberry.type(description="试算后一项成绩有变动的人数 | How many students get something else in one quality")
class TriedCounts:
    code: str = shown("素质的代号 | Code of the quality")
    score: int = shown("分数有变动的学生数 | Students with another score")
    level: int = shown("等次有变动的学生数 | Students with another level")
    class_place: int = shown("班级名次有变动的学生数 | Students with another place in the class")
    grade_place: int = shown("年级名次有变动的学生数 | Students with another place in the grade")


@strawberry.type(description="试算后一个班级或年级的名次变动 | How places move in one class or grade")
class TriedGroup:
    code: str = shown("素质的代号 | Code of the quality")
    of_grade: bool = shown("是年级而不是班级 | Whether it is a grade and not a class")
    name: str = shown("班级，或年级与专业 | The class, or the grade and its major")
    students: int = shown("比较的学生数 | Number of students compared")
    up: int = shown("名次上升的学生数 | Number of students who go up")
    down: int = shown("名次下降的学生数 | Number of students who go down")
    most: int = shown("最多移动几名 | The most places that a student moves")


@strawberry.type(description="试算后移动同样名次的学生数 | How many students move by one number of places")
class TriedMove:
    code: str = shown("素质的代号 | Code of the quality")
    of_grade: bool = shown("年级名次，不是班级名次 | Whether places in the grade are meant, and not in the class")
    places: int = shown("上升几名；下降为负，不变为 0 | Places up; negative where down, 0 where nothing moves")
    students: int = shown("学生数 | Number of students")


@strawberry.type(description="试算的结果；不保存 | Result of trying a scheme; nothing is stored")
class TrySchemePayload:
    student_count: int | None = shown("参评学生数 | Number of participants")
    lacking_count: int | None = shown("缺少数据、未试算的学生数 | Number of students who lack something")
    withheld_count: int | None = shown(
        "评分成绩不公开、未试算的学生数：互评人数过少，试算会看出个别打分 | "
        "Number of students whose rating score is withheld, because a trial would tell single marks"
    )
    unseen_count: int | None = shown(
        "没有您可查看的成绩、未比较的学生数 | Number of students without stored results that you may see"
    )
    left_out: list[UntriedStudent] | None = shown(
        "没有比较的学生，按班级、学号，最多 200 名 | Students who were not compared, by class and number, at most 200"
    )
    compared_count: int | None = shown(
        "与已有成绩比较的学生数 | Number of students who were compared with stored results"
    )
    changed_count: int | None = shown("有变动的学生数 | Number of students whose results change")
    changed: list[TriedCounts] | None = shown("各项成绩有变动的人数 | How many students change in each quality")
    groups: list[TriedGroup] | None = shown("各班级、各年级的名次变动 | How places move in each class and each grade")
    moves: list[TriedMove] | None = shown(
        "各项成绩移动几名的各有几人，由上升到下降 | How many students move by how many places, from up to down"
    )
    students: list[TriedStudent] | None = shown(
        "有变动的学生，按班级、学号，最多 200 名 | Students whose results change, by class and number, at most 200"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="与计算结果不同的一格 | A cell that differs from what is computed")
class UnequalCell:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    code: str = shown("素质的代号 | Code of the quality")
    workbook: str = shown("工作簿中的值 | Value in the workbook")
    computed: str = shown("按方案得出的值 | Value by the scheme")


@strawberry.type(description="核对的结果；不保存 | Result of checking a scheme; nothing is stored")
class CheckSchemePayload:
    student_count: int | None = shown("工作簿中的学生数 | Number of students in the workbook")
    compared_count: int | None = shown("可以核对的学生数 | Number of students who could be compared")
    lacking_count: int | None = shown("缺少数据、未核对的学生数 | Number of students who lack something")
    withheld_count: int | None = shown(
        "评分成绩不公开、未核对的学生数 | Number of students whose rating score is withheld"
    )
    unknown_count: int | None = shown(
        "不在本学院参评学生之中的学生数 | Number of students who don't take part in the college"
    )
    equal_count: int | None = shown("各项都相同的学生数 | Number of students with every cell equal")
    cell_count: int | None = shown("不同的格数 | Number of cells that differ")
    cells: list[UnequalCell] | None = shown("不同的各格，最多 1000 | The cells that differ, at most 1000")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")
