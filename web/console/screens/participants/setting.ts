import type { Ref } from 'vue'
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

  async function setParticipating(participating: boolean, who: { classIds?: string[]; studentIds?: string[] }): Promise<boolean> {
    clear.clear()
    return (await set.run({ input: { batchId: batch.value, participating, ...who } })) !== null
  }
  async function clearProcessData(classIds: string[], which: string): Promise<void> {
    set.clear()
    const told = `清空${which}的互评、辅导员和班主任打分、评分结果，以及学业成绩的计算结果？参评课程调整和导入的原始成绩保留，其他班级不受影响。清空后不能恢复。`
    if (await confirmed(told, '清空过程数据', true)) await clear.run({ input: { batchId: batch.value, classIds } })
  }
  return { set, clear, setParticipating, clearProcessData }
}
