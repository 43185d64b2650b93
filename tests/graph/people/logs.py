"""The audit log is asked for and exported like this."""

from tests.campus import Campus, Person

LOG = """
query($filter: AuditFilter, $first: Int = 50, $after: String, $offset: Int) {
  auditLog(filter: $filter, first: $first, after: $after, offset: $offset) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id at actorName accountId action subject old new requestId
            batch { name } college { name } schoolClass { name } student { number } } } }
"""


async def log(campus: Campus, person: Person, **variables: object) -> dict:
    answer = await campus.ask(person, LOG, **variables)
    assert not answer.errors, answer.errors
    return answer.data["auditLog"]


EXPORT = """mutation($wanted: AuditLogExport!) { requestExport(input: {auditLog: $wanted}) {
  operation { downloadUrl } userErrors { code path } } }"""
