"""Comprehensive results, notices and approval (R6, R7)."""

from core.errors.family import Refusal


class SheetsNotImported(Refusal):
    """R6.4: only what was imported can be submitted."""

    code = "SHEETS_NOT_IMPORTED"
    meaning = "有班级尚未导入综合测评成绩 | Some classes have no comprehensive results yet"
    zh = "以下班级尚未导入综合测评成绩，不能提交：{classes}"
    en = "Nothing was imported for these classes, so they can't be submitted: {classes}"


class SheetSubmitted(Refusal):
    """R6.4: after submitting, no import until it is set back."""

    code = "SHEET_SUBMITTED"
    meaning = "综合测评成绩已提交，不能再修改 | The comprehensive results are submitted and can't be changed"
    zh = "{classes}的综合测评成绩已提交，不能再修改；如需重新导入，请联系学院管理员改为未提交"
    en = "The results of {classes} are submitted; ask the college to set them back before importing again"


class SheetHolds(SheetSubmitted):
    """R6.2, told to the college, which sets the class back itself."""

    zh = "{classes}的综合测评成绩已提交，参评学生不能变动；请先将其导入状态改为未提交"
    en = "The results of {classes} are submitted, so who takes part stays; set them back to not submitted first"


class SheetsNotSubmitted(Refusal):
    """R7.1: names the classes that are missing."""

    code = "SHEETS_NOT_SUBMITTED"
    meaning = "有班级尚未提交综合测评成绩 | Some classes have not submitted their comprehensive results"
    zh = "以下班级尚未提交综合测评成绩：{classes}"
    en = "These classes have not submitted their comprehensive results yet: {classes}"


class SheetOutOfDate(Refusal):
    """R6.2, once more at submitting: participants may have changed since the import."""

    code = "SHEET_OUT_OF_DATE"
    meaning = "导入后参评学生有变动，须重新导入 | Participants have changed since the import; import again"
    zh = "以下班级导入后参评学生有变动，请重新导入后再提交：{classes}"
    en = "The participants of these classes have changed since the import; import again before submitting: {classes}"


class NothingToImport(Refusal):
    code = "NOTHING_TO_IMPORT"
    meaning = "本批次中没有可以导入的班级 | There is no class in this batch that you may import"
    zh = "本批次中没有你可以导入的班级"
    en = "There is no class in this batch that you may import"


class NoticeOpen(Refusal):
    """R6.4: nothing is set back under the eyes of those who read it."""

    code = "NOTICE_OPEN"
    meaning = "公示正在进行 | A public notice is open"
    zh = "公示“{title}”正在进行，请先结束公示"
    en = 'The notice "{title}" is open; end it first'


class NoticeNotOpen(Refusal):
    """R7.2: it has been ended, or its last day is over."""

    code = "NOTICE_NOT_OPEN"
    meaning = "公示已结束 | The public notice has ended"
    zh = "该公示已结束"
    en = "The notice has ended already"


class NoticeNotHeld(Refusal):
    """R7.4: names the classes whose results have not stood in a notice since they were submitted."""

    code = "NOTICE_NOT_HELD"
    meaning = "有班级提交后还没有公示过 | The results of some classes have not been in a public notice yet"
    zh = "以下班级的综合测评成绩提交后还没有公示过，不能审核通过：{classes}"
    en = "The results of these classes have not been in a notice since they were submitted: {classes}"


class ResultsApproved(Refusal):
    """R7.6: approval freezes a college's results for the batch."""

    code = "RESULTS_APPROVED"
    meaning = "测评结果已审核通过，不能再修改 | The results are approved and can't be changed"
    zh = "本学院的测评结果已审核通过并提交，不能再修改；如需修改，请联系学生处退回审核"
    en = "The college's results are approved and can't be changed; ask student affairs to withdraw the approval"


class ResultsNotApproved(Refusal):
    """R7.6: there is no approval to withdraw."""

    code = "RESULTS_NOT_APPROVED"
    meaning = "测评结果没有审核通过 | The results are not approved"
    zh = "该学院的测评结果没有审核通过，或已退回"
    en = "The college's results are not approved, or the approval is withdrawn already"
