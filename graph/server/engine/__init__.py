"""How a document is read, limited and executed."""
