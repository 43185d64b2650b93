import type { Quality } from '@shared/qualities'

/** One more quality before the last, which is the overall result. */
export function withOneMore(list: readonly Quality[]): Quality[] {
  const codes = new Set(list.map((one) => one.code))
  const place = [...list.keys(), list.length].find((at) => !codes.has(`quality_${at + 1}`))!
  const added = { code: `quality_${place + 1}`, name: '', rankedInClass: true, rankedInGrade: false, rankedInNotice: false }
  return [...list.slice(0, -1), added, ...list.slice(-1)]
}

export function moved<One>(list: readonly One[], from: number, to: number): One[] {
  const rest = list.filter((_, place) => place !== from)
  return [...rest.slice(0, to), list[from]!, ...rest.slice(to)]
}

/** What a new batch is filled in with: the year after the newest batch, and a name that says it. */
export const nameOf = (academicYear: string): string => (academicYear ? `${academicYear}学年综合测评` : '')

export function yearAfter(newest: string | undefined, now: Date): string {
  const first = newest ? Number(newest.slice(0, 4)) + 1 : now.getFullYear() - 1
  const latest = Math.min(first, now.getFullYear())
  return `${latest}-${latest + 1}`
}

/** "优秀、良好，合格" as a list; the order is from high to low. */
export const levelsIn = (typed: string): string[] => typed.split(/[、，,；;\n]/).map((one) => one.trim()).filter(Boolean)
