"""Logs errors with their origin, and never with a value that somebody sent or stored."""

import re
import traceback

import structlog

log = structlog.get_logger()

_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?")
_FRAMES = 12


def log_passing(error: BaseException, request_id: str, place: str = "") -> None:
    """Logs a passing fault in one line, because there may be hundreds of them in a second."""
    log.warning("unavailable", request_id=request_id, place=place, cause=type(error).__name__, said=scrubbed(error))


def log_fault(error: BaseException, request_id: str, place: str = "") -> None:
    """Logs the origin and kind of an error, without a value that somebody sent or stored."""
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 5:
        causes.append(f"{type(cause).__name__}: {scrubbed(cause)}")
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    log.error(
        "unexpected",
        request_id=request_id,
        place=place,
        causes=causes,
        frames=[f"{'/'.join(frame.filename.rsplit('/', 3)[1:])}:{frame.lineno} {frame.name}" for frame in frames],
    )


def scrubbed(error: BaseException) -> str:
    """Returns the first line of a message without quoted values and numbers; names in the code may stay."""
    message = str(error).strip().partition("\n")[0][:200]
    return message if isinstance(error, AttributeError | NameError) else _VALUE.sub("…", message)
