import type { Refusal } from '../../acting'
import type { NotedFragment } from '../../generated/graphql'

/** A column of ours that was found in the file, under the file's own heading. */
export interface ReadColumn { key: string; title: string; heading: string; letter: string; sheet?: string | null; learnt: boolean }
/** A column of ours, whether it was found or not. */
export interface Wanted { key: string; title: string; optional?: boolean }
/** What a check or an import answered. */
export interface Told { numbers: Record<string, unknown>; refusals: Refusal[]; dryRun: boolean }

/** One row of the table: what we need, and where it was found. */
export interface Line extends Wanted { found: ReadColumn | null; doubled: boolean }

const OF_COLUMNS = ['MISSING_COLUMN', 'DOUBLED_COLUMN']

export const columnsOf = ({ numbers }: Told): ReadColumn[] => (numbers.columns as ReadColumn[] | null | undefined) ?? []
export const passedOver = ({ numbers }: Told): string[] => (numbers.passedOver as string[] | null | undefined) ?? []
export const notesOf = ({ numbers }: Told, name: 'problemGroups' | 'warnings' | 'undecidedGroups'): NotedFragment[] =>
  (numbers[name] as NotedFragment[] | null | undefined) ?? []

/** What hinders the reading of the columns themselves: it is mended by choosing, without touching the file. */
export const ofColumns = ({ refusals }: Told): Refusal[] => refusals.filter((one) => OF_COLUMNS.includes(one.code))

/** The words of a refusal name its columns before the first pause: “缺少 2 列：学分、成绩；已找到：…”. */
const missingIn = (refusals: readonly Refusal[]): string =>
  refusals.filter((one) => one.code === 'MISSING_COLUMN').map((one) => one.message.split(/；|：应有/)[0]).join(' ')

/**
 * The table of what was read as what. What was not found stands in it, too, where it may be chosen. Of a roster, whose
 * sheets each have other columns, only what a refusal names is missing.
 */
export function linesOf(told: Told, wanted: readonly Wanted[], several = false): Line[] {
  const found = columnsOf(told)
  const refused = ofColumns(told)
  const [named, keys] = [missingIn(refused), new Set(found.map((one) => one.key))]
  const doubled = (title: string, heading?: string) =>
    refused.some((one) => one.code === 'DOUBLED_COLUMN' && (one.column === title || (!!heading && one.column === heading)))
  const missing = wanted.filter((one) => !keys.has(one.key) && (several ? named.includes(one.title) || doubled(one.title) : true))
  return [
    ...found.map((one) => ({ key: one.key, title: one.title, found: one, doubled: doubled(one.title, one.heading) })),
    ...missing.map((one) => ({ ...one, found: null, doubled: doubled(one.title) })),
  ]
}

/** The headings of the file, of which one may be chosen for a column. */
export function headingsOf(told: Told): string[] {
  const named = ofColumns(told).flatMap((one) => [...one.message.matchAll(/[A-Z]+ 列“([^”]+)”/g)].map(([, heading]) => heading!))
  return [...new Set([...columnsOf(told).map((one) => one.heading), ...named, ...passedOver(told)])]
}

/** The choices as the API takes them: those that differ from what was found by itself. */
export const choicesOf = (chosen: Readonly<Record<string, string>>): { key: string; heading: string }[] =>
  Object.entries(chosen).filter(([, heading]) => heading).map(([key, heading]) => ({ key, heading }))
