import { useQuery } from '@urql/vue'
import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { trusted } from './client'
import { BatchChoiceDocument } from './generated/graphql'
import { may } from './viewer'

const KEPT = 'zongce.batch'
const kept = ref(sessionStorage.getItem(KEPT))
/** Screens outside of a batch speak of this one from now on. */
export const keep = (id: string) => sessionStorage.setItem(KEPT, (kept.value = id))

/** The batch in the address; elsewhere the one that was last looked at, or the newest. */
export function useBatches() {
  const route = useRoute()
  const router = useRouter()
  const { data, fetching, stale } = useQuery({ query: trusted(BatchChoiceDocument), pause: computed(() => !may('SEE_BATCHES')) })
  const batches = computed(() => data.value?.batches.nodes ?? [])
  const batch = computed(() => {
    const wanted = (route.params.batch as string | undefined) ?? kept.value
    return batches.value.find((one) => one.id === wanted) ?? batches.value[0] ?? null
  })
  /** The address names a batch that is none of this person's, or none at all. */
  const missing = computed(() => !!route.params.batch && !!data.value && !fetching.value && !stale.value && !batches.value.some((one) => one.id === route.params.batch))

  function choose(id: string): void {
    keep(id)
    if (route.params.batch) void router.push({ name: route.name!, params: { ...route.params, batch: id } })
  }
  return { batches, batch, choose, missing }
}

/** The id of the batch that this screen is about. */
export const useBatchId = () => {
  const route = useRoute()
  return computed(() => String(route.params.batch))
}
