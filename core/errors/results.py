"""Comprehensive results, notices and approval are refused for these reasons (R6, R7)."""

from core.errors.family import Refusal


class SheetsNotImported(Refusal):
    """Reports that only imported results can be submitted (R6.4)."""

    code = "SHEETS_NOT_IMPORTED"
    meaning = "有班级尚未导入综合测评成绩 | Some classes have no comprehensive results yet"
    zh = "以下班级尚未导入综合测评成绩，不能提交：{classes}"
    en = "These classes have no imported comprehensive results, so they can't be submitted: {classes}"


class SheetSubmitted(Refusal):
    """Reports that a submitted class can't be imported until it is set back (R6.4)."""

    code = "SHEET_SUBMITTED"
    meaning = "综合测评成绩已提交，不能再修改 | The comprehensive results are submitted and can't be changed"
    zh = "{classes}的综合测评成绩已提交，不能再修改；如需重新导入，请联系学院管理员改为未提交"
    en = "The results of {classes} are submitted; ask the college to set them back before importing again"


class SheetHolds(SheetSubmitted):
    """Addresses the college, which can set the class back itself (R6.2)."""

    zh = "{classes}的综合测评成绩已提交，参评学生不能变动；请先将其导入状态改为未提交"
    en = "The results of {classes} are submitted, so their participants can't change; set them back first"


class SheetsNotSubmitted(Refusal):
    """Names the classes whose results are not submitted (R7.1)."""

    code = "SHEETS_NOT_SUBMITTED"
    meaning = "有班级尚未提交综合测评成绩 | Some classes have not submitted their comprehensive results"
    zh = "以下班级尚未提交综合测评成绩：{classes}"
    en = "These classes have not submitted their comprehensive results yet: {classes}"


class SheetOutOfDate(Refusal):
    """Reports, at submitting, that the participants have changed since the import (R6.2)."""

    code = "SHEET_OUT_OF_DATE"
    meaning = "导入后参评学生有变动，须重新导入 | Participants have changed since the import; import again"
    zh = "以下班级导入后参评学生有变动，请重新导入后再提交：{classes}"
    en = "The participants of these classes have changed since the import; import again before submitting: {classes}"


class NothingToImport(Refusal):
    code = "NOTHING_TO_IMPORT"
    meaning = "本批次中没有可以导入的班级 | There is no class in this batch that you may import"
    zh = "本批次中没有您可导入的班级：请核对批次，或联系学院管理员"
    en = "There is no class in this batch that you may import: check the batch, or ask your college"


class NoticeOpen(Refusal):
    """Reports that results can't be set back while a notice shows them (R6.4)."""

    code = "NOTICE_OPEN"
    meaning = "公示正在进行 | A public notice is open"
    zh = "公示“{title}”正在进行，请先结束公示"
    en = 'The notice "{title}" is open; end it first'


class NoticeNotOpen(Refusal):
    """Reports a notice that was ended, or whose last day is over (R7.2)."""

    code = "NOTICE_NOT_OPEN"
    meaning = "公示已结束 | The public notice has ended"
    zh = "该公示已结束"
    en = "The notice has already ended"


class NoticeNotHeld(Refusal):
    """Names the classes whose results have not been in a notice since they were submitted (R7.4)."""

    code = "NOTICE_NOT_HELD"
    meaning = "有班级提交后尚未公示 | The results of some classes have not been in a public notice yet"
    zh = "以下班级的综合测评成绩提交后尚未公示，不能审核通过：{classes}"
    en = (
        "These classes can't be approved: no public notice has shown their results since they were submitted: {classes}"
    )


class ResultsApproved(Refusal):
    """Reports that approval freezes a college's results for the batch (R7.6)."""

    code = "RESULTS_APPROVED"
    meaning = "测评结果已审核通过，不能再修改 | The results are approved and can't be changed"
    zh = "本学院的测评结果已审核通过并提交，不能再修改；如需修改，请联系学生处撤销审核"
    en = "The college's results are approved and can't be changed; ask student affairs to withdraw the approval"


class ResultsNotApproved(Refusal):
    """Reports that there is no approval to withdraw (R7.6)."""

    code = "RESULTS_NOT_APPROVED"
    meaning = "测评结果没有审核通过 | The results are not approved"
    zh = "该学院的测评结果没有审核通过，或已撤销"
    en = "The college's results are not approved, or the approval was already withdrawn"
