"""Holds the results of several years, and the request by which a test exports them."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.campus import Campus, Person

EXPORT = """mutation($input: RequestExportInput!) { requestExport(input: $input) {
  operation { status downloadUrl progress { total } } userErrors { code path } } }"""
FILL = """
insert into comprehensive_result (batch_id, student_id, class_id, college_id, major_id, grade, participating, stage,
  scores, levels, positions, grade_positions,
  overall_score, overall_level, overall_position, overall_grade_position, class_size, grade_size)
select batch_id, student_id, class_id, participant.college_id, major_id, grade, participating, :stage,
  array[mod(student_id * 7, 40) + 60, mod(student_id * 11, 40) + 60, 70], '{良好, 良好, 良好}', '{1, 1, 1}',
  '{null, 1, null}',
  mod(student_id * 13, 40) + 60, '良好', 1, 1, 5, 8
from participant join batch_class using (batch_id, class_id)
where batch_id = :batch and participating"""
EARLIER = """
with earlier as (
  insert into batch (name, academic_year, status, opened_at, created_at)
  select '2017-2018学年综合测评', '2017-2018', 'ENDED', opened_at - interval '1 year', created_at - interval '1 year'
  from batch where id = :batch returning id
), colleges as (
  insert into batch_college (batch_id, college_id) select earlier.id, college.id from earlier, college
), classes as (
  insert into batch_class (batch_id, class_id, college_id, major_id, grade)
  select earlier.id, class_id, college_id, major_id, grade from earlier, batch_class where batch_id = :batch
)
insert into participant (batch_id, student_id, class_id, college_id, participating)
select earlier.id, student_id, class_id, college_id, true from earlier, participant where batch_id = :batch
"""
"""The same campus had a batch a year earlier."""


async def fetched(campus: Campus, who: Person, address: str) -> tuple[str, bytes]:
    """The file's name, as browsers keep it, and its bytes."""
    response = await campus.client.get(address, headers={"authorization": f"Bearer {who.token}"})
    assert response.status_code == 200
    return unquote(response.headers["content-disposition"].partition("UTF-8''")[2]), response.content


async def exported(campus: Campus, who: Person, **wanted: Any) -> dict[str, list[list[Any]]]:
    """The sheets of the workbook, read alike by openpyxl and calamine."""
    answer = await campus.ask(who, EXPORT, input={"comprehensiveResults": wanted})
    assert not answer.errors, answer.errors
    told = answer.data["requestExport"]
    assert told["userErrors"] == []
    _, content = await fetched(campus, who, told["operation"]["downloadUrl"])
    book = load_workbook(BytesIO(content))
    sheets = {sheet.title: [list(cells) for cells in sheet.iter_rows(values_only=True)] for sheet in book}
    read = CalamineWorkbook.from_filelike(BytesIO(content))
    for title, rows in sheets.items():
        others = read.get_sheet_by_name(title).to_python()
        assert [[cell if cell != "" else None for cell in cells] for cells in others] == rows
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    return sheets
