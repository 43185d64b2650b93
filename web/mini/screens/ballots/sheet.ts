/** A sheet of students and items, and one's way through it. */
export interface Item { id: string; name: string; minPoints: string; maxPoints: string }
export interface Row { student: { id: string; number: string; name: string } }
export interface Place { student: number; item: number }
/** Points by `keyOf`, as written; nothing for what is not filled in. */
export type Marks = ReadonlyMap<string, string>

export const keyOf = (studentId: string, itemId: string): string => `${studentId}:${itemId}`

/** Without the zeros that say nothing: "25" of "25.00". */
export const plain = (points: string): string => (points.includes('.') ? points.replace(/\.?0+$/, '') : points)

const DIGITS = '０１２３４５６７８９'

/** What was typed on a Chinese keyboard, as the API writes numbers. */
export const typed = (text: string): string =>
  text.trim().replace(/[０-９]/g, (digit) => String(DIGITS.indexOf(digit))).replace(/[。．]/, '.').replace(/\.$/, '')

/** Whether it can be sent at all; whether it fits, the API says. */
export const isNumber = (text: string): boolean => /^-?\d{1,6}(\.\d{1,2})?$/.test(text)

/** 2550 of "25.5": whole numbers add up without a rest. */
const hundredths = (text: string): number => Math.round(Number(text) * 100)

const written = (whole: number): string => plain((whole / 100).toFixed(2))

/** One point; half of one where the whole range is narrow. */
export const stepOf = (item: Item): string =>
  hundredths(item.maxPoints) - hundredths(item.minPoints) < 500 ? '0.5' : '1'

/** The next value up or down, within the range; from nothing to its nearer end. */
export function stepped(item: Item, value: string | undefined, direction: 1 | -1): string {
  const [low, high] = [hundredths(item.minPoints), hundredths(item.maxPoints)]
  if (!value || !isNumber(value)) return written(direction > 0 ? low : high)
  const next = hundredths(value) + direction * hundredths(stepOf(item))
  return written(Math.min(high, Math.max(low, next)))
}

export function fits(item: Item, value: string): boolean {
  if (!isNumber(value)) return false
  const points = hundredths(value)
  return points >= hundredths(item.minPoints) && points <= hundredths(item.maxPoints)
}

/** Marks that the API refused, by `keyOf`: they stand there, and are not done. */
export type Refused = ReadonlyMap<string, string>

export function filled(marks: Marks, refused: Refused, row: Row, item: Item): boolean {
  const key = keyOf(row.student.id, item.id)
  const points = marks.get(key)
  return !!points && fits(item, points) && !refused.has(key)
}

export const countFilled = (rows: readonly Row[], items: readonly Item[], marks: Marks, refused: Refused): number =>
  rows.reduce((sum, row) => sum + items.filter((item) => filled(marks, refused, row, item)).length, 0)

/** What is not filled in, student by student. */
export function missing(rows: readonly Row[], items: readonly Item[], marks: Marks, refused: Refused): Place[] {
  return rows.flatMap((row, student) =>
    items.flatMap((item, place) => (filled(marks, refused, row, item) ? [] : [{ student, item: place }])))
}

/** The next gap behind a place, and from the beginning again; `byItem` goes down a column first. */
export function nextGap(gaps: readonly Place[], after: Place, byItem = false): Place | undefined {
  const order = (one: Place) => (byItem ? one.item * 100_000 + one.student : one.student * 100_000 + one.item)
  const sorted = [...gaps].sort((one, other) => order(one) - order(other))
  return sorted.find((one) => order(one) > order(after)) ?? sorted[0]
}
