"""One's own data as a file (R16.3)."""
