export interface Column<Row> {
  key: string
  title: string
  /** A heading above those of the same group that stand side by side: the manual's two header rows. */
  group?: string
  /** What the cell says, also in a copy; the slot `cell-<key>` shows more. */
  value: (row: Row, place: number) => string | number | null | undefined
  /** The API's order field, where one may sort by it. */
  order?: string
  /** From large to small at the first click: scores and counts. Of ranks the first is the best. */
  first?: 'DESC'
  /** Right-aligned, digits of one width. */
  numeric?: boolean
  width?: string
  /** Says which row it is: stays in sight at the left, and can't be left out. */
  fixed?: boolean
  /** Shown when the person asks for it. */
  optional?: boolean
  /** "Student.gender": left out where the API withholds it. */
  guarded?: string
}

/** "科学文化素质成绩": what the column is called where its group does not stand above it. */
export const titleOf = (column: { title: string; group?: string }): string => (column.group ?? '') + column.title

export interface Heading<Row> { title: string; column?: Column<Row>; span: number; rows: number }

/** The header rows: one, or two where columns have a group. `columns` holds those of the last row, in order. */
export function headingsOf<Row>(columns: readonly Column<Row>[]): Heading<Row>[][] {
  const alone = (column: Column<Row>, rows = 1): Heading<Row> => ({ title: column.title, column, span: 1, rows })
  if (!columns.some((one) => one.group)) return [columns.map((one) => alone(one))]
  const above: Heading<Row>[] = []
  columns.forEach((column, at) => {
    if (!column.group) above.push(alone(column, 2))
    else if (column.group === columns[at - 1]?.group) above.at(-1)!.span += 1
    else above.push({ title: column.group, span: 1, rows: 1 })
  })
  return [above, columns.filter((one) => one.group).map((one) => alone(one))]
}

/** The next order at a click: the first, the other way, none. */
export function nextOrder<Row>(column: Column<Row>, now: string): string {
  const [first, then] = column.first ? [`-${column.order}`, column.order!] : [column.order!, `-${column.order}`]
  return now === first ? then : now === then ? '' : first
}
