"""Asks PostGraphile 5 over the same tables, by the queries that it makes of them."""

from collections.abc import Mapping
from typing import Any

from bench.npm import Peer

POSTGRAPHILE = Peer("postgraphile.mjs", "postgraphile@5.1.5")
STUDENT = """rowId number name gender ethnicity monitor
  schoolClassByClassId { rowId code name grade collegeByCollegeId { rowId code name } }"""
CLASS_LIST = f"""query($place: BigInt!) {{
  allStudents(condition: {{classId: $place}}, orderBy: NUMBER_ASC, first: 40) {{ nodes {{ {STUDENT} }} }} }}"""
COLLEGE_LIST = f"""query($place: BigInt!) {{
  allSchoolClasses(condition: {{collegeId: $place}}, orderBy: CODE_ASC, first: 25) {{ nodes {{
    studentsByClassId(orderBy: NUMBER_ASC, first: 40) {{ nodes {{ {STUDENT} }} }} }} }} }}"""


def renamed(node: Mapping[str, Any]) -> dict[str, Any]:
    """Renames a student's fields to ours: the names differ, the values must not."""
    klass = node["schoolClassByClassId"]
    return {
        "id": node["rowId"],
        **{name: node[name] for name in ("number", "name", "gender", "ethnicity", "monitor")},
        "schoolClass": {"id": klass["rowId"], **{name: klass[name] for name in ("code", "name", "grade")}},
        "college": {
            "id": klass["collegeByCollegeId"]["rowId"],
            **{name: klass["collegeByCollegeId"][name] for name in ("code", "name")},
        },
    }
