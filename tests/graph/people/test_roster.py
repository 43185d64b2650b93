"""The roster comes in again and again, matched by code or number; batches that have not begun follow (R9.2, R2)."""

import asyncio
from typing import Any

from core.identity.tokens import hash_of
from tests.campus import Campus, Person
from tests.graph.people.entering import WHO, ask_with
from tests.graph.people.rosters import CS1, IMPORT, NEW_COLLEGE, csvs, send, take_in
from tests.statements import counted


class Reader(Person):
    """Somebody who asks by an access token."""

    @property
    def token(self) -> str:
        return f"zt_{self.username}"


async def state(campus: Campus) -> list[Any]:
    """All that an import may touch."""
    tables = ("college", "major", "school_class", "student", "staff", "roster_head_teacher", "account", "participant",
              "batch_class", "head_teacher", "audit_entry")  # fmt: skip
    return [(one, sorted(map(str, await campus.rows(f"select * from {one}")))) for one in tables]


async def participants(campus: Campus, number: str) -> list[Any]:
    return [
        tuple(row)
        for row in await campus.rows(
            """select school_class.code, participating from participant join student on student.id = student_id
               join school_class on school_class.id = participant.class_id where number = :number""",
            number=number,
        )
    ]


async def heads(campus: Campus, table: str, code: str) -> list[str]:
    rows = await campus.rows(
        f"""select number from {table} join staff on staff.id = staff_id
            join school_class on school_class.id = {table}.class_id where school_class.code = :code order by number""",
        code=code,
    )
    return [row.number for row in rows]


async def test_a_roster_comes_in_and_everybody_has_an_account_without_a_password(campus: Campus) -> None:
    assert await take_in(campus, **NEW_COLLEGE) == {
        "COLLEGES": (1, 0, 0, 0), "MAJORS": (1, 0, 0, 0), "CLASSES": (1, 0, 0, 0),
        "STUDENTS": (2, 0, 0, 0), "STAFF": (1, 0, 0, 0),
    }  # fmt: skip
    rows = await campus.rows(
        """select username, account.name, password_hash, activation_hash, name_key from account
           join student on student.id = student_id where number like '201905%' order by username"""
    )
    assert [tuple(row) for row in rows] == [
        ("20190501", "曾一", None, None, "zeng yi"), ("20190502", "单二", None, None, "shan er"),
    ]  # fmt: skip
    assert len(await campus.rows("select 1 from account join staff on staff.id = staff_id where number = 'S020'")) == 1


async def test_the_same_roster_again_changes_nothing(campus: Campus) -> None:
    await take_in(campus, **NEW_COLLEGE)
    before = [one for one in await state(campus) if one[0] != "audit_entry"]
    again = await take_in(campus, **NEW_COLLEGE)
    assert {counts[:2] + counts[3:] for counts in again.values()} == {(0, 0, 0)}
    assert [one for one in await state(campus) if one[0] != "audit_entry"] == before


async def test_a_dry_run_checks_and_counts_the_same_and_keeps_nothing(campus: Campus) -> None:
    before = await state(campus)
    tried = await take_in(campus, dry=True, **NEW_COLLEGE)
    assert await state(campus) == before
    assert await take_in(campus, **NEW_COLLEGE) == tried


async def test_every_bad_reference_is_told_and_nothing_is_kept(campus: Campus) -> None:
    """R9.2, as R4.2: all or nothing, with sheet, row, column and reason."""
    before = await state(campus)
    told = await take_in(
        campus,
        majors=[("0301", "数学", "99"), ("0101", "计算机", "02")],
        classes=[("S1901", "数学1901", 2019, 2023, "9999"), ("J1901", "计科1901", 2019, 2023, "0201")],
        students=[("20190901", "某人", None, None, "X1901"), ("S003", "某人", None, None, "J1901")],
        staff=[("S030", "某老师", "99"), ("20190101", "某老师", None)],
        monitors=[("J1902", "20190101"), ("J1901", "20190999")],
    )
    assert told["errors"] == [
        ("NOT_FOUND", 2, "学院代码"), ("CONFLICT", 3, "学院代码"),
        ("NOT_FOUND", 2, "专业代码"), ("CONFLICT", 3, "专业代码"),
        ("NOT_FOUND", 2, "班级代码"), ("ALREADY_EXISTS", 3, "学号"),
        ("NOT_FOUND", 2, "学院代码"), ("ALREADY_EXISTS", 3, "工号"),
        ("NOT_FOUND", 2, "学号"), ("NOT_FOUND", 3, "学号"),
    ]  # fmt: skip
    first = told["payload"]["userErrors"][0]
    assert first["message"] == "工作表“专业”：学院“99”不存在或已停用：请改正，或在“学院”表中加上"
    assert first["path"] == "input.files"
    assert await state(campus) == before


async def test_a_head_teacher_must_be_on_the_staff(campus: Campus) -> None:
    told = await take_in(campus, head_teachers=[("J1901", "S999"), ("X1901", "S005")])
    assert told["errors"] == [("NOT_FOUND", 2, "工号"), ("NOT_FOUND", 3, "班级代码")]


async def test_faults_of_the_file_itself_are_told_too(campus: Campus) -> None:
    told = await take_in(campus, students=[("20190501", None, None, None, "J1901")])
    assert told["errors"] == [("MISSING_VALUE", 2, "姓名")]


async def test_only_the_super_admin_imports(campus: Campus) -> None:
    before = await state(campus)
    for person in (campus.student_affairs, campus.college_admin, campus.counsellor_li, campus.jia):
        answer = await send(campus, person, **NEW_COLLEGE)
        assert (answer.data, answer.codes) == ({"importRoster": None}, ["FORBIDDEN"])
    assert await state(campus) == before


async def test_changed_rows_are_audited_with_old_and_new(campus: Campus) -> None:
    """R9.3: a new person is in the import's own entry."""
    await take_in(
        campus, students=[("20190101", "张新", "女", "汉族", "J1902"), ("20190601", "新生", None, None, "J1901")]
    )
    rows = await campus.rows(
        """select subject, old, new, college_id, class_id, student_id, actor_name, request_id is not null as asked
           from audit_entry where action = 'importRoster' order by id"""
    )
    changed, whole = next(r for r in rows if r.subject.startswith("学生")), rows[-1]
    assert changed.subject == "学生 张新 20190101"
    assert (changed.old["name"], changed.old["class"], changed.new["name"], changed.new["class"]) == (
        "张甲", "J1901", "张新", "J1902",
    )  # fmt: skip
    assert changed.college_id == campus.ids["info"]
    assert (changed.student_id, changed.actor_name, changed.asked) == (campus.jia.id, "超级管理员", True)
    assert whole.new["students"] == {"created": 1, "updated": 1, "unchanged": 0, "retired": 0}


async def test_who_is_missing_is_left_alone_unless_told_to_retire(campus: Campus) -> None:
    keep = [(number, name, "女", "汉族", "J1901") for number, name in CS1]
    assert await take_in(campus, students=keep) == {"STUDENTS": (0, 0, 5, 0)}
    assert await campus.rows("select 1 from student where retired_at is not null") == []
    assert await take_in(campus, students=keep, retire=True) == {"STUDENTS": (0, 0, 5, 7)}
    assert await campus.rows("select 1 from school_class where retired_at is not null") == []
    back = await take_in(campus, students=[("20190201", "孙己", "女", "汉族", "J1902")])
    assert back == {"STUDENTS": (0, 1, 0, 0)}


async def test_a_part_of_the_roster_does_not_retire_everybody_else(campus: Campus) -> None:
    """R9.2: more than a tenth of a sheet's records asks for the number to be named, in a dry run too."""
    files = csvs(students=[(number, name, "女", "汉族", "J1901") for number, name in CS1])
    ways: list[dict[str, Any]] = [{"dry": True}, {}, {"upTo": 6}]
    for how in ways:
        answer = await campus.upload(campus.super_admin, IMPORT, files, roster=[None], retire=True, **how)
        payload = answer.data["importRoster"]
        assert [(e["code"], e["path"]) for e in payload["userErrors"]] == [("RETIRES_TOO_MANY", "input.retireUpTo")]
        assert "“学生”中的 7 条记录，而现有 12 条" in payload["userErrors"][0]["message"]
        assert [group["code"] for group in payload["problemGroups"]] == ["RETIRES_TOO_MANY"]
        assert await campus.rows("select 1 from student where retired_at is not null") == []
    answer = await campus.upload(campus.super_admin, IMPORT, files, roster=[None], retire=True, upTo=7)
    assert [one["retired"] for one in answer.data["importRoster"]["counts"]] == [7]


async def test_students_of_a_list_become_no_monitors(campus: Campus) -> None:
    """The students are on the roster already, and the file has a name that offices use: nobody's rights change."""
    before = await campus.rows("select number, monitor from student order by number")
    for name in ("2019级名单.csv", "学生(1).csv", "班长.csv"):
        content = "\n".join(["学号,姓名,性别,班级代码", *(f"{number},{who},女,J1901" for number, who in CS1)])
        files = {"variables.roster.0": (name, content.encode())}
        answer = await campus.upload(campus.super_admin, IMPORT, files, roster=[None])
        payload = answer.data["importRoster"]
        if name == "班长.csv":
            assert [error["code"] for error in payload["userErrors"]] == ["OTHER_TABLE"]
        else:
            assert [one["sheet"] for one in payload["counts"]] == ["STUDENTS"]
        assert await campus.rows("select number, monitor from student order by number") == before


async def test_numbers_that_look_like_others_on_record_are_told(campus: Campus) -> None:
    """R9.2: 020190101 would be a second student beside 20190101."""
    files = csvs(students=[("020190101", "张甲", "女", "汉族", "J1901"), ("20190102", "李乙", "女", "汉族", "J1901")])
    answer = await campus.upload(campus.super_admin, IMPORT, files, roster=[None], dry=True)
    (note,) = answer.data["importRoster"]["warnings"]
    assert (note["code"], note["sheet"], note["column"]) == ("SIMILAR_CODES", "学生", "学号")
    assert "“20190101”、“020190101”" in note["message"]


async def test_what_still_holds_somebody_is_not_retired(campus: Campus) -> None:
    told = await take_in(campus, classes=[("J1901", "计科1901", 2019, 2023, "0101")], retire=True)
    assert [code for code, _, _ in told["errors"]] == ["CONFLICT"] * 3
    assert "“计科1902”（J1902）中还有 3 名学生" in told["payload"]["userErrors"][0]["message"]
    assert await campus.rows("select 1 from school_class where retired_at is not null") == []


async def test_the_last_super_admin_is_not_retired_with_the_staff(campus: Campus) -> None:
    told = await take_in(campus, staff=[("S005", "李莉", "01")], retire=True)
    assert [code for code, _, _ in told["errors"]] == ["LAST_SUPER_ADMIN"]
    assert await campus.rows("select 1 from staff where retired_at is not null") == []


async def test_retired_staff_lose_their_roles_at_once(campus: Campus) -> None:
    """R8.5."""
    await take_in(campus, staff=[("S001", "超级管理员", None)], retire=True)
    answer = await campus.ask(campus.student_affairs, "{ staffMembers { totalCount } }")
    assert answer.codes == ["FORBIDDEN"]
    assert await heads(campus, "roster_head_teacher", "J1901") == []


async def test_columns_that_a_sheet_does_not_have_are_left_alone(campus: Campus) -> None:
    """A file without 性别 and 民族 says nothing of them; a blank cell says that there is none."""
    content = "学号,姓名,班级代码\n20190101,张甲,J1901\n".encode()
    await campus.upload(campus.super_admin, IMPORT, {"variables.roster.0": ("学生.csv", content)}, roster=[None])
    gender = "select gender from student where number = '20190101'"
    assert (await campus.rows(gender))[0].gender == "女"
    assert await take_in(campus, students=[("20190101", "张甲", None, None, "J1901")]) == {"STUDENTS": (0, 1, 0, 0)}
    assert (await campus.rows(gender))[0].gender is None


async def test_new_students_and_classes_come_into_the_batch_that_is_under_way(campus: Campus) -> None:
    """R2.1; after the college has begun, as not participating (R2.3)."""
    fresh: dict[str, Any] = {
        "classes": [("J1903", "计科1903", 2019, 2023, "0101"), ("J2001", "计科2001", 2020, 2024, "0101")],
        "students": [("20190601", "新一", None, None, "J1903"), ("20200101", "新二", None, None, "J2001")],
        "head_teachers": [("J1903", "S005")],
    }
    await take_in(campus, **fresh)
    assert await participants(campus, "20190601") == [("J1903", True)]
    assert await participants(campus, "20200101") == []
    assert await heads(campus, "head_teacher", "J1903") == ["S005"]
    await campus.open_phases()
    await take_in(campus, students=[("20190602", "新三", None, None, "J1903")])
    assert await participants(campus, "20190602") == [("J1903", False)]


async def test_a_student_who_changes_class_takes_part_there_until_the_college_has_begun(campus: Campus) -> None:
    moved = [("20190101", "张甲", "女", "汉族", "J1902")]
    await take_in(campus, students=moved)
    assert await participants(campus, "20190101") == [("J1902", True)]
    rows = await campus.rows("select monitor from student where number = '20190101'")
    assert rows[0].monitor is False
    await campus.open_phases()
    await take_in(campus, students=[("20190101", "张甲", "女", "汉族", "J1901")])
    assert await participants(campus, "20190101") == [("J1902", True)]


async def test_a_student_who_leaves_takes_part_no_more_until_the_college_has_begun(campus: Campus) -> None:
    rest = [(number, name, "女", "汉族", "J1901") for number, name in CS1[1:]]
    others = [tuple(row) for row in await campus.rows(
        """select number, student.name, gender, ethnicity, code from student
           join school_class on school_class.id = class_id where number not like '201901%'"""
    )]  # fmt: skip
    await take_in(campus, students=rest + others, retire=True)
    assert await participants(campus, "20190101") == []
    await campus.open_phases()
    await take_in(campus, students=rest[1:] + others, retire=True)
    assert await participants(campus, "20190102") == [("J1901", True)]


async def test_the_sheet_of_head_teachers_speaks_for_the_classes_it_names(campus: Campus) -> None:
    """R2.7: the batch follows where the college has chosen nobody else, and has not begun."""
    counts = await take_in(campus, head_teachers=[("J1901", "S005"), ("J1901", "S010")])
    assert counts == {"HEAD_TEACHERS": (2, 0, 0, 1)}
    for table in ("roster_head_teacher", "head_teacher"):
        assert await heads(campus, table, "J1901") == ["S005", "S010"]
        assert await heads(campus, table, "J1902") == ["S006"]
    await campus.execute("delete from head_teacher where class_id = :id", id=campus.ids["cs2"])
    await take_in(campus, head_teachers=[("J1902", "S010")])
    assert await heads(campus, "head_teacher", "J1902") == []
    await campus.open_phases()
    await take_in(campus, head_teachers=[("J1901", "S007")])
    assert await heads(campus, "roster_head_teacher", "J1901") == ["S007"]
    assert await heads(campus, "head_teacher", "J1901") == ["S005", "S010"]


async def test_the_sheet_of_monitors_speaks_for_the_classes_it_names(campus: Campus) -> None:
    assert await take_in(campus, monitors=[("J1901", "20190102")]) == {"MONITORS": (1, 0, 0, 1)}
    rows = await campus.rows("select number from student where monitor order by number")
    assert [row.number for row in rows] == ["20190102", "20190201", "20190301", "20190401"]
    roles = (await campus.ask(campus.yi, "{ viewer { roles { role } } }")).data["viewer"]["roles"]
    assert roles == [{"role": "CLASS_MONITOR"}, {"role": "STUDENT"}]


async def test_two_imports_at_once_leave_one_roster(campus: Campus) -> None:
    answers = await asyncio.gather(*(take_in(campus, **NEW_COLLEGE) for _ in range(3)))
    assert sorted(answer["STUDENTS"] for answer in answers) == [(0, 0, 2, 0), (0, 0, 2, 0), (2, 0, 0, 0)]
    assert len(await campus.rows("select 1 from account where username like '201905%'")) == 2


async def test_an_account_of_that_name_made_before_becomes_the_persons(campus: Campus) -> None:
    """The first super admin is there before the roster."""
    await campus.execute("insert into account (username, name) values ('S020', '管理员')")
    await take_in(campus, **NEW_COLLEGE)
    rows = await campus.rows(
        "select account.name, number from account join staff on staff.id = staff_id where number = 'S020'"
    )
    assert [tuple(row) for row in rows] == [("解老师", "S020")]


async def test_a_large_roster_costs_no_more_statements_than_a_small_one(campus: Campus) -> None:
    small = [(f"3019{n:04}", "某人", None, None, "J1901") for n in range(2)]
    large = [(f"4019{n:04}", "某人", None, None, "J1901") for n in range(2000)]
    with counted(campus.database) as for_small:
        await take_in(campus, students=small)
    with counted(campus.database) as for_large:
        await take_in(campus, students=large)
    assert len(for_large) == len(for_small)


async def test_one_who_is_signed_in_stays_signed_in(campus: Campus) -> None:
    await take_in(campus, students=[("20190101", "张新", "女", "汉族", "J1901")])
    answer = await ask_with(campus, campus.jia.token, WHO.replace("username", "name"))
    assert answer.data == {"viewer": {"name": "张新"}}


async def test_all_seven_tables_may_come_as_seven_files(campus: Campus) -> None:
    seven = {**NEW_COLLEGE, "head_teachers": [("S1901", "S020")], "monitors": [("S1901", "20190501")]}
    counts = await take_in(campus, **seven)
    assert (counts["HEAD_TEACHERS"], counts["MONITORS"]) == ((1, 0, 0, 0), (1, 0, 0, 0))
    assert await heads(campus, "head_teacher", "S1901") == []


async def test_a_read_only_token_imports_nothing(campus: Campus) -> None:
    await campus.execute(
        """insert into access_token (account_id, name, token_hash, read_only, expires_at)
           select id, 'x', :hash, true, '2100-01-01' from account where username = 'S001'""",
        hash=hash_of("zt_reader"),
    )
    answer = await send(campus, Reader("reader", "报表"), **NEW_COLLEGE)
    assert [one["code"] for one in answer.data["importRoster"]["userErrors"]] == ["READ_ONLY_TOKEN"]
    assert await campus.rows("select 1 from college where code = '03'") == []
