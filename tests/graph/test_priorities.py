"""Some requests go first when there is a crowd: ballots and sign-ins, and long work last."""

import pytest

from graph.app import PRIORITIES
from graph.schema import schema
from graph.server.admission import Rank, rank_of


@pytest.mark.parametrize(
    ("fields", "rank"),
    [
        ({"saveBallot"}, Rank.FIRST),
        ({"ballot", "submitBallot"}, Rank.FIRST),
        ({"signIn"}, Rank.FIRST),
        ({"viewer"}, Rank.ORDINARY),
        ({"ballot", "viewer"}, Rank.ORDINARY),
        ({"signIn", "requestExport"}, Rank.LONG),
        ({"comprehensiveResults"}, Rank.LONG),
    ],
)
def test_what_is_asked_for_says_who_goes_first(fields: set[str], rank: Rank) -> None:
    assert rank_of(frozenset(fields), PRIORITIES) is rank


def test_every_root_field_with_a_priority_is_in_the_schema() -> None:
    query, mutation = schema._schema.query_type, schema._schema.mutation_type
    assert query is not None
    assert mutation is not None
    known = {*query.fields, *mutation.fields}
    assert known >= PRIORITIES.first | PRIORITIES.long
