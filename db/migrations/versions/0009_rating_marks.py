"""Stores the marks of a rating result: the staff's with their raters, the peers' as points in order (R5.7).

Before, every mark was stored as an entry of four columns, counted by value; almost all marks are peers', whose points
alone are stored.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

POINTS = sa.Numeric(precision=5, scale=2)
BEFORE: dict[str, Any] = {
    "marks_of_items": sa.Integer(),
    "mark_kinds": sa.SmallInteger(),
    "mark_raters": sa.BigInteger(),
    "mark_points": POINTS,
    "mark_counts": sa.SmallInteger(),
}
NOW: dict[str, Any] = {
    "staff_marks_of_items": sa.Integer(),
    "staff_kinds": sa.SmallInteger(),
    "staff_raters": sa.BigInteger(),
    "staff_points": POINTS,
    "peer_marks_of_items": sa.Integer(),
    "peer_points": POINTS,
}
MOVE = """
with item as (
    select id, place, entries, sum(entries) over (partition by id order by place) - entries as skipped
    from rating_result, unnest(marks_of_items) with ordinality as item (entries, place)
), mark as (
    select result.id, item.place as item, kind, rater, points, ballot
    from rating_result result
    cross join unnest(mark_kinds, mark_raters, mark_points, mark_counts)
               with ordinality as mark (kind, rater, points, ballots, place)
    join item on item.id = result.id and mark.place between skipped + 1 and skipped + entries
    cross join generate_series(1, ballots) ballot
), by_item as (
    select item.id, place, count(*) filter (where kind < 2)::int as staff,
           count(*) filter (where kind = 2)::int as peers
    from item left join mark on mark.id = item.id and mark.item = item.place group by 1, 2
), counted as (
    select id, array_agg(staff order by place) as staff, array_agg(peers order by place) as peers
    from by_item group by 1
), joined as (
    select id, array_agg(kind order by item, kind, rater) filter (where kind < 2) as kinds,
           array_agg(rater order by item, kind, rater) filter (where kind < 2) as raters,
           array_agg(points order by item, kind, rater) filter (where kind < 2) as staff_points,
           array_agg(points order by item, points) filter (where kind = 2) as peer_points
    from mark group by 1
)
update rating_result set staff_marks_of_items = coalesce(counted.staff, '{}'),
    peer_marks_of_items = coalesce(counted.peers, '{}'), staff_kinds = coalesce(kinds, '{}'),
    staff_raters = coalesce(raters, '{}'), staff_points = coalesce(joined.staff_points, '{}'),
    peer_points = coalesce(joined.peer_points, '{}')
from rating_result result left join counted using (id) left join joined using (id)
where result.id = rating_result.id and rating_result.marks_of_items is not null
"""
MOVE_BACK = """
with item as (
    select id, place, staff, peers, sum(staff) over before - staff as staff_skipped,
           sum(peers) over before - peers as peers_skipped
    from rating_result, unnest(staff_marks_of_items, peer_marks_of_items) with ordinality as item (staff, peers, place)
    window before as (partition by id order by place)
), mark as (
    select item.id, item.place as item, kind, rater, points
    from item join rating_result using (id)
    cross join unnest(staff_kinds, staff_raters, staff_points) with ordinality as mark (kind, rater, points, place)
    where mark.place between staff_skipped + 1 and staff_skipped + staff
    union all
    select item.id, item.place, 2, null, points
    from item join rating_result using (id)
    cross join unnest(peer_points) with ordinality as mark (points, place)
    where mark.place between peers_skipped + 1 and peers_skipped + peers
), joined as (
    select id, array_agg(kind::smallint order by item, kind, points, rater) as kinds,
           array_agg(rater order by item, kind, points, rater) as raters,
           array_agg(points order by item, kind, points, rater) as points,
           array_agg(1::smallint) as counts
    from mark group by 1
)
update rating_result set marks_of_items = array(
        select staff + peers from unnest(rating_result.staff_marks_of_items, rating_result.peer_marks_of_items)
            with ordinality as item (staff, peers, place) order by place),
    mark_kinds = coalesce(kinds, '{}'), mark_raters = coalesce(raters, '{}'), mark_points = coalesce(points, '{}'),
    mark_counts = coalesce(counts, '{}')
from rating_result result left join joined using (id)
where result.id = rating_result.id and rating_result.staff_marks_of_items is not null
"""


def upgrade() -> None:
    _replace(BEFORE, NOW, MOVE)


def downgrade() -> None:
    _replace(NOW, BEFORE, MOVE_BACK)


def _replace(old: dict[str, Any], new: dict[str, Any], move: str) -> None:
    for name, of in new.items():
        op.add_column("rating_result", sa.Column(name, sa.ARRAY(of), nullable=True))
    op.execute(move)
    for name in old:
        op.drop_column("rating_result", name)
