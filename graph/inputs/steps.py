"""The words of the API for steps."""

from typing import TypeAlias

from core.rules.steps.step import StepKind as StepKindName
from core.rules.steps.step import StepState as StepStateName
from graph.vocabulary.enums import declare_enum

StepKind: TypeAlias = StepKindName
declare_enum(
    StepKind,
    "StepKind",
    "一个步骤；界面据此打开对应的页面 | A step; a page knows by it which screen to open",
    PARTICIPANTS="设置参评学生（学院） | The college sets the participants",
    STAFF="配置辅导员、班主任（学院） | The college assigns counsellors and head teachers",
    PHASES="设置时间与比例，开启学院批次（学院） | The college sets windows and ratio, and opens its phases",
    RATING_ITEMS="设置评分项目（学院） | The college sets its rating items",
    COURSE_SCORES="导入原始成绩，处理待定成绩（学院） | The college imports course scores and decides undecided ones",
    ADJUSTMENTS="参评课程调整（班长、辅导员、学院） | Monitors, counsellors and the college adjust courses",
    ACADEMIC="学业成绩计算与排名（辅导员、学院） | Counsellors and the college compute and rank academic scores",
    RATING="打分与评分成绩计算 | Ballots and rating scores",
    COMPREHENSIVE="综合测评成绩导入与提交（辅导员） | Counsellors import and submit comprehensive results",
    NOTICE="成绩公示（学院） | The college publishes the results within each class",
    APPROVAL="审核通过并提交（副书记） | The deputy secretary approves and hands in",
    BATCH="设置并开启批次（学生处） | Student affairs sets up and opens the batch",
    COLLEGES="各学院启动测评 | The colleges begin their work",
    RESULTS="各学院审核并提交 | The colleges approve and hand in",
    LIBRARY="查看成绩库，结束批次（学生处） | Student affairs reads the library and ends the batch",
)

StepState: TypeAlias = StepStateName
declare_enum(
    StepState,
    "StepState",
    "步骤的状态 | State of a step",
    DONE="已完成 | Done",
    CURRENT="当前：现在能做的步骤中的第一个 | Current: the first of the steps that can be done now",
    OPEN="现在也能做 | Can be done now, too",
    BLOCKED="现在不能做，原因见 reason | Can't be done now; `reason` says why",
)
