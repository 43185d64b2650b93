"""The batch as it was before an act, so that the next one can be done too."""

from db.tables import Stage

AGAIN = (
    "update batch set status = 'OPEN' where opened_at is not null",
    "update phase set status = 'OPEN'",
    "delete from approval",
    f"update result_sheet set stage = {Stage.IMPORTED:d}",
    f"update comprehensive_result set stage = {Stage.IMPORTED:d}",
    "update public_notice set ended_at = now()",
    "update batch_class set cleared_at = now()",
)
"""The batch as it was before the last act, but for what is shown of ratings."""
MIGHT = ("superAdmin", "studentAffairs", "collegeAdmin", "deputySecretary", "counsellor", "classMonitor", "student")
STANDS = {"reopenBallot", "revokeRole"}
"""These acts find what they need: a submitted ballot, and the role that `grantRole` gave."""
