import { scored, type Scored } from '@shared/scores'
import type { PreviewedScoreFragment } from '../../generated/graphql'

/** What differs between a score as it is stored and as it would be: "成绩 88.00 → 90.00，学分 2.00 → 3.00". */
export function changesOf(old: PreviewedScoreFragment, fresh: PreviewedScoreFragment): string {
  const NAMES = { courseName: '课程名称', courseKind: '课程性质', teacher: '授课教师', credit: '学分', remark: '备注' } as const
  const [before, after] = [old, fresh].map((one) => scored(one as Scored))
  const other = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => (old[name] ?? '') !== (fresh[name] ?? ''))
  const told = [
    ...(before !== after ? [`成绩 ${before} → ${after}`] : []),
    ...other.map((name) => `${NAMES[name]} ${old[name] || '空'} → ${fresh[name] || '空'}`),
  ]
  return told.join('，') || '各次成绩有变化'
}
