import { moment, NOTHING } from '@shared/formats'
import { KIND, MODULE, OPERATION, ROLE, SHEET, STATUS } from '@shared/words'
import { FIELD } from './words'

/** One field of an entry, before and after, in words. */
export interface Detail { field: string; old: string; new: string; changed: boolean }

const WORDS: Record<string, string> = { ...OPERATION, ...SHEET, ...KIND, ...MODULE, ...STATUS, ...ROLE }
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
type Told = Record<string, unknown>

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
const wordFor = (name: string): string => FIELD[camel(name)] ?? WORDS[name] ?? name
/** Names of qualities by their codes: a result's entry has `moral_score`. */
export type Named = ReadonlyMap<string, string>
const OF_QUALITY = { score: '成绩', level: '等次' }
function titleOf(name: string, named: Named): string {
  const [, code, what] = /^(.+)_(score|level)$/.exec(name) ?? []
  const quality = code && named.get(code)
  return quality ? `${quality}${OF_QUALITY[what as keyof typeof OF_QUALITY]}` : wordFor(name)
}
const isTold = (value: unknown): value is Told => !!value && typeof value === 'object' && !Array.isArray(value)
const ofStudents = (told: Told): boolean => Object.keys(told).length > 0 && Object.keys(told).every((name) => /^\d/.test(name))

function said(value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) {
    const days = value.length === 2 && value.every((one) => /^\d{4}-\d\d-\d\d$/.test(String(one)))
    return days ? value.join(' 至 ') : value.map(said).join('、') || '无'
  }
  if (isTold(value)) return Object.entries(value).map(([name, one]) => `${wordFor(name)} ${said(one)}`).join('，')
  const text = String(value)
  return MOMENT.test(text) ? moment(text.replace(' ', 'T')) : (WORDS[text] ?? text)
}

/** Fields of fields stand in lines of their own where they are scores by student. */
function flat(value: unknown): Map<string, unknown> {
  if (!isTold(value)) return new Map(value === null || value === undefined ? [] : [['', value]])
  return new Map(Object.entries(value).flatMap(([name, one]) =>
    isTold(one) && ofStudents(one) ? Object.entries(one) : [[name, one] as [string, unknown]]))
}

export function detailsOf(entry: { old?: unknown; new?: unknown }, named: Named): Detail[] {
  const [before, after] = [flat(entry.old), flat(entry.new)]
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
    const [was, is] = [said(before.get(name)), said(after.get(name))]
    return { field: titleOf(name, named), old: was, new: is, changed: before.has(name) && after.has(name) && was !== is }
  })
}

/** The most telling part in one line: what changed, else what there is. */
export function inShort(entry: { old?: unknown; new?: unknown }, named: Named): string {
  const details = detailsOf(entry, named).filter((one) => one.field !== FIELD.sha256 && (one.old !== NOTHING || one.new !== NOTHING))
  const telling = details.some((one) => one.changed) ? details.filter((one) => one.changed) : details
  const shown = telling.slice(0, 3).map((one) => `${one.field} ${one.changed ? `${one.old} → ${one.new}` : one.new === NOTHING ? one.old : one.new}`)
  const text = shown.join('；') + (telling.length > 3 ? ` 等 ${telling.length} 项` : '')
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
