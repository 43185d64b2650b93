import { computed } from 'vue'
import { useAnswer } from './answers'
import { MiniWindowsDocument, type Module, type Permission } from './generated/graphql'
import { may } from './viewer'

/**
 * One's work in a batch as the API tells it before it begins (R3.4); several colleges are rare, and the first that is
 * open counts. Who has no part in it reads the windows of the module alone.
 */
export function useWork(batch: string, permission: Permission, module: Module | null = null, college: string | null = null) {
  const { data } = useAnswer(MiniWindowsDocument, () => ({ batch, college, permission, asked: may(permission) }))
  const colleges = computed(() => data.value?.batch?.colleges ?? [])
  const works = computed(() => colleges.value.flatMap((one) => one.work ?? []))
  const now = computed(() => works.value.find((one) => !one.refusal) ?? works.value[0] ?? null)
  const phase = computed(() => colleges.value[0]?.phases.find((one) => one.module === module) ?? null)
  return { now, phase, refusal: computed(() => now.value?.refusal?.message ?? null) }
}
