"""How far a ballot is."""

from typing import TypeAlias

import strawberry

from db.tables import BallotStatus as BallotStatusName

BallotStatus: TypeAlias = BallotStatusName
strawberry.enum(BallotStatus, name="BallotStatus", description="打分表的状态：未开始、草稿、已提交")
