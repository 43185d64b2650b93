import { outOf } from '@shared/formats'
import { BALLOT, inOrder, KIND, MODULE } from '@shared/words'
import type { HomeOfBatchQuery } from '../../generated/graphql'
import { may } from '../../viewer'

/** Something that waits for this person. `to` names the screens where it is done, the first that there is counts. */
export interface Task { text: string; more?: string; to: string[] }

type College = NonNullable<HomeOfBatchQuery['batch']>['colleges'][number]
interface Some { totalCount: number; nodes: { schoolClass: { name: string } }[] }

/** "计科1901、计科1902 等 5 个班级" */
const classes = ({ totalCount, nodes }: Some): string => {
  const names = nodes.slice(0, 3).map((one) => one.schoolClass.name).join('、')
  return totalCount > 3 ? `${names} 等 ${totalCount} 个班级` : names
}

export function tasksOf(data: HomeOfBatchQuery): Task[] {
  return [...ballots(data), ...undecided(data), ...computing(data), ...sheets(data), ...notices(data), ...ofCollege(data), ...ofSchool(data)]
}

function ballots({ viewer }: HomeOfBatchQuery): Task[] {
  const open = viewer?.ballots.filter((one) => one.status !== 'SUBMITTED') ?? []
  return open.map((one) => ({
    text: `${one.kind === 'PEER' ? '互评' : `${KIND[one.kind]}打分`}：${one.schoolClass.name}，${BALLOT[one.status]} ${outOf(one.done, one.total)}`,
    more: one.refusal?.message, to: ['ballots'],
  }))
}

/** Scores that nobody has laid down hold their students up (R10.6). */
function undecided({ scoreQuestions }: HomeOfBatchQuery): Task[] {
  if (!scoreQuestions?.totalCount) return []
  const students = scoreQuestions.nodes.reduce((sum, one) => sum + one.studentCount, 0)
  return [{ text: `待定成绩：${scoreQuestions.totalCount} 项待处理`, more: `涉及 ${students} 人次`, to: ['scoreQuestions'] }]
}

function computing({ batchClasses, unfinished }: HomeOfBatchQuery): Task[] {
  const stale = batchClasses?.nodes.filter((one) => one.academicComputedAt && one.academicStale) ?? []
  const open = batchClasses?.nodes.filter((one) => !one.academicComputedAt) ?? []
  return [
    ...(open.length
      ? [{ text: `学业成绩未计算：${classes({ totalCount: open.length, nodes: open })}`, to: ['academicComputation', 'academicLibrary'] }] : []),
    ...(stale.length
      ? [{ text: `学业成绩须重新计算：${classes({ totalCount: stale.length, nodes: stale })}`, to: ['academicComputation', 'academicLibrary'] }] : []),
    ...(unfinished?.totalCount ? [{ text: `互评未全部提交：${classes(unfinished)}`, to: ['ratingProgress', 'ratingResults', 'ballots'] }] : []),
  ]
}

function sheets({ notImported, imported }: HomeOfBatchQuery): Task[] {
  const to = ['resultSheets']
  const mine = may('IMPORT_COMPREHENSIVE')
  const returned = imported?.nodes.find((one) => one.reopenReason)
  return [
    ...(notImported?.totalCount ? [{ text: `综合测评成绩${mine ? '待导入' : '未导入'}：${classes(notImported)}`, to }] : []),
    ...(imported?.totalCount
      ? [{ text: `综合测评成绩已导入，${mine ? '待' : '未'}提交：${classes(imported)}`, more: returned && `${returned.schoolClass.name}已改为未提交：${returned.reopenReason}`, to }]
      : []),
  ]
}

function notices({ publicNotices }: HomeOfBatchQuery): Task[] {
  const open = publicNotices?.nodes.filter((one) => one.open) ?? []
  return open.map((one) => ({ text: `正在公示：${one.title}`, more: one.endsOn ? `至 ${one.endsOn}` : undefined, to: ['notices'] }))
}

/** What the own college waits for: phases that are not open, a withdrawn approval. */
function ofCollege({ batch }: HomeOfBatchQuery): Task[] {
  if (batch?.colleges.length !== 1) return []
  const [{ phases, notice, approvedAt, withdrawalReason }] = batch.colleges as [College]
  if (approvedAt) return [{ text: '本学院已审核通过并提交学生处', to: ['notices'] }]
  const shut = inOrder(phases).filter((one) => one.status === 'NOT_OPENED' || one.status === 'STOPPED')
  return [
    ...(shut.length && may('MANAGE_COLLEGE_BATCH')
      ? [{ text: `未开启的学院批次：${shut.map((one) => MODULE[one.module]).join('、')}`, to: ['phases'] }] : []),
    ...(withdrawalReason ? [{ text: '学生处已撤销审核', more: withdrawalReason, to: ['notices'] }] : []),
    ...(may('APPROVE') && notice && !notice.open ? [{ text: '公示已结束，可以审核通过并提交', to: ['notices'] }] : []),
  ]
}

/** What the whole school's eyes look for. */
function ofSchool({ batch }: HomeOfBatchQuery): Task[] {
  const colleges = batch?.colleges ?? []
  if (colleges.length < 2) return []
  const approved = colleges.filter((one) => one.approvedAt).length
  const asleep = colleges.filter((one) => one.phases.every((phase) => phase.status === 'NOT_OPENED'))
  return [
    { text: `审核通过并提交的学院：${approved}/${colleges.length}`, to: ['progress'] },
    ...(asleep.length ? [{ text: `尚未开启任何模块：${asleep.map((one) => one.college.name).join('、')}`, to: ['progress'] }] : []),
  ]
}
