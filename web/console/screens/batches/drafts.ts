/** What a new batch is filled in with: the year after the newest batch, and a name that says it. */
export const nameOf = (academicYear: string): string => (academicYear ? `${academicYear}学年综合测评` : '')

export function yearAfter(newest: string | undefined, now: Date): string {
  const first = newest ? Number(newest.slice(0, 4)) + 1 : now.getFullYear() - 1
  const latest = Math.min(first, now.getFullYear())
  return `${latest}-${latest + 1}`
}

/** "优秀、良好，合格" as a list; the order is from high to low. */
export const levelsIn = (typed: string): string[] => typed.split(/[、，,；;\n]/).map((one) => one.trim()).filter(Boolean)
