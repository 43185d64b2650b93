import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { ask } from '@shared/asking'
import { payloadOf, type Payload, type TrustedDocument } from '@shared/documents'
import { online } from '@shared/network'
import { once } from '@shared/once'
import { Trouble } from '@shared/troubles'

const STALE = 15_000

/** The answer to one question, asked again when its variables change, the network comes back, or one looks again after a while. */
export function useAnswer<Data, Variables>(question: TrustedDocument<Data, Variables>, variables?: () => Variables) {
  const data = shallowRef<Data>()
  const trouble = shallowRef<Trouble | null>(null)
  const loading = ref(false)
  let asking: AbortController | null = null
  let askedAt = 0

  async function again(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    loading.value = true
    askedAt = Date.now()
    try {
      data.value = (await ask(question, variables?.(), { signal: mine.signal })).data
      trouble.value = null
    } catch (wrong) {
      if (mine.signal.aborted) return
      if (!(wrong instanceof Trouble)) throw wrong
      trouble.value = wrong
    } finally {
      if (asking === mine) loading.value = false
    }
  }
  watch(() => JSON.stringify(variables?.()), () => void again(), { immediate: true })
  watch(online, (back) => back && trouble.value?.kind === 'offline' && void again())
  const looked = () => document.visibilityState === 'visible' && Date.now() - askedAt > STALE && void again()
  document.addEventListener('visibilitychange', looked)
  onBeforeUnmount(() => {
    asking?.abort()
    document.removeEventListener('visibilitychange', looked)
  })
  return { data, trouble, loading, again }
}

interface Refusal { code: string; message: string; path?: string | null }

/** One act: a mutation with one root field. `run` gives its payload, or null and `refusals` in the API's words. */
export function useAct<Data extends object, Variables>(document: TrustedDocument<Data, Variables>) {
  const refusals: Ref<Refusal[]> = ref([])
  const { run, running } = once(async (variables: Variables): Promise<Payload<Data> | null> => {
    refusals.value = []
    try {
      const { data } = await ask(document, variables)
      const payload = payloadOf(data)
      refusals.value = (payload as { userErrors?: Refusal[] } | null)?.userErrors ?? []
      return refusals.value.length ? null : payload
    } catch (wrong) {
      if (!(wrong instanceof Trouble)) throw wrong
      refusals.value = wrong.misread.length ? wrong.misread : [{ code: wrong.code, message: wrong.message }]
      return null
    }
  })
  return { run, running, refusals }
}
