"""The hooks tell schemathesis what it must know of us: how our scalars are written, and what counts as our fault.

Its own check takes FORBIDDEN and LIMIT_EXCEEDED for failures of the server; here only INTERNAL is one.
"""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

_DECIMALS = st.decimals(-1, 1000, places=2, allow_nan=False).map(str)
for name in ("Score", "Credit", "Ratio", "Points", "Percent"):
    schemathesis.graphql.scalar(name, _DECIMALS.map(nodes.String))
schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())))
schemathesis.graphql.scalar(
    "DateTime", st.datetimes(timezones=st.timezones()).map(lambda moment: nodes.String(moment.isoformat()))
)
schemathesis.graphql.scalar(
    "AcademicYear", st.integers(1000, 9998).map(lambda year: nodes.String(f"{year}-{year + 1}"))
)
schemathesis.graphql.scalar("Upload", st.text(max_size=5).map(nodes.String))


@schemathesis.check
def no_fault_of_ours(_ctx: object, response: schemathesis.Response, _case: schemathesis.Case) -> None:
    assert response.status_code < 500
    codes = [error["extensions"]["code"] for error in response.json().get("errors", ())]
    assert "INTERNAL" not in codes
