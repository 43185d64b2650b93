import { NOTHING, short } from './formats'

/** How a score came about: what the file said, and what it is worth (R10.3 - R10.6). */
export interface Tried {
  kind: 'FIRST' | 'RESIT' | 'RETAKE'; text: string; points?: string | null; counts: boolean
}
export interface Scored {
  score?: string | null; text?: string | null; undecided?: boolean | null; attempts?: readonly Tried[] | null
}

export const ATTEMPT = { FIRST: '初修', RESIT: '补考', RETAKE: '重修' } as const
export const RULE = { NUMBER: '分数', LEVEL: '等级折算', STATE: '状态处理', DECISION: '学院处理' } as const
export const TREATMENT = { ZERO: '记 0 分（不及格）', LEFT_OUT: '不计入', UNDECIDED: '待定，逐项处理' } as const
export const RETAKE = { FIRST: '首次成绩', LAST: '最后一次成绩', BEST: '最高成绩' } as const

/** "62" and "62.00" say the same; "62$", "良好" and "缓考" say more than the points. */
const isNumber = (text: string): boolean => /^\s*\d+(\.\d*)?\s*$/.test(text)

/** "91.00", "95.00（优秀）", "待定（缓考）", "不计（免修）"; nothing where it is withheld. */
export function scored({ score, text, undecided, attempts }: Scored): string {
  const tried = attempts ?? []
  if (undecided) return `待定（${tried.length > 1 && isNumber(text ?? '') ? tried.map((one) => one.text).join('、') : text ?? ''}）`
  if (score == null) return text ? `不计（${text}）` : NOTHING
  return text && !isNumber(text) ? `${score}（${text}）` : score
}

/** "初修 58，补考 75（计入）" */
export const triedInWords = (attempts: readonly Tried[] | null | undefined): string =>
  (attempts ?? []).map((one) => `${ATTEMPT[one.kind]} ${one.text}${one.counts ? '（计入）' : ''}`).join('，')

export interface Verdict { outcome: 'POINTS' | 'ZERO' | 'LEFT_OUT'; points?: string | null }
/** "计 62 分", "记 0 分（不及格）", "不计入" */
export const verdict = ({ outcome, points }: Verdict): string =>
  outcome === 'POINTS' ? `计 ${short(points) || NOTHING} 分` : TREATMENT[outcome]
