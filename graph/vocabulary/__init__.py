"""The vocabulary of the schema's nouns: scalars, field helpers, connections, ranks and user errors."""
