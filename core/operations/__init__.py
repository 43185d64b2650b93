"""Long work is queued in PostgreSQL and done by the process that claims it.

A new kind of work is five things:

1. its name in `db.tables.OperationKind`;
2. its arguments, a class in `core/operations/arguments.py`;
3. an act in `core/actions/` that ends with a `Done` (how many, and what the payload tells);
4. a line in `core/actions/long_work.py`: `KIND: directly(act)`, or a handler of its own where something is to be made
   ready outside of the transaction (a workbook read or written);
5. a resolver that calls `perform_long(info, arguments)`.

A handler gets a `Task` and returns what is to be written, a function of the `Act`; the runner calls it in the one
transaction that also sets SUCCEEDED, so that it happens exactly once, even if a worker dies. A `Refusal` ends it as
FAILED with its message; `Corrections` also stores a workbook for the person who asked.
"""
