from datetime import UTC, datetime
from functools import cached_property

from db.queries.operations import operations
from graph.loaders.kinds import NounLoaders, One
from graph.server.engine.batching import Gathering


class OperationLoaders(NounLoaders):
    """The files that operations have made."""

    @cached_property
    def download_token(self) -> One:
        """By operation: where its file waits, as long as it does."""

        async def load(ids: list[int]) -> list[str | None]:
            tokens = await operations.download_tokens(self.database, ids, datetime.now(UTC))
            return [tokens.get(one) for one in ids]

        return Gathering(load)
