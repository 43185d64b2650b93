import type { Client } from '@urql/vue'
import { trusted } from '../../client'
import { AcademicScoresDocument, type AcademicResultFilter } from '../../generated/graphql'

const PAGE = 200
export const MOST = 6_000
const WIDTH = 5
const LOWEST = 40

export interface Distribution { bands: { title: string; count: number }[]; scored: number; unscored: number; total: number }

/** How many of the list's scores lie in which band of five. For looking at: no score is computed here. */
export async function distributionOf(client: Client, batch: string, filter: AcademicResultFilter): Promise<Distribution | null> {
  const scores: (string | null | undefined)[] = []
  let total = 1
  for (let offset = 0; offset < Math.min(total, MOST); offset += PAGE) {
    const { data } = await client.query(trusted(AcademicScoresDocument), { batch, filter, offset }).toPromise()
    if (!data) return null
    total = data.academicResults.totalCount
    scores.push(...data.academicResults.nodes.map((one) => one.academicScore))
  }
  return { ...banded(scores), total }
}

export function banded(scores: readonly (string | null | undefined)[]): Omit<Distribution, 'total'> {
  const known = scores.filter((one): one is string => one != null)
  const band = (score: string) => Math.max(LOWEST - WIDTH, WIDTH * Math.floor(parseInt(score, 10) / WIDTH))
  const counts = new Map<number, number>()
  for (const score of known) counts.set(band(score), (counts.get(band(score)) ?? 0) + 1)
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())]
  const bands = []
  for (let from = first; from <= last; from += WIDTH) {
    const title = from < LOWEST ? `${LOWEST} 以下` : `${from}–${from + WIDTH}`
    bands.push({ title, count: counts.get(from) ?? 0 })
  }
  return { bands, scored: known.length, unscored: scores.length - known.length }
}
