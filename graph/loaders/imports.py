from functools import cached_property

from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class ImportLoaders(NounLoaders):
    """Loads what stands in the way of undoing imports."""

    @cached_property
    def obstacles(self) -> BatchLoader[int, list[str]]:
        """Loads the obstacles of an import, for all imports of a list together."""

        async def load(ids: list[int]) -> list[list[str]]:
            return [[] for _ in ids]

        return BatchLoader(load)
