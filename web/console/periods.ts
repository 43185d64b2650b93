/** The first and the last day of a window, as they are typed: either may be missing yet. */
export type Period = [first: string | null, last: string | null]

/** What to say beside a window that can't be one (R1.2); nothing beside an empty one. */
export function misdated([first, last]: Period): string {
  if (!first && !last) return ''
  if (!first || !last) return first ? '请填写结束日期' : '请填写开始日期'
  return last <= first ? '结束日期必须晚于开始日期' : ''
}

type Window = { startsOn?: string | null; endsOn?: string | null } | null | undefined
export const periodOf = (window: Window): Period => [window?.startsOn ?? null, window?.endsOn ?? null]
export const windowOf = (period: Period): { startsOn: string; endsOn: string } | null =>
  period[0] && period[1] && !misdated(period) ? { startsOn: period[0], endsOn: period[1] } : null
