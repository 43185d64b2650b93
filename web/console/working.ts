import { useQuery } from '@urql/vue'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useBatches } from './batch'
import { trusted } from './client'
import { onReturn } from './fresh'
import { WorkWindowsDocument, type Module, type Permission } from './generated/graphql'
import { may, ownCollege } from './viewer'

/**
 * One's work in the batch as the API tells it before it begins (R3.4): its windows by college, and `refusal` where it
 * can't be done now in any of them. `permission` names the work; null where the batch decides nothing. A college opens
 * and stops its work while the screen stands open.
 */
export function useWork(permission: Permission | null, module: Module | null = null, collegeId?: MaybeRefOrGetter<string | null>) {
  const { batch } = useBatches()
  const asked = permission !== null && may(permission)
  const { data, executeQuery } = useQuery({
    query: trusted(WorkWindowsDocument),
    variables: computed(() => ({
      batch: batch.value?.id ?? '', college: toValue(collegeId) || ownCollege.value?.id || null, permission: permission ?? 'SEE_BATCHES', asked,
    })),
    pause: computed(() => !batch.value),
  })
  const again = () => void (batch.value && executeQuery({ requestPolicy: 'network-only' }))
  onReturn(again)
  const colleges = computed(() => (data.value?.batch?.colleges ?? []).map(({ college, phases, work }) => ({
    college, work: work ?? null, phase: phases.find((one) => one.module === module) ?? null,
  })))
  const refusal = computed(() => {
    const own = colleges.value.flatMap(({ work }) => work ?? [])
    return own.length && own.every((one) => one.refusal) ? own[0]!.refusal!.message : null
  })
  return {
    colleges, refusal, again,
    /** Whether the controls are worth showing: the right is there, and nothing refuses the work now. */
    open: computed(() => asked && !refusal.value),
  }
}

export type WorkNow = ReturnType<typeof useWork>
