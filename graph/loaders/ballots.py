from functools import cached_property
from typing import Any

from db.queries.ballots import ballots
from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class BallotLoaders(NounLoaders):
    """Loads the rows of ballots."""

    @cached_property
    def ballot_rows(self) -> BatchLoader[ballots.RowsKey, list[Any]]:
        async def load(keys: list[ballots.RowsKey]) -> list[list[Any]]:
            async with self.database.driver() as db:
                return await ballots.fetch_rows(db, keys)

        return BatchLoader(load)
