"""Rating items and ballots are refused for these reasons (R5)."""

from core.errors.family import Refusal


class NoRatingItems(Refusal):
    """Reports that a college without rating items can't open a batch for rating (R5.1)."""

    code = "NO_RATING_ITEMS"
    meaning = "学院尚未设置评分项目 | The college has no rating items yet"
    zh = "本学院尚未设置评分项目，请先设置评分项目再开启评分批次"
    en = "The college has no rating items yet; set them before opening the rating phase"


class NotParticipating(Refusal):
    """Reports that only participants rate (R5.2)."""

    code = "NOT_PARTICIPATING"
    meaning = "未参评本批次，不能打分 | You do not participate in this batch and can't rate"
    zh = "您未参评本批次，不能打分"
    en = "You do not take part in this batch, so you can't rate"


class NotOnBallot(Refusal):
    """Reports a student who is no participant, is in another class, or is the rater without self-rating (R5.3)."""

    code = "NOT_ON_BALLOT"
    meaning = "该学生不在打分表上 | The student is not on the ballot"
    zh = "{student}不在您的打分表上（未参评、不在本班或不能自评）"
    en = "{student} is not on your ballot (not a participant, in another class, or yourself)"


class NoSuchItem(Refusal):
    code = "NOT_FOUND"
    zh = "本批次没有这个评分项目，请刷新打分表"
    en = "There is no such rating item in this batch; reload the ballot"


class MarkOutOfRange(Refusal):
    """Names the student and the item whose mark is out of range (R5.3)."""

    code = "MARK_OUT_OF_RANGE"
    meaning = "打分不在分值区间内 | The mark is outside the range of points of its item"
    zh = "{student}的“{item}”应在 {low} 至 {high} 之间，填的是 {points}"
    en = '{student}: "{item}" must be from {low} to {high}, not {points}'


class BallotIncomplete(Refusal):
    """Names how many marks are missing, and the first of them (R5.3)."""

    code = "BALLOT_INCOMPLETE"
    meaning = "打分表尚未评完，不能提交 | The ballot lacks marks and can't be submitted"
    zh = "还缺 {missing} 项打分，不能提交：{first}"
    en = "{missing} marks are missing, so the ballot can't be submitted: {first}"


class BallotSubmitted(Refusal):
    """Reports that a rater can't change a submitted ballot (R5.3)."""

    code = "BALLOT_SUBMITTED"
    meaning = "打分表已提交，不能再修改 | The ballot is submitted and can't be changed"
    zh = "打分表已提交，不能再修改；如确需修改，请联系学院管理员退回"
    en = "The ballot is submitted and can't be changed; ask the college to reopen it"


class BallotNotSubmitted(Refusal):
    """Reports that only a submitted ballot can be reopened."""

    code = "BALLOT_NOT_SUBMITTED"
    meaning = "打分表尚未提交，无需退回 | The ballot is not submitted and can't be reopened"
    zh = "该打分表尚未提交，无需退回"
    en = "That ballot is not submitted, so there is nothing to reopen"
