"""Long work is queued in PostgreSQL and done by the process that claims it.

A new kind of work needs four things:

1. its name in `db.tables.OperationKind`;
2. an act in `core/actions/` that ends with a `Done` (how many, and what the payload tells);
3. a line in `core/actions/long_work.py`: `KIND: directly(act)`, or a handler of its own where something is to be made
   ready outside of the transaction (a workbook read or written);
4. a resolver that calls `perform_long(info, KIND, arguments)` with arguments of plain JSON.

A handler gets a `Task` and returns what is to be written, a function of the `Act`; the runner calls it in the one
transaction that also sets SUCCEEDED, so that it happens exactly once, even if a worker dies. A `Refusal` ends it as
FAILED with its message; `Corrections` also stores a workbook for the person who asked.
"""
