"""The rights that the API names. Clients know them by these names; a right that is not listed stays internal."""

from enum import Enum
from typing import Any

import strawberry

from core import access
from core.access import Right, StagedRight

_LISTED: list[tuple[str, Right | StagedRight, str]] = [
    ("MANAGE_BATCHES", access.MANAGE_BATCHES, "新建、开启、结束批次 | Creates, opens and ends batches"),
    ("SEE_BATCHES", access.SEE_BATCHES, "查看批次 | Sees batches"),
    ("SEE_PROGRESS", access.SEE_PROGRESS, "查看各学院、班级的进度 | Sees how far colleges and classes are"),
    (
        "MANAGE_COLLEGE_BATCH",
        access.MANAGE_COLLEGE_BATCH,
        "设置本学院的参评、人员与阶段 | Sets participants, staff and phases of a college",
    ),
    ("SEE_PARTICIPANTS", access.SEE_PARTICIPANTS, "查看参评人员 | Sees who takes part"),
    ("IMPORT_COURSE_SCORES", access.IMPORT_COURSE_SCORES, "导入、修改课程成绩 | Imports and changes course scores"),
    ("SEE_COURSES", access.SEE_COURSES, "查看课程 | Sees courses"),
    ("SEE_COURSE_SCORE", access.SEE_COURSE_SCORE, "查看课程成绩 | Sees course scores"),
    (
        "KEEP_GRADE_SCALE",
        access.KEEP_GRADE_SCALE,
        "设置成绩换算、处理待定成绩 | Keeps the grade scale, and decides undecided scores",
    ),
    ("SEE_GRADE_SCALE", access.SEE_GRADE_SCALE, "查看成绩换算设置 | Sees the grade scale"),
    ("SEE_SCORE_QUESTIONS", access.SEE_SCORE_QUESTIONS, "查看待定成绩及其处理 | Sees undecided scores and decisions"),
    (
        "ADJUST_COURSES",
        access.ADJUST_COURSES,
        "调整参评课程与加成比例 | Adjusts courses that count, and their ratio",
    ),
    ("COMPUTE_ACADEMIC", access.COMPUTE_ACADEMIC, "计算学业成绩 | Computes academic scores"),
    ("RANK_MAJOR_GRADE", access.RANK_MAJOR_GRADE, "计算专业年级排名 | Ranks the grade of a major"),
    ("SEE_ACADEMIC_RESULT", access.SEE_ACADEMIC_RESULT, "查看学业成绩 | Sees academic results"),
    ("SEE_MAJOR_GRADE_RANK", access.SEE_MAJOR_GRADE_RANK, "查看专业年级排名 | Sees ranks in the grade of a major"),
    ("RATE", access.RATE, "打分 | Rates the students of a class"),
    ("SEE_RATING_PROGRESS", access.SEE_RATING_PROGRESS, "查看评分进度 | Sees how far rating is"),
    ("SEE_ITEM_SCORES", access.SEE_ITEM_SCORES, "查看各评分项的得分 | Sees the scores of single items"),
    ("SEE_SINGLE_MARKS", access.SEE_SINGLE_MARKS, "查看各打分人的分数 | Sees the marks behind a score"),
    ("SEE_RATING_RESULT", access.SEE_RATING_RESULT, "查看评分成绩 | Sees rating results"),
    ("COMPUTE_RATING", access.COMPUTE_RATING, "计算评分成绩 | Computes rating scores"),
    (
        "IMPORT_COMPREHENSIVE",
        access.IMPORT_COMPREHENSIVE,
        "导入并提交综合测评成绩 | Imports and submits comprehensive results",
    ),
    ("REOPEN_SHEETS", access.REOPEN_SHEETS, "退回已提交的班级成绩 | Sets a class's submitted results back"),
    (
        "SEE_RESULT_SHEETS",
        access.SEE_RESULT_SHEETS,
        "查看各班的提交情况 | Sees which classes have submitted",
    ),
    ("MANAGE_NOTICES", access.MANAGE_NOTICES, "发布、结束公示 | Publishes and ends notices"),
    ("READ_NOTICE", access.READ_NOTICE, "查看公示名单 | Reads the list of a notice"),
    ("SEE_NOTICES", access.SEE_NOTICES, "查看公示 | Sees notices"),
    ("APPROVE", access.APPROVE, "审核学院的测评成绩 | Approves a college's results"),
    ("WITHDRAW_APPROVAL", access.WITHDRAW_APPROVAL, "撤回审核 | Withdraws an approval"),
    ("MANAGE_PEOPLE", access.MANAGE_PEOPLE, "管理账号、角色与名册 | Manages accounts, roles and the roster"),
    ("SEE_AUDIT", access.SEE_AUDIT, "查看操作日志 | Reads the audit log"),
    ("SEE_CLASSES", access.SEE_CLASSES, "查看班级 | Sees classes"),
    ("SEE_RATING_ITEMS", access.SEE_RATING_ITEMS, "查看评分项 | Sees rating items"),
    ("SEE_STUDENTS", access.SEE_STUDENTS, "查看学生 | Sees students"),
    ("SEE_PERSONAL_DETAILS", access.SEE_PERSONAL_DETAILS, "查看性别、民族 | Sees gender and ethnicity"),
    ("SEE_STAFF", access.SEE_STAFF, "查看教职工 | Sees staff"),
    ("SEE_COMPREHENSIVE", access.SEE_COMPREHENSIVE, "查看综合测评成绩 | Sees comprehensive results"),
    ("SEE_GRADE_RANK", access.SEE_GRADE_RANK, "查看年级排名 | Sees ranks in the grade"),
]
PERMISSIONS = {name: right for name, right, _ in _LISTED}
_values: Any = Enum("Permission", {name: strawberry.enum_value(name, description=words) for name, _, words in _LISTED})  # type: ignore[misc]  # made from the list
Permission = strawberry.enum(
    _values,
    name="Permission",
    description="一类操作或查看；对哪些记录有效，由各记录判断 | "
    "Something that a person may do or see; each record decides whether it reaches it",
)
