"""The fast path: an operation compiled once into plans, and run list by list instead of value by value.

graphql-core resolves, checks and completes each value of each row by itself: about four microseconds a field, which
leaves a fourteenth of what the database and the network could do. Here every selection of a document becomes, once:

- a *projection*: one generated function that turns a whole list of rows into a list of dicts, for the fields that are
  columns, or are made of the row by a plain function (`projecting`);
- the fields that come *later*: those that must be awaited, or that lead to other objects. They are resolved for all
  rows of the list together, then completed as one list of the next plan (`plans`). A field that points at another row
  (its resolver was made by `points_at`) is read for all rows at once, and completed once for all that point at it.

A rule that stands on a field as a right is asked once for the list where the right reaches all of it, and row by row
where it does not; what it keeps is null, and told once for each field (`withholding`). Variables are coerced,
and arguments converted, by functions made with the plan (`variables`, `arguments`).

What it leaves alone, and graphql-core answers as before: everything else. A document with directives or introspection
is not compiled. A value that is missing, broken or not of its type, any exception at all raises `Unsure`, and the whole
query is run again by the generic path, which finds the words. Reading twice does no harm. A mutation is not acted
twice: what its act returned, or raised, is handed to the generic path (`execution.Acted`), which completes that.

The setting `fast_path` switches it off; `tests/graph/test_fast_path.py` runs random documents through both.
"""

from graph.server.engine.fast.compiling import compiled
from graph.server.engine.fast.plans import Asking, Plan
from graph.server.engine.fast.projecting import Unsure
