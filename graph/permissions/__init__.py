"""The visibility rules, one class per rule with the manual's sentence as its docstring. `core.access` holds the table
of rights."""
