"""Asks Mercurius with its JIT, the fastest GraphQL server that npm has: our own queries, over the same tables."""

from bench.npm import Peer

MERCURIUS = Peer("mercurius.mjs", "mercurius@16.10.1", "fastify@5.12.8", "graphql@16.15.0", "pg@8.23.1")
