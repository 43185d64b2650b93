"""Adds the marks that a rating result counted, and the peer ballots that shown results count (R5.7, R15.3).

Operations also store the roles and classes of the person who requested them (R8.5).

Older results get the marks of the ballots that are submitted now, if those add up to what was counted. If they do not,
because a ballot was reopened since, the marks are unknown, and the columns stay NULL.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MARKS: dict[str, Any] = {
    "marks_of_items": sa.Integer(),
    "mark_kinds": sa.SmallInteger(),
    "mark_raters": sa.BigInteger(),
    "mark_points": sa.Numeric(precision=5, scale=2),
    "mark_counts": sa.SmallInteger(),
}
DIGEST = """
update ballot set digest = held.digest
from (select ballot_id,
             bit_xor(hashint8extended(student_id, hashint8extended(item_id, (points * 100)::bigint))) as digest
      from mark group by ballot_id) held
where held.ballot_id = ballot.id and submitted_at is not null
"""
COUNTED = """
with tallied as (
    select result.id, array_position(array['COUNSELLOR', 'HEAD_TEACHER', 'PEER'], kind::text) - 1 as kind, item_id,
           points, case when kind <> 'PEER' then rater_id end as rater_id, count(*) as ballots
    from rating_result result
    join ballot using (batch_id, class_id)
    join mark on ballot_id = ballot.id and mark.student_id = result.student_id
    where submitted_at <= computed_at group by 1, 2, 3, 4, 5
), by_item as (
    select id, item_id, count(*)::int as entries, array_agg(kind::smallint) as kinds, array_agg(rater_id) as raters,
           array_agg(points) as points, array_agg(ballots::smallint) as counts,
           array[sum(points * ballots) filter (where kind = 0), sum(points * ballots) filter (where kind = 1),
                 sum(points * ballots) filter (where kind = 2)] as sums,
           array[coalesce(sum(ballots) filter (where kind = 0), 0), coalesce(sum(ballots) filter (where kind = 1), 0),
                 coalesce(sum(ballots) filter (where kind = 2), 0)] as ballots
    from tallied group by 1, 2
), joined as (
    select result.id,
           bool_and(coalesce(by_item.sums, array[null, null, null]::numeric[])
                        = array[item.c, item.h, item.p]::numeric[]
                    and coalesce(by_item.ballots, array[0, 0, 0]::numeric[])
                        = array[case when item.c is null then 0 else counsellor_ballots end,
                                case when item.h is null then 0 else head_teacher_ballots end,
                                case when item.p is null then 0 else peer_ballots end]::numeric[]) as agree,
           array_agg(coalesce(entries, 0) order by place) as entries,
           array_concat(kinds order by place) filter (where kinds is not null) as kinds,
           array_concat(raters order by place) filter (where kinds is not null) as raters,
           array_concat(points order by place) filter (where kinds is not null) as points,
           array_concat(counts order by place) filter (where kinds is not null) as counts
    from rating_result result
    cross join unnest(item_ids, counsellor_sums, head_teacher_sums, peer_sums)
               with ordinality as item (item_id, c, h, p, place)
    left join by_item on by_item.id = result.id and by_item.item_id = item.item_id
    group by 1
)
update rating_result set marks_of_items = joined.entries, mark_kinds = coalesce(kinds, '{}'),
    mark_raters = coalesce(raters, '{}'), mark_points = coalesce(points, '{}'), mark_counts = coalesce(counts, '{}')
from joined where joined.id = rating_result.id and agree
"""
WITHOUT_ITEMS = """
update rating_result
set marks_of_items = '{}', mark_kinds = '{}', mark_raters = '{}', mark_points = '{}', mark_counts = '{}'
where item_ids = '{}'
"""
WITHHELD = """
update rating_result set peers_withheld = true, score_withheld = (
    select count(*) = 1 from unnest(item_ids, peer_sums) as item (id, peers)
    join batch_rating_item using (id) where peers is not null and peer_weight > 0)
where peer_ballots between 1 and 2
"""
SHOWN = """
insert into rating_shown (batch_id, class_id, shown_at, whole, rater_ids, versions)
select batch_id, class_id, shown_at, whole, coalesce(rater_ids, '{}'), coalesce(versions, '{}')
from (select batch_id, class_id, max(computed_at) as shown_at, not bool_or(peers_withheld) as whole
      from rating_result group by 1, 2 order by 1, 2) result
left join lateral (
    select array_agg(rater_id) as rater_ids,
           array_agg(case when submitted_at <= shown_at then digest else 0 end) as versions
    from ballot
    where ballot.batch_id = result.batch_id and ballot.class_id = result.class_id and kind = 'PEER'
      and (submitted_at <= shown_at or reopened_at > shown_at)
) ballots on true
"""


def upgrade() -> None:
    op.add_column("ballot", sa.Column("digest", sa.BigInteger(), nullable=True))
    for name in ("peers_withheld", "score_withheld"):
        op.add_column("rating_result", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    for name, of in MARKS.items():
        op.add_column("rating_result", sa.Column(name, sa.ARRAY(of), nullable=True))
    op.add_column("operation", sa.Column("held", postgresql.JSONB(), nullable=True))
    op.create_table(
        "rating_shown",
        sa.Column("id", sa.BigInteger(), server_default=sa.text("nextval('entity_id')"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("class_id", sa.BigInteger(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("rater_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("versions", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.ForeignKeyConstraint(["class_id"], ["school_class.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rating_shown_class", "rating_shown", ["batch_id", "class_id"], unique=False)
    op.execute(
        "create aggregate array_concat(anycompatiblearray)"
        " (sfunc = array_cat, stype = anycompatiblearray, initcond = '{}', parallel = safe)"
    )
    for statement in (DIGEST, COUNTED, WITHOUT_ITEMS, WITHHELD, SHOWN):
        op.execute(statement)


def downgrade() -> None:
    op.execute("drop aggregate array_concat(anycompatiblearray)")
    op.drop_table("rating_shown")
    for name in (*MARKS, "peers_withheld", "score_withheld"):
        op.drop_column("rating_result", name)
    op.drop_column("ballot", "digest")
    op.drop_column("operation", "held")
