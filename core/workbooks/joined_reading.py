"""The chosen sheets of a file are read one by one and joined (R10.2)."""

from core.workbooks import guards
from core.workbooks.claims import Chosen
from core.workbooks.joining import Parts, joined_tables
from core.workbooks.layout import Layout
from core.workbooks.problems import in_reading_order
from core.workbooks.sheets import Chosen as ChosenSheets
from core.workbooks.table import Table, read_table
from core.workbooks.warning import titled


def read_tables(
    found: ChosenSheets, layout: Layout, max_rows: int, chosen: Chosen | None = None
) -> tuple[Table, Parts]:
    """Reads the sheets and warns of what stands beside the tables.

    Args:
        chosen: the year, term or batch that the rows must name, if they have such a column.

    Raises:
        Unreadable: the sheets together have too many rows.
    """
    if len(found.sheets) > 1 and sum(len(grid.rows) for grid, _ in found.sheets) > max_rows + guards.ROWS_ABOVE:
        raise guards.too_many_rows(max_rows)
    tables = []
    for grid, header in found.sheets:
        table = read_table(grid, header, layout, chosen)
        table.warnings = [*titled(grid, header, chosen), *table.warnings]
        tables.append(table)
    whole, parts = joined_tables(tables, layout)
    whole.warnings = [*found.warnings, *whole.warnings]
    whole.problems = in_reading_order(whole.problems, parts.names)
    return whole, parts
