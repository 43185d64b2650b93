import { shallowRef, type Ref } from 'vue'
import { useAct } from '../../acting'
import { confirmed } from '../../feedback'
import { ClearProcessDataDocument, SetParticipantsDocument } from '../../generated/graphql'

/** 设为参评、设为未参评 and 清空过程数据, for classes or for students; one refusal at a time is shown. */
export function useSetting(batch: Ref<string>) {
  const set = useAct(SetParticipantsDocument, {
    done: (payload) => (payload.changedCount ? `已调整 ${payload.changedCount} 名学生` : '所选学生已是该状态，无需改动'),
    changes: ['Participant', 'ParticipantConnection'],
  })
  const clear = useAct(ClearProcessDataDocument, {
    done: '过程数据已清空，可以调整参评学生', changes: ['AcademicResultConnection', 'MajorGradeRanking', 'RatingResultConnection'],
  })

  /** What the last act changed: setting these students back undoes it. */
  const undoable = shallowRef<{ participating: boolean; studentIds: string[] } | null>(null)

  /** `several` says whom it is about: taking more than one out is asked about first. */
  async function setParticipating(participating: boolean, who: { classIds?: string[]; studentIds?: string[] }, several: string): Promise<boolean> {
    clear.clear()
    if (!participating && several && !(await confirmed(`将${several}设为未参评？未参评的学生不参加打分、计算和排名。`, '设为未参评'))) return false
    undoable.value = null
    const done = await set.run({ input: { batchId: batch.value, participating, ...who } })
    if (done?.changedStudentIds?.length) undoable.value = { participating, studentIds: done.changedStudentIds }
    return done !== null
  }
  async function takeBack(): Promise<void> {
    const { participating, studentIds } = undoable.value!
    if (await set.run({ input: { batchId: batch.value, participating: !participating, studentIds } })) undoable.value = null
  }
  async function clearProcessData(classIds: string[], which: string): Promise<void> {
    set.clear()
    const told = `清空${which}的互评、辅导员和班主任打分、评分结果，以及学业成绩的计算结果？参评课程调整和导入的原始成绩保留，其他班级不受影响。清空后不能恢复。`
    if (await confirmed(told, '清空过程数据', true)) await clear.run({ input: { batchId: batch.value, classIds } })
  }
  return { set, clear, undoable, setParticipating, takeBack, clearProcessData }
}
