/** What the filters offer: of the API's answers, what leads to something that this person sees. */
export interface SeenClass { id: string; name: string; grade: number; college: { id: string }; major: { id: string } }
export interface Seen { totalCount: number; nodes: SeenClass[] }

/** Whether these are all there are, not the first page of them. */
const whole = (seen: Seen | null | undefined): seen is Seen => !!seen && seen.totalCount <= seen.nodes.length

/** Those of `every` that have a class among the seen ones; all of them where not all classes are known. */
export function reached<One extends { id: string }>(every: One[], seen: Seen | null | undefined, of: (one: SeenClass) => string): One[] {
  if (!whole(seen)) return every
  const ids = new Set(seen.nodes.map(of))
  return every.filter((one) => ids.has(one.id))
}

/** The grades of the seen classes, the newest first; the last years where not all classes are known. */
export function grades(seen: Seen | null | undefined, chosen: number | null | undefined, now: number): number[] {
  const known = (seen?.nodes ?? []).map((one) => one.grade)
  const recent = whole(seen) ? [] : Array.from({ length: 8 }, (_, back) => now - back)
  return [...new Set([...known, ...recent, ...(chosen ? [chosen] : [])])].sort((one, other) => other - one)
}

/** The chosen one stays on the list whatever is looked for: its name is what the filter shows. */
export function withChosen<One extends { id: string }>(found: One[], chosen: One | null | undefined): One[] {
  return !chosen || found.some((one) => one.id === chosen.id) ? found : [chosen, ...found]
}
