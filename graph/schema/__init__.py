"""One schema out of all nouns."""

from strawberry.tools import merge_types

from graph.schema.batches import BatchMutations, BatchQueries

QUERIES = (BatchQueries,)
MUTATIONS = (BatchMutations,)

Query = merge_types("Query", QUERIES)
Mutation = merge_types("Mutation", MUTATIONS)
