"""Gives each batch a list of qualities, and keeps the results of all but the last one in arrays (R11.1, R11.2).

What is stored stays: the batches of before have the manual's four qualities, and the rows that imports keep for being
undone are written anew under the new names. The results are rewritten, which took 12 s for 552,000 of them. The version
before reads other columns, so it must not serve these tables.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LISTS: dict[str, tuple[Any, str]] = {
    "quality_codes": (sa.String(), "{political,scholastic,development,overall}"),
    "quality_names": (sa.String(), "{思想政治素质,科学文化素质,发展性素质,素质综合测评}"),
    "ranked_in_class": (sa.Boolean(), "{true,true,true,true}"),
    "ranked_in_grade": (sa.Boolean(), "{false,true,false,true}"),
    "ranked_in_notice": (sa.Boolean(), "{false,true,false,true}"),
}
OTHERS = ("political", "scholastic", "development")
GRADE = "scholastic_grade_position"
ARRAYS = {
    "scores": ("numeric(5, 2)", [f"{one}_score" for one in OTHERS]),
    "levels": ("varchar", [f"{one}_level" for one in OTHERS]),
    "positions": ("integer", [f"{one}_position" for one in OTHERS]),
    "grade_positions": ("integer", ["null", GRADE, "null"]),
}
"""The arrays with their type and the columns of before, which they hold in this order."""
PLACES = {name: next(one for one in parts if one != "null") for name, (_, parts) in ARRAYS.items()}
"""The column of before that becomes each array."""
OLD = [one for _, parts in ARRAYS.values() for one in parts if one != "null"]
COMPLETE = "comprehensive_result_complete"
OF_FOUR = " and ".join(f"{one}_{what} is not null" for one in (*OTHERS, "overall") for what in ("score", "level"))
OF_ANY = """overall_score is not null and overall_level is not null
and scores is not null and array_position(scores, null) is null
and levels is not null and array_position(levels, null) is null and cardinality(scores) = cardinality(levels)"""


def upgrade() -> None:
    for name, (of, default) in LISTS.items():
        op.add_column("batch", sa.Column(name, sa.ARRAY(of), server_default=default, nullable=False))
    op.drop_constraint(COMPLETE, "comprehensive_result")
    changes, images = [], []
    for name, (of, parts) in ARRAYS.items():
        place = PLACES[name]
        known = f"case when {place} is not null then array[{', '.join(parts)}] end"
        changes.append(f"alter {place} type {of}[] using {known}")
        told = ", ".join(one if one == "null" else f"image -> '{one}'" for one in parts)
        images.append(f"'{name}', case when image ->> '{place}' is not null then jsonb_build_array({told}) end")
    op.execute(f"alter table comprehensive_result {', '.join(changes)}")
    for name, place in PLACES.items():
        op.alter_column("comprehensive_result", place, new_column_name=name)
    for name in sorted(set(OLD) - set(PLACES.values())):
        op.drop_column("comprehensive_result", name)
    _complete(OF_ANY)
    op.execute("cluster comprehensive_result using comprehensive_result_pkey")  # gives the room of the columns back
    op.execute("alter table comprehensive_result set without cluster")
    _rewrite(OLD, images)


def downgrade() -> None:
    """Goes back, as long as every batch has the four qualities of before."""
    others = sa.text("select 1 from batch where quality_codes <> cast(:four as varchar[])")
    if op.get_bind().execute(others, {"four": ["political", "scholastic", "development", "overall"]}).first():
        raise RuntimeError("a batch has other qualities than the four of before")
    op.drop_constraint(COMPLETE, "comprehensive_result")
    images = []
    for name, (of, parts) in ARRAYS.items():
        for place, old in enumerate(parts):
            if old != "null":
                op.execute(f"alter table comprehensive_result add {old} {of}")
                op.execute(f"update comprehensive_result set {old} = {name}[{place + 1}]")  # noqa: S608  # constants
                images.append(f"'{old}', image -> '{name}' -> {place}")
        op.drop_column("comprehensive_result", name)
    _complete(OF_FOUR)
    _rewrite([*ARRAYS], images)
    for name in LISTS:
        op.drop_column("batch", name)


def _complete(condition: str) -> None:
    op.create_check_constraint(COMPLETE, "comprehensive_result", f"not participating or ({condition})")


def _rewrite(without: list[str], values: list[str]) -> None:
    """Writes the kept rows of results anew, before and after their imports; `image` stands for one in the values."""
    anew = f"image - '{{{','.join(without)}}}'::text[] || jsonb_build_object({', '.join(values)})"
    for image in ("old", "new"):
        op.execute(
            f"update import_change set {image} = {anew.replace('image', image)}"  # noqa: S608  # composed of constants
            f" where of_table = 'comprehensive_result' and {image} is not null"
        )
