"""The audit log shows an entry without the values that its reader may not see elsewhere (R8.7, R16.1).

A reader of a college's log sees its course scores and academic results anyway, so these stay in their entries.
Entries of comprehensive imports have no college. Rating scores are in no entry: several of them together would
reveal the ballots that came in between (R5.7). Older entries hold such scores, which are not shown.

An auditor sees no score. So an auditor reads the values of the acts that are listed here, and of any other act
who did it, when, and to what.
"""

from collections.abc import Mapping
from typing import Any

from core.access import SEE_LOGGED_VALUES
from core.viewer import Viewer

WITHOUT: Mapping[str, frozenset[str]] = {
    "computeRatingScores": frozenset({"scores"}),
    "clearProcessData": frozenset({"ratingScores"}),
}
"""Maps an action to the keys that are left out of old and new."""
NO_OLD = frozenset({"computeRatingScores"})
"""The old values of these actions held nothing but scores, so they are left out as a whole."""

WITHOUT_SCORES = frozenset(
    {
        *("signIn", "signOut", "activateAccount", "changePassword", "bindSignIn", "unbindSignIn"),
        *("verifySecondFactor", "setUpSecondFactor", "confirmSecondFactor", "renewRecoveryCodes"),
        *("removeSecondFactor", "resetSecondFactor", "resealSecondFactors", "endOtherSessions"),
        *("createAccessToken", "revokeAccessToken", "createAccount", "issueActivationCodes", "disableAccount"),
        *("createReportToken", "revokeReportToken"),
        *("requestCorrection", "withdrawCorrection", "answerCorrection"),
        *("enableAccount", "grantRole", "revokeRole", "importRoster"),
        *("createBatch", "updateBatch", "setQualities", "deleteBatch", "openBatch", "stopBatch", "endBatch"),
        *("schedulePhase", "openPhase", "stopPhase", "endPhase", "setParticipants", "assignCounsellors"),
        *("assignHeadTeachers", "copyCounsellors", "copyHeadTeachers", "importAssignedStaff"),
        *("createRatingItem", "updateRatingItem", "deleteRatingItem", "reopenBallot"),
        *(
            "submitResultSheets",
            "reopenResultSheets",
            "openPublicNotice",
            "endPublicNotice",
            "approveResults",
            "withdrawApproval",
        ),
        *("forgetColumns", "requestExport", "requestTemplate", "cancelOperation"),
    }
)
"""The values of these acts hold no score of anybody. A new act is not among them until somebody has looked."""
PERSONAL = frozenset({"gender", "ethnicity"})


def visible_old(viewer: Viewer, entry: Any) -> Any:
    return None if entry.action in NO_OLD else _visible(viewer, entry, entry.old)


def visible_new(viewer: Viewer, entry: Any) -> Any:
    return _visible(viewer, entry, entry.new)


def is_withheld(viewer: Viewer, entry: Any) -> bool:
    """Tells whether the entry holds values that this reader is not shown."""
    return (entry.old, entry.new) != (visible_old(viewer, entry), visible_new(viewer, entry))


def _visible(viewer: Viewer, entry: Any, value: Any) -> Any:
    without = WITHOUT.get(entry.action, frozenset())
    if not viewer.scope(SEE_LOGGED_VALUES).reaches(entry):
        if entry.action not in WITHOUT_SCORES:
            return None
        without |= PERSONAL
    if not isinstance(value, dict) or without.isdisjoint(value):
        return value
    return {key: one for key, one in value.items() if key not in without}
