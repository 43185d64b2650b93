"""Compiles a checked scheme (`db.schemes`) into one statement that computes every student of a batch (R11).

`exact` computes without rounding, `items` says what items are worth and which of them count, `nodes` compiles the
tree, `levels` gives the levels, and `reckoning` puts all of it into one SELECT over two relations of inputs.
"""
