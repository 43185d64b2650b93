import { computed } from 'vue'
import { useAnswer } from './answers'
import { MiniWindowsDocument, type Permission } from './generated/graphql'

/** One's work in a batch as the API tells it before it begins (R3.4); several colleges are rare, and the first that is open counts. */
export function useWork(batch: string, permission: Permission) {
  const { data } = useAnswer(MiniWindowsDocument, () => ({ batch, permission }))
  const works = computed(() => (data.value?.batch?.colleges ?? []).flatMap((one) => one.work ?? []))
  const now = computed(() => works.value.find((one) => !one.refusal) ?? works.value[0] ?? null)
  return { now, refusal: computed(() => now.value?.refusal?.message ?? null) }
}
