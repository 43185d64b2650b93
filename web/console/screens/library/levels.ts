import { shallowRef } from 'vue'
import { ask, type Answer } from '@shared/asking'
import { once } from '@shared/once'
import { Trouble } from '@shared/troubles'
import { LevelsOfResultsDocument, type ComprehensiveResultFilter, type LevelsOfResultsQuery } from '../../generated/graphql'

export const QUALITIES = { political: '思想政治素质', scholastic: '科学文化素质', development: '发展性素质', overall: '素质综合测评' } as const
export type Quality = keyof typeof QUALITIES
type Row = LevelsOfResultsQuery['comprehensiveResults']['nodes'][number]

export interface Distribution {
  levels: string[]
  counts: Record<Quality, Record<string, number>>
  counted: number
  total: number
}

/** More than these are too many to look at in one page: narrow the filter. */
export const MOST = 4000

/** How many students have which level in each quality: of all that the filter finds, page by page. */
export function useLevels() {
  const found = shallowRef<Distribution | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const { run, running } = once(async (filter: ComprehensiveResultFilter) => {
    found.value = trouble.value = null
    try {
      found.value = await counted({ ...filter, participating: true })
    } catch (failed) {
      if (!(failed instanceof Trouble)) throw failed
      trouble.value = failed
    }
  })
  return { found, trouble, run, running }
}

async function counted(filter: ComprehensiveResultFilter): Promise<Distribution> {
  const rows: Row[] = []
  let after: string | null = null
  let total = 0
  do {
    const answer: Answer<LevelsOfResultsQuery> = await ask(LevelsOfResultsDocument, { filter, after })
    const page: LevelsOfResultsQuery['comprehensiveResults'] = answer.data.comprehensiveResults
    rows.push(...page.nodes)
    total = page.totalCount
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null
  } while (after && rows.length < MOST)
  return { ...tallied(rows), counted: rows.length, total }
}

/** Levels from high to low, as the batches name them. */
export function tallied(rows: readonly Row[]): Pick<Distribution, 'levels' | 'counts'> {
  const levels = [...new Set(rows.flatMap((row) => row.batch.levels))]
  const counts = Object.fromEntries(Object.keys(QUALITIES).map((quality) => {
    const of: Record<string, number> = {}
    for (const row of rows) {
      const level = row[quality as Quality]?.level
      if (level !== undefined) of[level] = (of[level] ?? 0) + 1
    }
    return [quality, of]
  })) as Distribution['counts']
  return { levels, counts }
}
