import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ask } from '@shared/asking'
import type { Refusal } from '../../acting'
import { CheckSchemeTextDocument } from '../../generated/graphql'

const PAUSE = 700

/** 检查: what the API says of the text, asked as soon as one pauses while typing; nothing is saved. */
export function useCheck(text: Ref<string>, place: () => { batchId: string; collegeId: string | null }, writes: () => boolean) {
  const problems = shallowRef<Refusal[]>([])
  /** Inputs that were imported and that the text does not read: nothing is wrong with the text itself. */
  const unused = shallowRef<string[]>([])
  /** Whether what is told is about the text as it stands. */
  const state = ref<'none' | 'waiting' | 'told' | 'away'>('none')
  let timer = 0
  let asking: AbortController | null = null

  async function check(): Promise<void> {
    const mine = (asking = new AbortController())
    try {
      const { data } = await ask(CheckSchemeTextDocument, { input: { ...place(), text: text.value, dryRun: true } }, { signal: mine.signal })
      problems.value = data.saveScheme?.userErrors ?? []
      unused.value = data.saveScheme?.unused?.map((one) => one.message) ?? []
      state.value = 'told'
    } catch {
      if (asking === mine) state.value = 'away'
    }
  }
  watch([text, writes], () => {
    clearTimeout(timer)
    asking?.abort()
    asking = null
    state.value = text.value.trim() && writes() ? 'waiting' : 'none'
    if (state.value === 'none') problems.value = unused.value = []
    else timer = window.setTimeout(() => void check(), PAUSE)
  }, { immediate: true })
  onScopeDispose(() => (clearTimeout(timer), asking?.abort()))
  return { problems, unused, state }
}
