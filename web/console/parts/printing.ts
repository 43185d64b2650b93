import { ref } from 'vue'
import { grade } from '@shared/formats'

/** The moment at which the browser prints the page as it stands; null on the screen. */
export const printing = ref<Date | null>(null)
addEventListener('beforeprint', () => (printing.value = new Date()))
addEventListener('afterprint', () => (printing.value = null))

/** More are hundreds of sheets, and a page that is long in coming: they are exported. */
export const MOST_PRINTED = 5000

export type Fact = [name: string, said: string]
interface Named { id: string; name: string }
/** What a row may say of its batch, college and class, whichever list it is of. */
interface Placed { batch?: Named; college?: Named; major?: Named; grade?: number; schoolClass?: Named & { college?: Named } }

/** What all the rows have in common stands once at the head. */
export function factsOf(rows: readonly object[]): Fact[] {
  const placed = rows as readonly Placed[]
  const only = (said: (row: Placed) => string | undefined): string => {
    const words = new Set(placed.map(said))
    return words.size === 1 ? [...words][0] ?? '' : ''
  }
  const facts: Fact[] = [
    ['批次', only((row) => row.batch?.name)],
    ['学院', only((row) => row.college?.name ?? row.schoolClass?.college?.name)],
    ['专业', only((row) => row.major?.name)],
    ['年级', only((row) => (row.grade ? grade(row.grade) : undefined))],
    ['班级', only((row) => row.schoolClass?.name)],
  ]
  return facts.filter(([, said]) => said)
}

/** What the filters above a list say, in the words that stand there. */
export function filtersOf(form: HTMLElement | null): Fact[] {
  return [...(form?.querySelectorAll<HTMLInputElement>('input[aria-label]') ?? [])].flatMap((input) => {
    const choice = input.closest('.el-select')
    const said = choice ? choice.querySelector('.el-select__placeholder:not(.is-transparent)')?.textContent : input.value
    return said?.trim() ? [[input.getAttribute('aria-label')!, said.trim()] as Fact] : []
  })
}

/** The rows as one list, or class by class as they come. */
export function sectionsOf<Row extends object>(rows: readonly Row[], byClass: boolean): Row[][] {
  const sections = new Map<string, Row[]>()
  for (const row of rows) {
    const { batch, schoolClass } = row as Placed
    const key = byClass ? `${batch?.id} ${schoolClass?.id}` : ''
    if (!sections.get(key)?.push(row)) sections.set(key, [row])
  }
  return [...sections.values()]
}
