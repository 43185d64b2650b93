import type { Client } from '@urql/vue'
import { trusted } from '../../client'
import { AcademicScoresDocument, type AcademicResultFilter } from '../../generated/graphql'
import { banded, type Banded } from './bands'

const PAGE = 200
export const MOST = 6_000

export interface Distribution extends Banded { total: number }

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
