import { onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { ask } from '@shared/asking'
import { SchemeSampleDocument, type SchemeSampleQuery } from '../../generated/graphql'

const PAUSE = 250
export type Sampled = NonNullable<SchemeSampleQuery['schemeSample']>
export type SampleItem = Record<'category' | 'item' | 'level' | 'award' | 'role' | 'kind' | 'amount' | 'points', string>

/** 样例学生: one student reckoned by the text as it stands, asked for as soon as one pauses; nothing is saved (R11.8). */
export function useSample(text: Ref<string>, place: () => { batch: string; college: string | null }, sound: () => boolean) {
  const student = ref<string | null>(null)
  const values = reactive<Record<string, string>>({})
  const items = ref<SampleItem[] | null>(null)
  const found = shallowRef<Sampled | null>(null)
  const wrong = shallowRef<Sampled['userErrors']>([])
  let timer = 0
  let asking: AbortController | null = null

  async function reckon(): Promise<void> {
    asking?.abort()
    const { signal } = (asking = new AbortController())
    const typed = Object.entries(values).map(([name, value]) => ({ name, value }))
    try {
      const { data } = await ask(SchemeSampleDocument, { ...place(), text: text.value, student: student.value, values: typed, items: items.value }, { signal })
      wrong.value = data.schemeSample?.userErrors ?? []
      if (data.schemeSample && !wrong.value.length) found.value = data.schemeSample
    } catch {
      // The check beside the text says that the server is away; what was reckoned stays until it is asked again.
    }
  }
  function later(): void {
    clearTimeout(timer)
    if (sound()) timer = window.setTimeout(() => void reckon(), PAUSE)
  }
  watch([sound, text, values, items, student], later, { deep: true })
  watch(student, () => {
    for (const name of Object.keys(values)) delete values[name]
    items.value = null
  })
  onScopeDispose(() => (clearTimeout(timer), asking?.abort()))
  return { student, values, items, found, wrong }
}
