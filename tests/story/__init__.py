"""A whole year as one story: the manual, section by section, every role acting over HTTP in its turn."""
