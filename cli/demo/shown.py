"""The demo ends by printing one class as its counsellor sees it, and everybody's sign-in."""

from cli.demo import academic, rating
from cli.demo.cast import Cast
from cli.demo.client import Client
from cli.demo.people import People
from cli.demo.state import DemoState
from cli.telling import say, table


async def show(cast: Cast, state: DemoState, people: People) -> None:
    counsellor = await people.sign_in(cast.counsellor)
    batch_id = await academic.current_batch(counsellor, state.academic_year)
    class_id = (await academic.class_ids(counsellor))[cast.shown_class.code]
    await _academic(cast, counsellor, batch_id, class_id)
    await _rating(cast, counsellor, batch_id, class_id)
    rows = [(one.role, one.username, state.password(one.username), one.sees) for one in cast.parts]
    table("登录账号 sign-ins", ("角色 role", "用户名 username", "密码 password", "可以看什么 to look at"), rows)


async def _academic(cast: Cast, counsellor: Client, batch_id: str, class_id: str) -> None:
    rows = [
        (
            one["student"]["number"],
            one["student"]["name"],
            one["creditAverage"],
            one["academicScore"],
            (one["classRank"] or {}).get("label"),
            (one["majorGradeRank"] or {}).get("label"),
        )
        for one in await academic.ranked(counsellor, batch_id, class_id)
    ]
    headers = ("学号", "姓名", "平均学分成绩", "学业成绩", "班级排名", "专业年级排名")
    table(f"{cast.shown_class.name} {cast.university.academic_year} 学业成绩", headers, rows)


async def _rating(cast: Cast, counsellor: Client, batch_id: str, class_id: str) -> None:
    far = await rating.progress(counsellor, batch_id, class_id)
    submitted = f"互评已提交 {far['peersSubmitted']}/{far['participantCount']}"
    rows = [
        (one["student"]["number"], one["student"]["name"], one["ratingScore"])
        for one in await rating.results(counsellor, batch_id, class_id)
    ]
    title = f"{cast.shown_class.name} {cast.university.academic_year} 评分成绩（{submitted}）"
    table(title, ("学号", "姓名", "评分成绩"), rows)
    say(f"{cast.student} 的打分表只打了一半，可登录继续", "this student's ballot is half done: sign in to continue")
