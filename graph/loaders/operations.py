from datetime import UTC, datetime
from functools import cached_property

from db.queries.operations import operations
from graph.loaders.kinds import NounLoaders, One
from graph.server.engine.batching import BatchLoader


class OperationLoaders(NounLoaders):
    """Loads the files that operations produced."""

    @cached_property
    def download_token(self) -> One:
        """Loads the download token of an operation's file, by operation, until the file expires."""

        async def load(ids: list[int]) -> list[str | None]:
            tokens = await operations.download_tokens(self.database, ids, datetime.now(UTC))
            return [tokens.get(one) for one in ids]

        return BatchLoader(load)
