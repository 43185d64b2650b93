import { outOf } from '@shared/formats'
import type { ApprovalsQuery } from '../../generated/graphql'

type College = NonNullable<ApprovalsQuery['batch']>['colleges'][number]

/** Why a college's notice can't be opened yet, as far as the page knows it; the API has the last word. */
export function unready(college: College | null | undefined): string {
  if (!college) return ''
  if (college.approvedAt) return '综合测评成绩已审核通过并提交'
  if (college.notice?.open) return `公示“${college.notice.title}”正在进行`
  const phase = college.phases.find((one) => one.module === 'COMPREHENSIVE')
  const left = (phase?.classesTotal ?? 0) - (phase?.classesDone ?? 0)
  if (!phase?.classesTotal) return '没有参评班级'
  return left > 0 ? `还有 ${left} 个班级尚未提交综合测评成绩（已提交 ${outOf(phase.classesDone, phase.classesTotal)}）` : ''
}
