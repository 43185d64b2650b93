import { download } from '@shared/downloading'

/** One cell: quoted where it must be, and never read as a formula. */
function cell(value: unknown): string {
  const plain = String(value ?? '')
  const text = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as Excel opens them: with a byte order mark, so that Chinese is read. */
export const csvOf = (rows: readonly (readonly unknown[])[]): string => `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`

/** Hands out what stands on the page as a file. */
export function saveCsv(name: string, rows: readonly (readonly unknown[])[]): void {
  const address = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }))
  download(address, name)
  setTimeout(() => URL.revokeObjectURL(address))
}
