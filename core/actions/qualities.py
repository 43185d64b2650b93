"""设置各项素质 (R11.1): student affairs writes a batch's list, as long as the batch has no comprehensive results."""

import re
from collections.abc import Iterator
from typing import Any

from core.access import MANAGE_BATCHES
from core.acting import Act
from core.errors import Invalid, Refusals
from core.rules.qualities import why_fixed
from core.workbooks.comprehensive import headings_of
from core.workbooks.layout import plain_header
from db.qualities import Qualities, qualities_of, stored
from db.queries.batches import batches
from db.queries.comprehensive.sheets import batches_with_results

FEWEST, MOST, LONGEST_NAME = 2, 20, 32
_CODE = re.compile("[a-z][a-z0-9_]{0,31}")


async def set_qualities(act: Act, batch_id: int, qualities: Qualities) -> Any:
    """Runs 设置素质: imports wait until the list is written, and find it fixed for the next change."""
    act.viewer.require_any(MANAGE_BATCHES)
    row = await act.batch(batch_id, for_change=True)
    if fixed := why_fixed(row.status, batch_id in await batches_with_results(act.db, [batch_id])):
        raise fixed
    if faults := [*_faults(qualities)]:
        raise Refusals(faults)
    changed = await batches.update_batch(act.db, batch_id, **stored(qualities))
    old, new = (_audit_values(one) for one in (qualities_of(row), qualities))
    await act.record("setQualities", row.name, old=old, new=new, batch_id=batch_id)
    return changed


def _faults(qualities: Qualities) -> Iterator[Invalid]:
    """Yields what is wrong with a list, each fault at its place."""
    if not FEWEST <= len(qualities) <= MOST:
        zh, en = (
            f"请设置 {FEWEST} 至 {MOST} 项素质，最后一项为总成绩",
            f"Set {FEWEST} to {MOST} qualities, the overall result last",
        )
        yield Invalid("input.qualities", zh, en)
        return
    faults = [fault for place in range(len(qualities)) for fault in _faults_at(place, qualities)]
    yield from faults or _alike(qualities)


def _faults_at(place: int, qualities: Qualities) -> Iterator[Invalid]:
    path, one = f"input.qualities.{place}", qualities[place]
    if not _CODE.fullmatch(one.code):
        zh = "代号须以小写字母开头，只含小写字母、数字和下划线，最多 32 个字符"
        en = "A code begins with a small letter and has small letters, digits and underscores, at most 32 characters"
        yield Invalid(f"{path}.code", zh, en)
    elif one.code in {other.code for other in qualities[:place]}:
        yield Invalid(f"{path}.code", f"代号 {one.code} 重复", f"The code {one.code} occurs twice")
    if len(one.name) > LONGEST_NAME or not plain_header(one.name):
        zh, en = f"请填写名称，最多 {LONGEST_NAME} 字", f"Give the quality a name of at most {LONGEST_NAME} characters"
        yield Invalid(f"{path}.name", zh, en)
    if one.ranked_in_notice and not one.ranked_in_class:
        zh, en = (
            "公示班级排名的素质，须有班级排名",
            "A quality whose class rank notices show must be ranked in the class",
        )
        yield Invalid(f"{path}.rankedInClass", zh, en)
    elif place == len(qualities) - 1 and not one.ranked_in_class:
        zh, en = (
            "最后一项是总成绩，须有班级排名",
            "The last quality is the overall result, which must be ranked in the class",
        )
        yield Invalid(f"{path}.rankedInClass", zh, en)


def _alike(qualities: Qualities) -> Iterator[Invalid]:
    """Yields each name that a workbook could take for an earlier one."""
    headings = headings_of(qualities)
    for place, one in enumerate(qualities):
        for earlier, other in enumerate(qualities[:place]):
            if headings[place] & headings[earlier]:
                zh = f"“{one.name}”与“{other.name}”在工作簿中无法区分，请改用区别更大的名称"
                en = f"A workbook can't tell “{one.name}” from “{other.name}”: use names that differ more"
                yield Invalid(f"input.qualities.{place}.name", zh, en)


def _audit_values(qualities: Qualities) -> dict[str, Any]:
    return {"qualities": [one._asdict() for one in qualities]}
