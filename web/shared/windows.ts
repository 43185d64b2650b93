/** The windows of one's work, as the API tells them (R3.4), in words that both pages share. */
import { days } from './formats'
import { STATUS } from './words'

export const OWNER = { SCHOOL: '学校起止时间', COLLEGE: '学院起止时间', COUNSELLOR: '辅导员调整时间', MONITOR: '班长调整时间' } as const

interface Window { startsOn?: string | null; endsOn?: string | null }
interface Work { windows: readonly (Window & { owner: keyof typeof OWNER })[]; daysLeft?: number | null; refusal?: { message: string } | null }
interface Phase extends Window { status: keyof typeof STATUS }

/** "今天截止", "还剩 3 天"; nothing where no day is told. */
export const leftInWords = (left: number | null | undefined): string =>
  left == null || left < 0 ? '' : left === 0 ? '今天截止' : `还剩 ${left} 天`

/** "辅导员调整时间 2026-11-20 至 2026-12-05": the narrowest first; of a college's module where there is no work of one's own. */
export function windowsInWords(work: Work | null | undefined, phase?: Phase | null): string[] {
  if (work?.windows.length) return [...work.windows].reverse().map((one) => `${OWNER[one.owner]} ${one.startsOn ? days(one) : '未设置'}`)
  return phase ? [`${OWNER.COLLEGE} ${phase.startsOn ? days(phase) : '未设置'}`] : []
}
