"""One class per visibility rule, the manual's sentence as its docstring; the table itself is core.access."""
