/** One quality of a batch, as its list says; the last one of a list is the overall result (R11.1). */
export interface Quality { code: string; name: string; rankedInClass: boolean; rankedInGrade: boolean; rankedInNotice: boolean }

interface Scored { quality: { name: string } }

/** What a row says of the quality of this name; nothing of a batch without it. */
export const scoreOf = <Score extends Scored>(row: { qualities?: readonly Score[] | null }, name: string): Score | undefined =>
  row.qualities?.find((one) => one.quality.name === name)

export interface Listed extends Quality { overall: boolean }

/** The qualities of several batches, those of one name as one, in the order of the lists (R11.2). */
export function listed(lists: readonly (readonly Quality[])[]): Listed[] {
  const found = new Map<string, Listed>()
  for (const list of lists) {
    list.forEach((one, place) => {
      const known = found.get(one.name) ?? { ...one, overall: false }
      found.set(one.name, {
        ...known,
        overall: known.overall || place === list.length - 1,
        rankedInClass: known.rankedInClass || one.rankedInClass,
        rankedInGrade: known.rankedInGrade || one.rankedInGrade,
        rankedInNotice: known.rankedInNotice || one.rankedInNotice,
      })
    })
  }
  return [...found.values()]
}
