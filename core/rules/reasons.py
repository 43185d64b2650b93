"""The reasons of acts are checked here: of a withdrawal, which the other person reads, and of a decision."""

from core.errors import Invalid

LONGEST_REASON = 200


def reason_of(text: str, path: str = "input.reason", what: str = "退回的原因") -> str:
    """Returns the reason as it is stored.

    Args:
        what: names the reason in Chinese.

    Raises:
        Invalid: it is empty or too long.
    """
    why = text.strip()
    if not 1 <= len(why) <= LONGEST_REASON:
        zh, en = f"请填写{what}，最多{LONGEST_REASON}字", f"Give a reason of at most {LONGEST_REASON} characters"
        raise Invalid(path, zh, en)
    return why
