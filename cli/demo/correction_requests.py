"""The demo's correction requests: one is answered, one waits (R16.3)."""

from typing import Any

from cli.demo.client import Client

OWN = "{ viewer { correctionRequests { id status } } }"
ASK = """mutation($input: RequestCorrectionInput!) {
  requestCorrection(input: $input) { correctionRequest { id status } userErrors { message } } }"""
ANSWER = "mutation($input: AnswerCorrectionInput!) { answerCorrection(input: $input) { userErrors { message } } }"
SCORE = {
    "subject": "COURSE_SCORES",
    "what": "高等数学的成绩低于我的预期",
    "correction": "按卷面重新核对后的成绩",
    "reason": "我对过答案，卷面分应当更高。",
}
NAME = {
    "subject": "ROSTER",
    "what": "民族登记有误",
    "correction": "以身份证为准",
    "reason": "入学登记时选错了，身份证可在学院办公室查验。",
}
ANSWERED = "已请任课教师复查试卷，分数相加无误，与教务系统一致，故不予更正。"


async def ask(person: Client, form: dict[str, str]) -> Any:
    """Makes the request, unless the person has made one."""
    made = (await person.ask(OWN))["correctionRequests"]
    return made[0] if made else (await person.ask(ASK, input=form))["correctionRequest"]


async def decline(admin: Client, request: Any) -> None:
    """Answers that the score stays, unless it was answered."""
    if request["status"] == "OPEN":
        await admin.ask(ANSWER, input={"id": request["id"], "corrected": False, "answer": ANSWERED})
