"""The reason for withdrawing another person's act is checked here; that person reads it."""

from core.errors import Invalid

LONGEST_REASON = 200


def reason_of(text: str) -> str:
    """Returns the reason as it is stored.

    Raises:
        Invalid: it is empty or too long.
    """
    why = text.strip()
    if not 1 <= len(why) <= LONGEST_REASON:
        zh, en = f"请填写退回的原因，最多{LONGEST_REASON}字", f"Give a reason of at most {LONGEST_REASON} characters"
        raise Invalid("input.reason", zh, en)
    return why
