"""No audit entry tells its reader a value that the reader may not see through the API (R8.7), whatever the act."""

import json
import re

import pytest

from tests import access
from tests.campus import Campus
from tests.graph.access.attempts import attempt
from tests.graph.access.deeds import DEEDS, DELETING
from tests.graph.rating_acts import COUNSELLOR, HEAD_TEACHER, PEER
from tests.graph.ratings.moments import AGAIN, MIGHT, STANDS

READERS = [
    access.WHO[role]
    for line in access.lines("rows")
    if line.name == "Query.auditLog"
    for role, cell in line.cells.items()
    if cell.reach != "-"
]
"""Everybody who reads the log, as the matrix has it."""
SECRETS = (
    "select score::text from course_score",
    "select credit_average::text from academic_result",
    "select academic_score::text from academic_result",
    "select points::text from mark",
    "select rating_score::text from rating_result",
    "select unnest(item_scores)::text from rating_result",
    "select unnest(scores || overall_score)::text from comprehensive_result",
    "select remark from course_score",
    "select ethnicity from student",
)
LAST = ("clearProcessData", "setParticipants", "setQualities", *DELETING)
"""These acts remove the rows that other acts work on."""
ASSIGNED = """insert into counsellor (batch_id, class_id, staff_id) select batch_id, class_id, staff.id
  from batch_class join school_class on school_class.id = class_id, staff
  where school_class.code = 'J1901' and number = 'S005' on conflict do nothing"""
"""李莉 counsels 计科1901 again, where the last act has assigned somebody else."""
LEAK = """insert into audit_entry (at, actor_name, action, subject, college_id, new)
  values (now(), '某人', 'forgedEntry', '计科1901', :college, jsonb_build_object('score', cast(:score as text)))"""
HIDDEN = """select scores[2]::text from comprehensive_result
  where scores[2]::text like '%.37' and college_id = :college limit 1"""
"""The college does not see this score before its class has submitted."""
SEEN = """query($batch: ID!) {
  courseScores(first: 200) { nodes { score remark } } students(first: 200) { nodes { ethnicity } }
  academicResults(batchId: $batch, first: 200) { nodes { creditAverage academicScore } }
  ratingResults(batchId: $batch, first: 200) { nodes {
    ratingScore marks { marks { points } } explanation { items { score } } } }
  comprehensiveResults(first: 200) { nodes { qualities { score } } } }"""
LOG = "{ auditLog(first: 200) { nodes { id action subject old new } } }"
PIECE = re.compile(r"\d+\.\d+|[^\x00-\x7f]+")


class Watch:
    """Keeps what there is to hide, what each reader has seen through the API, and which entries were looked at."""

    def __init__(self, campus: Campus) -> None:
        self.campus = campus
        self.secrets: set[str] = set()
        self.seen: dict[str, set[str]] = {who: set() for who in READERS}
        self.judged: dict[str, set[str]] = {}

    async def look(self) -> None:
        """Records the batch as it stands: what is there, and what each reader sees of it.

        Who sees what is the same at each look, so nobody is asked where nothing new is there.
        """
        found = await self.campus.rows(" union ".join(SECRETS))
        there = {one for (one,) in found if one is not None and not one.endswith(".00")}
        if there <= self.secrets:
            return
        self.secrets |= there
        for who in READERS:
            answer = await self.campus.ask(self.campus.people[who], SEEN, batch=self.campus.batch)
            self.seen[who] |= set(PIECE.findall(json.dumps(answer.data, ensure_ascii=False)))

    async def judge(self) -> None:
        for who in READERS:
            answer = await self.campus.ask(self.campus.people[who], LOG)
            for entry in answer.data["auditLog"]["nodes"]:
                if entry["id"] not in self.judged.setdefault(who, set()):
                    self.judged[who].add(entry["id"])
                    told = set(PIECE.findall(json.dumps(entry, ensure_ascii=False)))
                    assert told & self.secrets <= self.seen[who], (who, entry)


async def prepare(campus: Campus) -> None:
    """Everything that is hidden from somebody has a value that is nowhere else."""
    await campus.execute("update course_score set score = 61 + id % 30 + 0.13, remark = '缓考' || id")
    await campus.execute("update student set ethnicity = '民族' || chr(19968 + cast(id as int))")
    await campus.execute(
        """update comprehensive_result set
           scores = array[70 + id % 20 + 0.31, 60 + id % 20 + 0.37, 50 + id % 20 + 0.41],
           overall_score = 40 + id % 20 + 0.43"""
    )
    for points, key in enumerate(("jia", "bing", "ding", "wu")):
        await campus.fill(campus.people[key], "cs1", PEER, points)
    await campus.fill(campus.counsellor_li, "cs1", COUNSELLOR, 5)
    await campus.fill(campus.head_teacher_chen, "cs1", HEAD_TEACHER, 6)
    await campus.execute("update mark set points = points + 0.17 + 0.01 * (student_id % 7)")


async def test_no_entry_of_any_act_tells_its_reader_what_the_api_hides(working: Campus) -> None:
    """Each act of the matrix is done; a new one joins by itself. Results are at their first stage at each look.

    Course scores are imported twice, so that the second time replaces one.
    """
    await prepare(working)
    [(hidden,)] = await working.rows(HIDDEN, college=working.ids["info"])
    watch = Watch(working)
    await watch.look()
    written: set[str] = set()
    for act in [*(act for act in DEEDS if act not in LAST), *LAST, "importCourseScores"]:
        for statement in (*AGAIN, "" if act in STANDS else DEEDS[act].prepared):
            if statement:
                await working.execute(statement)
        await _done(working, act)
        await working.execute("update course_score set score = score - 1 where course_code = 'IMPORTED'")
        for statement in (*AGAIN, ASSIGNED):
            await working.execute(statement)
        await watch.look()
        if len(written) % 10 == 0:
            await watch.judge()
        written |= {action for (action,) in await working.rows("select distinct action from audit_entry")}
    await watch.judge()
    assert written >= set(DEEDS), set(DEEDS) - written
    assert len(watch.judged["super_admin"]) > len(watch.judged["college_admin"]) > len(DEEDS) / 2
    await working.execute(LEAK, college=working.ids["info"], score=hidden)
    with pytest.raises(AssertionError, match="forgedEntry"):
        await watch.judge()


async def _done(campus: Campus, act: str) -> None:
    targets = {"school": "school", "college": "info", "class": "cs1", "own": "own"}
    refused = {}
    for role in MIGHT:
        refused[role] = await attempt(campus, role, act, targets[DEEDS[act].targets])
        if not refused[role]:
            return
    pytest.fail(f"{act}: {refused}")
