export interface Column<Row> {
  key: string
  title: string
  /** What the cell says; the slot `cell-<key>` says more. */
  value?: (row: Row) => string | number | null | undefined
  /** The API's order field, where one may sort by it. */
  order?: string
  /** Right-aligned, digits of one width. */
  numeric?: boolean
  width?: string
  /** "Student.gender": left out where the API withholds it. */
  guarded?: string
}
