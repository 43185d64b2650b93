const WIDTH = 5
const LOWEST = 40

export interface Banded { bands: { title: string; count: number }[]; scored: number; unscored: number }

/** How many scores lie in which band; those below the lowest are taken together. */
export function banded(scores: readonly (string | null | undefined)[]): Banded {
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
