import { useQuery } from '@urql/vue'
import { computed } from 'vue'
import { trusted } from './client'
import { useBatches } from './batch'
import { ScoreQuestionCountDocument } from './generated/graphql'
import { may, ownCollege } from './viewer'

/** How many questions about scores wait for this person, of the year that is looked at: what the menu tells. */
export function useUndecided() {
  const { batch } = useBatches()
  const { data } = useQuery({
    query: trusted(ScoreQuestionCountDocument), pause: computed(() => !may('KEEP_GRADE_SCALE') || !batch.value),
    variables: computed(() => ({ academicYear: batch.value?.academicYear ?? '', college: ownCollege.value?.id ?? null })),
    context: { additionalTypenames: ['ScoreQuestionConnection', 'CourseScoreConnection'] },
  })
  return computed(() => data.value?.scoreQuestions.totalCount ?? 0)
}
