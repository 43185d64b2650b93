"""A file asked for before is lost with the role, the class or the stage that it rests on (R8.5), kind by kind."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import is_enum_type, is_input_object_type

from db.tables import Module
from graph.schema import schema
from tests.campus import Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.operations import asked, held, waits
from tests.graph.operations.quick import quick

__all__ = ["quick"]

EXPORTS = {
    "courseScores": ("college_admin", "deputy_secretary", "counsellor_li", "head_teacher_chen", "yi"),
    "academicResults": ("college_admin", "deputy_secretary", "counsellor_li", "head_teacher_chen", "yi"),
    "ratingResults": ("college_admin", "deputy_secretary", "counsellor_li", "head_teacher_chen"),
    "comprehensiveResults": ("student_affairs", "college_admin", "deputy_secretary", "counsellor_li", "yi"),
    "auditLog": ("college_admin", "deputy_secretary"),
}
TEMPLATES = {
    "COURSE_SCORES": ("college_admin", ""),
    "ROSTER": ("super_admin", ""),
    "COMPREHENSIVE_RESULTS": ("counsellor_li", "batchId: $batch"),
    "COUNSELLORS": ("college_admin", "batchId: $batch"),
    "HEAD_TEACHERS": ("college_admin", "batchId: $batch"),
    "SCHEME_VALUES": ("counsellor_li", "batchId: $batch"),
    "SCHEME_ITEMS": ("college_admin", "batchId: $batch"),
}
LOSSES = {
    "counsellor_li": "delete from counsellor where staff_id = :id",
    "head_teacher_chen": "delete from head_teacher where staff_id = :id",
    "yi": "delete from participant where student_id = :id",
}
ROLE_LOST = "delete from role_grant using account a where a.id = account_id and a.staff_id = :id"
ADDRESS = "operation { id downloadUrl } userErrors { code }"
FOUND = "query($id: ID!) { operation(id: $id) { id downloadUrl } operations { totalCount nodes { id downloadUrl } } }"
FOLLOWED = "subscription($id: ID!) { operation(id: $id) { id status downloadUrl } }"


@pytest.fixture
async def computed(cluster: Cluster, full: Template) -> AsyncIterator[Campus]:
    """A copy for one test to change as it likes."""
    name, people, ids = full
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield campus


def requests() -> list[tuple[str, str]]:
    """Returns the files to ask for, and the askers: every kind of file for everybody who may have it."""
    found = []
    for kind, people in EXPORTS.items():
        batch = "filter: {batchId: $batch}" if kind in ("comprehensiveResults", "auditLog") else "batchId: $batch"
        found += [(f"requestExport(input: {{{kind}: {{{batch}}}}})", who) for who in people]
    for kind, (who, more) in TEMPLATES.items():
        found.append((f"requestTemplate(input: {{kind: {kind}, {more}}})", who))
    return found


def test_every_kind_of_file_is_here() -> None:
    kinds, exports = schema._schema.type_map["TemplateKind"], schema._schema.type_map["RequestExportInput"]
    assert is_enum_type(kinds)
    assert is_input_object_type(exports)
    assert (set(kinds.values), set(exports.fields)) == (set(TEMPLATES), set(EXPORTS))


async def made(campus: Campus, act: str, who: Person) -> Any:
    """The operation of a file, which is there."""
    given = {"batch": campus.batch} if "$batch" in act else {}
    variables = "($batch: ID!)" if given else ""
    answer = await campus.ask(who, f"mutation{variables} {{ done: {act} {{ {ADDRESS} }} }}", **given)
    assert not answer.errors, answer.errors
    operation = answer.data["done"]["operation"]
    assert await status(campus, who, operation) == 200, (act, who)
    return operation


async def status(campus: Campus, who: Person, operation: Any) -> int:
    headers = {"authorization": f"Bearer {who.token}"}
    return (await campus.client.get(operation["downloadUrl"], headers=headers)).status_code


async def test_a_file_goes_with_the_role_or_class_that_it_rests_on(computed: Campus) -> None:
    """Neither fetched, nor found, nor followed; every kind for everybody, each of whom loses what the file rests on."""
    files: dict[str, list[Any]] = {}
    for act, who in requests():
        if "COMPREHENSIVE" in act:
            await computed.execute("with gone as (delete from approval) delete from result_sheet")
            await computed.open_phases(*Module)
        files.setdefault(who, []).append(await made(computed, act, computed.people[who]))
    for who, operations in files.items():
        person = computed.people[who]
        await computed.execute(LOSSES.get(who, ROLE_LOST), id=person.id)
        for operation in operations:
            assert await status(computed, person, operation) == 404, who
            answer = await computed.ask(person, FOUND, id=operation["id"])
            assert answer.data == {"operation": None, "operations": {"totalCount": 0, "nodes": []}}
            told = await computed.first_event(person, FOLLOWED, id=operation["id"])
            assert told.data == {"operation": None}


BACK = {
    "withdrawApproval": ("student_affairs", 'collegeId: "{info}", reason: "有误"'),
    "reopenResultSheets": ("college_admin", 'classIds: ["{cs1}"], reason: "有误"'),
}


@pytest.mark.parametrize("act", BACK)
async def test_a_file_of_the_library_goes_when_a_step_is_taken_back(computed: Campus, act: str) -> None:
    """The file goes for every asker, and other files stay: academic and rating results have no stages."""
    if act == "reopenResultSheets":
        await computed.execute("delete from approval")
        await computed.execute("update result_sheet set stage = 2")
        await computed.execute("update comprehensive_result set stage = 2")
        await computed.execute("update public_notice set ended_at = now()")
    files = {}
    for request, who in requests():
        if request.startswith("requestExport") and not (
            act == "reopenResultSheets" and who in ("student_affairs", "yi")
        ):
            files[request, who] = await made(computed, request, computed.people[who])
    who, given = BACK[act]
    given = given.format(info=computed.info, cs1=computed.cs1)
    done = f'mutation {{ done: {act}(input: {{batchId: "{computed.batch}", {given}}}) {{ userErrors {{ code }} }} }}'
    answer = await computed.ask(computed.people[who], done)
    assert answer.data == {"done": {"userErrors": []}}
    for (request, who), operation in files.items():
        gone = "comprehensiveResults" in request
        assert await status(computed, computed.people[who], operation) == (404 if gone else 200), (request, who)
        answer = await computed.ask(computed.people[who], FOUND, id=operation["id"])
        assert (answer.data["operation"]["downloadUrl"] is None) == gone


async def test_who_follows_hears_no_more_of_work_whose_role_was_lost(quick: Campus) -> None:
    """R8.4, R8.5: the subscription stops at the next change, and not only at the end."""
    person = quick.college_admin
    async with held(quick):
        operation = await asked(quick, person)
        await waits(quick)
        headers = {"authorization": f"Bearer {person.token}", "accept": "text/event-stream"}
        body = {"query": FOLLOWED, "variables": {"id": operation["id"]}}
        async with quick.client.stream("POST", "/graphql", json=body, headers=headers) as response:
            told = (line async for line in response.aiter_lines() if line.startswith("data: {"))
            assert "RUNNING" in await anext(told)
            await quick.execute(ROLE_LOST, id=person.id)
            await quick.execute("update operation set done = done + 1")
            assert '"operation":null' in (await anext(told)).replace(" ", "")
            assert [line async for line in told] == []
