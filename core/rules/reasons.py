"""The reason that somebody gives for taking back what another has done, and that the other is told."""

from core.errors import Invalid

LONGEST_REASON = 200


def reason_of(given: str) -> str:
    """As it is kept.

    Raises:
        Invalid: there is none, or it is a story.
    """
    why = given.strip()
    if not 1 <= len(why) <= LONGEST_REASON:
        zh, en = f"请填写退回的原因，最多{LONGEST_REASON}字", f"Give a reason of at most {LONGEST_REASON} letters"
        raise Invalid("input.reason", zh, en)
    return why
