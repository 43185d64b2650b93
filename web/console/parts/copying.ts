import { NOTHING } from '@shared/formats'
import { titleOf, type Column } from './columns'

/** As in exports (core/workbooks/csv_writing.py): what Excel would run begins with an apostrophe, but for plain numbers. */
const FORMULA = /^[\s\x00-\x20\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]/
const NUMBER = /^[+-]?\d+(\.\d+)?$/
const guarded = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text)

const SAFE: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const html = (text: string): string => text.replaceAll(/[&<>]/g, (sign) => SAFE[sign]!)

/** The rows as Excel takes them: text by tabs, and a table in which "10/40" and numbers of students stay text. */
export function copyOf<Row>(columns: readonly Column<Row>[], rows: readonly { row: Row; place: number }[]) {
  const lines = [
    columns.map((one) => ({ text: titleOf(one), number: false })),
    ...rows.map(({ row, place }) => columns.map((one) => {
      const said = String(one.value(row, place) ?? '')
      const text = said === NOTHING ? '' : guarded(said.replaceAll(/[\t\r\n]+/g, ' '))
      return { text, number: !!one.numeric && NUMBER.test(text) }
    })),
  ]
  const cell = ({ text, number }: { text: string; number: boolean }) =>
    `<td${number ? '' : ' style="mso-number-format:\'\\@\'"'}>${html(text)}</td>`
  return {
    text: lines.map((line) => line.map((one) => one.text).join('\t')).join('\n'),
    html: `<table>${lines.map((line) => `<tr>${line.map(cell).join('')}</tr>`).join('')}</table>`,
  }
}

/** By the copy event, which a page without https has too. */
export function putIntoClipboard(copy: { text: string; html: string }): boolean {
  const give = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', copy.text)
    event.clipboardData?.setData('text/html', copy.html)
  }
  document.addEventListener('copy', give, { once: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', give)
  return done
}
