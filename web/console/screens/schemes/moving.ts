/** How many students move by so many places; up is positive (R11.8). */
export interface Move { places: number; students: number }

/** The bands of the chart by their most places; what is further stands in the last. */
const BANDS = [1, 2, 3, 5, 10, 20]
const named = (low: number, most: number) => (most === Infinity ? `${low} 名以上` : low === most ? `${low} 名` : `${low}–${most} 名`)

/** The rows of the chart, from the furthest up to the furthest down; bands at the ends in which nobody moves are left out. */
export function bandsOf(moves: readonly Move[]): { key: string; title: string; values: number[] }[] {
  const bands = [...BANDS, Infinity].map((most, at) => ({ low: (BANDS[at - 1] ?? 0) + 1, most }))
  const within = (low: number, most: number, sign: number) =>
    moves.filter(({ places }) => places * sign >= low && places * sign <= most).reduce((sum, one) => sum + one.students, 0)
  const used = bands.filter(({ low, most }) => within(low, most, 1) + within(low, most, -1))
  const furthest = used.at(-1)?.most ?? 0
  const shown = bands.filter(({ most }) => most <= furthest)
  const still = moves.find(({ places }) => !places)?.students ?? 0
  return [
    ...shown.toReversed().map(({ low, most }) => ({ key: `up ${low}`, title: `上升 ${named(low, most)}`, values: [within(low, most, 1)] })),
    { key: 'still', title: '名次不变', values: [still] },
    ...shown.map(({ low, most }) => ({ key: `down ${low}`, title: `下降 ${named(low, most)}`, values: [within(low, most, -1)] })),
  ]
}
