import type { Refusal } from '../../acting'
import type { NotedFragment, PreviewedFragment } from '../../generated/graphql'

/** A column of ours that was found in the file, under the file's own heading. */
export interface ReadColumn { key: string; title: string; heading: string; letter: string; sheet?: string | null; learnt: boolean }
/** A column of ours, whether it was found or not. */
export interface Wanted { key: string; title: string; optional?: boolean }
/** What a check or an import answered. */
export interface Told { numbers: Record<string, unknown>; refusals: Refusal[]; dryRun: boolean }

/** Where a row stands in the file: its number, with its sheet if there are several. */
export const placeOf = ({ row, sheet }: { row: number; sheet?: string | null }): string => (sheet ? `${sheet} ${row}` : `${row}`)

/** A row that a check shows. */
export type Previewed = PreviewedFragment

/** The columns of a row: "届次 2023", or, where it changes, "届次 2023 → 2024". */
export const changesIn = ({ values }: { values: readonly Pick<Previewed['values'][number], 'title' | 'old' | 'new'>[] }, changed: boolean): string =>
  values.map((one) => (changed ? `${one.title} ${one.old ?? '空'} → ${one.new ?? '空'}` : `${one.title} ${one.new ?? ''}`)).join('，')

/** One row of the table: what we need, and where it was found; of several places, one is to be chosen. */
export interface Line extends Wanted { found: ReadColumn | null; several: ReadColumn[]; fixed: boolean }

const OF_COLUMNS = ['MISSING_COLUMN', 'DOUBLED_COLUMN', 'CHOSEN_COLUMN_MISSING']
/** What names something about the whole file is checked against what was chosen, and is not a column of the table. */
const CLAIMS = ['YEAR', 'TERM', 'BOTH', 'BATCH']

export const columnsOf = ({ numbers }: Told): ReadColumn[] => (numbers.columns as ReadColumn[] | null | undefined) ?? []
/** The columns that there may be, where only the API knows them: those of a scheme. */
export const knownColumns = ({ numbers }: Told): Wanted[] =>
  ((numbers.knownColumns as { key: string; title: string; required: boolean }[] | null | undefined) ?? [])
    .map(({ key, title, required }) => ({ key, title, optional: !required }))
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
export function linesOf(told: Told, wanted: readonly Wanted[], roster = false): Line[] {
  const named = missingIn(ofColumns(told))
  const lines = new Map<string, Line>()
  for (const one of columnsOf(told)) {
    const [place, { key, title }] = [`${one.sheet ?? ''} ${one.key}`, one]
    const line = lines.get(place)
    if (line) Object.assign(line, { found: null, several: [...line.several, one] })
    else lines.set(place, { key, title, found: one, several: [one], fixed: CLAIMS.includes(key) })
  }
  const keys = new Set(columnsOf(told).map((one) => one.key))
  const missing = wanted.filter((one) => (roster ? named.includes(one.title) : !keys.has(one.key)))
  return [...lines.values(), ...missing.map((one) => ({ ...one, found: null, several: [], fixed: false }))]
}

/** The headings of the file, of which one may be chosen for a column. */
export const headingsOf = (told: Told): string[] => [...new Set([...columnsOf(told).map((one) => one.heading), ...passedOver(told)])]

/** The choices as the API takes them: those that differ from what was found by itself. */
export const choicesOf = (chosen: Readonly<Record<string, string>>): { key: string; heading: string }[] =>
  Object.entries(chosen).filter(([, heading]) => heading).map(([key, heading]) => ({ key, heading }))
