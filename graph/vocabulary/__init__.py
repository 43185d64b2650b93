"""What the nouns of the schema are declared with: scalars, field helpers, connections, ranks and user errors."""
