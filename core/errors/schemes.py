"""Schemes are refused for these reasons (R11)."""

from core.errors.family import Refusal
from core.errors.results import SheetOutOfDate


class SchemeFaulty(Refusal):
    """Reports one problem of a scheme's text: `row` and `column` are its line and its column."""

    code = "SCHEME_FAULTY"
    meaning = (
        "评分方案有误，行、列和应怎样写见说明 | The scheme has a fault; line, column and what would be right are told"
    )
    zh = "{zh}"
    en = "{en}"


class SchemeChanged(Refusal):
    """Reports that somebody else has saved the scheme since it was read."""

    code = "SCHEME_CHANGED"
    meaning = "评分方案已被他人修改 | Somebody else has changed the scheme"
    zh = "评分方案现在是第 {version} 版，由{who}保存：请对照后重新保存"
    en = "The scheme is at version {version} now, saved by {who}: compare it, and save again"


class SchemeFrozen(Refusal):
    """Reports that submitted results rest on the scheme."""

    code = "SCHEME_FROZEN"
    meaning = (
        "已有班级提交按方案计算的成绩，方案不能再改 | Submitted results rest on the scheme, so it can't be changed"
    )
    zh = "以下班级已提交按本方案计算的成绩，方案不能再改：{classes}；确需修改，请先将其改为未提交"
    en = "These classes have submitted results that rest on the scheme: {classes}; set them back before changing it"


class NoScheme(Refusal):
    """Reports that the college has not written a scheme for the batch."""

    code = "NO_SCHEME"
    meaning = "学院在本批次还没有评分方案 | The college has no scheme in this batch"
    zh = "学院在本批次还没有评分方案：请先由学院管理员编写"
    en = "The college has no scheme in this batch yet: its admin has to write one first"


class ItemsWouldGo(Refusal):
    """Reports that a file lacks items that are stored, and that nobody has said that they may go."""

    code = "ITEMS_WOULD_GO"
    meaning = "已有的项目不在文件中，未保存 | Stored items are not in the file; nothing was stored"
    zh = (
        "文件中没有、将被删去的项目有 {count} 个：{students}；"
        "一个类别的项目在文件所含班级中整体替换，请补全文件，或确认删去"
    )
    en = "{count} stored items are not in the file and would go: {students}; complete the file, or say that they may go"


class InputsMissing(Refusal):
    """Names one student to whom something is lacking that the scheme has no stand-in for."""

    code = "INPUTS_MISSING"
    meaning = "有学生缺少方案所需的数据，未计算 | Students lack what the scheme needs; nothing was computed"
    zh = "{name}（{number}，{school_class}）缺少：{what_zh}"
    en = "{name} ({number}, {school_class}) lacks: {what_en}"


class InputMissingForAll(Refusal):
    """Names one input that everybody of some classes lacks, once for all of them."""

    code = "INPUT_MISSING_FOR_ALL"
    meaning = (
        "整班或全部学生都缺少方案所需的一项数据，未计算 | "
        "Everybody of some classes lacks an input of the scheme; nothing was computed"
    )
    zh = "{where_zh} {count} 名学生都缺少“{what}”：{advice_zh}"
    en = "{where_en} ({count} students) lacks “{what}”: {advice_en}"


class ScoresOutOfRange(Refusal):
    """Names one student whose quality comes out below 0 or above 999.99."""

    code = "SCORES_OUT_OF_RANGE"
    meaning = "按方案得出的分数小于 0 或大于 999.99 | A score comes out below 0 or above 999.99"
    zh = "{name}（{number}，{school_class}）的“{quality}”小于 0 或大于 999.99：请在方案中加上 floor 或 cap"
    en = "{name} ({number}, {school_class}): “{quality}” is below 0 or above 999.99; add a floor or a cap to the scheme"


class GradesIncomplete(Refusal):
    """Names the classes that must be computed together, because results depend on the whole grade."""

    code = "GRADES_INCOMPLETE"
    meaning = "方案按整个年级评定，须整个年级一起计算 | Results depend on the whole grade: compute whole grades"
    zh = "方案按整个年级评定（等次按年级比例，或按年级最高折算），须整个年级一起计算，还缺：{classes}"
    en = "Results depend on the whole grade, so whole grades are computed together; these are left out: {classes}"


class ResultsStale(SheetOutOfDate):
    """Reports, at submitting, what has changed since the classes were computed."""

    zh = "以下班级计算之后有变动，请重新计算后再提交：{classes}"
    en = "These classes have changed since they were computed; compute again before submitting: {classes_en}"


class AcademicScoresStale(Refusal):
    """Names the classes whose academic scores must be computed before a scheme takes them."""

    code = "INPUTS_OUT_OF_DATE"
    meaning = "学业成绩或评分成绩须先重新计算 | Academic or rating scores have to be computed again first"
    zh = "以下班级的课程成绩等在计算学业成绩之后有变动，请先重新计算学业成绩：{classes}"
    en = "Courses have changed since the academic scores of these classes were computed; compute those first: {classes}"


class RatingScoresStale(AcademicScoresStale):
    """Names the classes whose rating scores must be computed before a scheme takes them."""

    zh = "以下班级在计算评分成绩之后又有打分表提交或退回，请先重新计算评分成绩：{classes}"
    en = "Ballots have changed since the rating scores of these classes were computed; compute those first: {classes}"


class ItemScoresHidden(Refusal):
    """Reports that a trial would tell the scores of single rating items."""

    code = "ITEM_SCORES_HIDDEN"
    meaning = "方案用到单个评分项目，试算会泄露其得分 | A trial would tell the scores of single rating items"
    zh = "方案用到单个评分项目的得分，您无权查看这些得分，不能试算；仍可保存、计算"
    en = "The scheme reads scores of single rating items, which you may not see, so it can't be tried; save it instead"
