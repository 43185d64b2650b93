import { decimal, NOTHING } from '@shared/formats'

/** What is there but not shown to this reader, told apart from what is not there. */
export const WITHHELD = '不公开'

interface KindScore { ballots: number; effectiveWeight: string; average?: string | null }
interface ItemScore { score?: string | null; kinds: KindScore[] }

/** An average of some ballots that does not come is withheld; of none there is none. */
export const averageOf = ({ average, ballots }: KindScore): string =>
  average == null && ballots ? WITHHELD : decimal(average)

/** An item somebody rated has a score, shown or withheld. */
export const scoreOf = ({ score, kinds }: ItemScore): string =>
  score != null ? decimal(score) : kinds.some(({ ballots, effectiveWeight }) => ballots && Number(effectiveWeight)) ? WITHHELD : NOTHING
