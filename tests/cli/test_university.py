"""The generated university: the same each time, believable, and with every edge that the rules speak of."""

from collections import Counter, defaultdict
from decimal import Decimal
from io import BytesIO

from cli.university import CourseScore, Earned, Size, Staff, Student, University
from cli.university.office import write_export
from cli.university.workbooks import write_comprehensive_results, write_course_scores, write_roster
from core.workbooks.comprehensive import read_ready as read_comprehensive_results
from core.workbooks.course_scores import CourseScoreRow, read_course_scores
from core.workbooks.roster import read_roster
from db.levels import LEVELS
from db.qualities import QUALITIES, Quality

SMALL = University(Size(colleges=2, majors=2, grades=2, classes=3, students=20, courses=12), seed=7)
LARGER = University(Size(colleges=1, majors=3, grades=3, classes=3, students=40, courses=12), seed=7)


def scores_by_student(university: University) -> dict[str, list[CourseScore]]:
    found = defaultdict(list)
    for term in (1, 2):
        for row in university.course_scores(term):
            found[row.student_number].append(row)
    return found


def test_a_seed_always_makes_the_same_university() -> None:
    again = University(SMALL.size, seed=7)
    assert (again.students, again.staff, again.monitors) == (SMALL.students, SMALL.staff, SMALL.monitors)
    assert list(again.course_scores(1)) == list(SMALL.course_scores(1))
    assert University(SMALL.size, seed=8).students != SMALL.students


def test_it_is_as_large_as_asked_and_every_number_is_one_persons() -> None:
    assert (len(SMALL.colleges), len(SMALL.majors), len(SMALL.classes), len(SMALL.students)) == (2, 4, 24, 480)
    everybody: list[Student | Staff] = [*SMALL.students, *SMALL.staff]
    assert max(Counter(person.number for person in everybody).values()) == 1
    assert SMALL.students[0].number == "201701001"
    assert SMALL.cohorts == [2021, 2022]


def test_a_large_one_is_made_at_once() -> None:
    large = University(Size(colleges=23, majors=5, grades=3, classes=2, students=40, courses=20))
    assert (len(large.classes), len(large.students)) == (690, 27_600)
    assert len({student.number for student in large.students}) == 27_600


def test_every_class_has_a_monitor_of_its_own_a_head_teacher_and_a_counsellor() -> None:
    codes = {one.code for one in SMALL.classes}
    own = {student.number: student.class_code for student in SMALL.students}
    assert all(own[monitor.number] == monitor.class_code for monitor in SMALL.monitors)
    for assigned in (SMALL.monitors, SMALL.head_teachers, SMALL.counsellors):
        assert {one.class_code for one in assigned} == codes


def test_scores_have_every_edge() -> None:
    """R4.4, R4.5, R4.8: ties, failures, the edge of passing, nobody's scores, averages on half a cent."""
    found = scores_by_student(SMALL)
    rows = [row for scores in found.values() for row in scores]
    assert {row.course_kind for row in rows} == {"必修", "选修"}
    assert all(0 <= row.score <= 100 and row.credit > 0 for row in rows)
    assert {Decimal(0), Decimal("59.99"), Decimal(60), Decimal(100)} <= {row.score for row in rows}
    assert set(found) < {student.number for student in SMALL.students}
    averages = [sum(r.score * r.credit for r in some) / sum(r.credit for r in some) for some in found.values()]
    assert sum(average * 1000 % 10 == 5 for average in averages) > 20
    assert max(Counter(averages).values()) > 1


def test_no_student_has_a_course_twice_in_a_term() -> None:
    for term in (1, 2):
        assert max(Counter((row.student_number, row.course_code) for row in SMALL.course_scores(term)).values()) == 1


def test_rating_items_weigh_a_hundred_and_colleges_weigh_differently() -> None:
    """R5.1."""
    of_colleges = [SMALL.rating_items(college.code) for college in SMALL.colleges]
    for item in (item for items in of_colleges for item in items):
        assert item.counsellor_weight + item.head_teacher_weight + item.peer_weight == 100
        assert 0 <= item.min_points < item.max_points
    assert of_colleges[0] != of_colleges[1]


def test_raters_mark_everybody_in_everything_flat_strict_or_generous() -> None:
    """R5.3: within the range; the same rater gives the same again."""
    rated = SMALL.classes[0]
    items = {item.name: item for item in SMALL.rating_items(SMALL.colleges[0].code)}
    totals, flat = [], 0
    for rater in (student.number for student in SMALL.members(rated.code)):
        marks = list(SMALL.marks(rater, rated))
        assert marks == list(SMALL.marks(rater, rated))
        assert {(m.student_number, m.item_name) for m in marks} == {
            (student.number, name) for student in SMALL.members(rated.code) for name in items
        }
        assert all(items[m.item_name].min_points <= m.points <= items[m.item_name].max_points for m in marks)
        assert all(m.points * 10 % 1 == 0 for m in marks)
        totals.append(sum((m.points for m in marks), Decimal()) / len(marks))
        flat += len({(m.item_name, m.points) for m in marks}) == len(items)
    assert max(totals) - min(totals) > 2
    assert 0 < flat < len(totals) / 2


def test_its_roster_is_read_without_a_problem() -> None:
    file = BytesIO()
    write_roster(SMALL, file)
    read = read_roster([("名册.xlsx", file.getvalue())], 10_000)
    assert not read.problems
    assert [row[1:] for row in read.students] == SMALL.students
    assert [row[1:] for row in read.staff] == SMALL.staff
    assert [row[1:] for row in read.head_teachers] == SMALL.head_teachers


def test_its_course_scores_are_read_back_as_they_were() -> None:
    file = BytesIO()
    write_course_scores(SMALL.course_scores(2, "02"), file)
    read = read_course_scores(file.getvalue(), 10_000)
    assert not read.problems
    assert [tuple(row[1:10]) for row in read.rows] == list(SMALL.course_scores(2, "02"))
    assert {row[10:] for row in read.rows} == {(None, None)}


def test_the_office_exports_the_same_courses_with_every_oddity() -> None:
    """R10.1, R10.3 - R10.5: its columns have names of their own; what is settled leaves nothing to decide."""
    plain: dict[tuple[str, str], Decimal] = {}
    found: dict[tuple[str, str], CourseScoreRow] = {}
    settled = {student.number for student in LARGER.students[: len(LARGER.students) // 2]}
    for term in (1, 2):
        file = BytesIO()
        write_export("成绩", LARGER.exported(term, "01", settled), file)
        read = read_course_scores(file.getvalue(), 100_000)
        assert not read.problems
        plain |= {(row.student_number, row.course_code): row.score for row in LARGER.course_scores(term, "01")}
        found |= {(row.student_number, row.course_code): row for row in read.rows}
    assert found.keys() == plain.keys()
    numbers = {course: row.score for course, row in found.items() if row.text is None and row.attempts is None}
    assert numbers.items() <= plain.items()
    words = {row.text for row in found.values()}
    assert words >= {"优秀", "良好", "合格", "缓考", "缺考", "免修"}
    assert any(row.attempts and "补考" in row.attempts for row in found.values())
    assert {row.text for (number, _), row in found.items() if number in settled}.isdisjoint({"缓考", "旷考"})


def test_an_earlier_year_had_those_who_were_there_and_its_own_courses() -> None:
    """The newest grade had not enrolled yet; a student who is asked about twice scored the same."""
    earlier, now = (list(SMALL.course_scores(1, "01", year)) for year in ("2017-2018", "2018-2019"))
    assert SMALL.cohorts_in("2017-2018") == [2021]
    assert {row.student_number[:4] for row in earlier} == {"2017"}
    assert {row.student_number[:4] for row in now} == {"2017", "2018"}
    assert list(SMALL.course_scores(1, "01", "2017-2018")) == earlier
    assert list(SMALL.course_scores(1, "01")) == now
    taken = {(row.course_code, row.score) for row in now if row.student_number == earlier[0].student_number}
    assert taken.isdisjoint({(row.course_code, row.score) for row in earlier})
    ballot = [list(SMALL.marks("001001", SMALL.classes[0], year)) for year in ("2017-2018", "2018-2019")]
    assert ballot[0] != ballot[1]


def test_comprehensive_results_follow_from_what_was_earned_and_are_imported_as_they_are() -> None:
    """R6.1: levels by place in the class, the failed apart; somebody without a course has a score all the same."""
    members = SMALL.members(SMALL.classes[0].code)
    earned = [Earned(one.number, one.name, Decimal(95) - at, Decimal(75)) for at, one in enumerate(members)]
    earned[0] = earned[0]._replace(academic=None, rating=None)
    earned[-1] = earned[-1]._replace(academic=Decimal(40))
    results = SMALL.comprehensive_results(earned)
    assert results == SMALL.comprehensive_results(earned) != SMALL.comprehensive_results(earned, "2017-2018")
    political, scholastic, overall = 2, 4, 8
    assert [one[scholastic] for one in results[1:]] == [one.academic for one in earned[1:]]
    assert results[-1][scholastic + 1] == "不合格"
    assert Counter(one[scholastic + 1] for one in results) == {"优秀": 3, "良好": 8, "中等": 7, "合格": 1, "不合格": 1}
    assert len({one[political + 1] for one in results[1:]}) == 1
    assert all(one[overall + 1] == "优秀" for one in sorted(results, key=lambda one: one[overall])[-3:])
    six = (*QUALITIES[:3], Quality("beauty", "美育"), Quality("labour", "劳育"), QUALITIES[-1])
    assert {len(row) for row in SMALL.comprehensive_results(earned, qualities=six)} == {2 + 2 * 6}
    file = BytesIO()
    write_comprehensive_results(results, file)
    read = read_comprehensive_results(file.getvalue(), LEVELS, 1_000)
    assert (read.problems, read.overall_score) == ([], [one[overall] for one in results])
