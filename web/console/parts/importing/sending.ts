import { computed, ref, shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { payloadOf, type TrustedDocument } from '@shared/documents'
import { once } from '@shared/once'
import { isFinished } from '@shared/operations'
import { Trouble } from '@shared/troubles'
import type { Refusal } from '../../acting'
import { tellTrouble, wantsAgain } from '../../feedback'
import type { FollowedFragment } from '../../generated/graphql'
import { tellActed } from '../../steps'
import { began } from '../../underway'
import type { useChosen } from '../chosen'
import type { Told } from './reading'

interface Payload { operation?: FollowedFragment | null; userErrors: Refusal[] }
interface Options<Data, Variables> {
  document: TrustedDocument<Data, Variables>
  /** What goes along with the files. */
  input: () => Record<string, unknown>
  /** Several files go to `input.files`. */
  several: boolean
  chosen: ReturnType<typeof useChosen>
  told: (told: Told) => void
}

/** Sends the chosen files, to be checked or to be brought in, and follows what becomes of it. */
export function useSending<Data, Variables>({ document, input, several, chosen, told }: Options<Data, Variables>) {
  const operation = shallowRef<FollowedFragment | null>(null)
  const dryRun = ref(true)
  const following = computed(() => !!operation.value && !isFinished(operation.value.status) && !answered.value)
  const answered = ref(false)

  const { run, running } = once(async (only: boolean) => {
    dryRun.value = only
    operation.value = null
    answered.value = false
    const read = await chosen.read()
    if (read) await send(read)
    return read !== null
  })
  async function send(read: File[]): Promise<void> {
    const given = { ...input(), ...(several ? { files: read.map(() => null) } : { file: null }), dryRun: dryRun.value }
    const places = read.map((file, index) => [several ? `variables.input.files.${index}` : 'variables.input.file', file])
    try {
      const { data } = await ask(document, { input: given } as Variables, { files: Object.fromEntries(places) })
      took(payloadOf(data) as unknown as Payload)
    } catch (wrong) {
      if (!(wrong instanceof Trouble)) throw wrong
      if (wrong.misread.length) settle(null, wrong.misread)
      else if (wrong.kind === 'busy' && (await wantsAgain(wrong))) await send(read)
      else if (!['busy', 'signedOut'].includes(wrong.kind)) tellTrouble(wrong.message)
    }
  }
  function took(payload: Payload): void {
    operation.value = payload.operation ?? null
    if (operation.value) began(operation.value)
    if (!operation.value || isFinished(operation.value.status)) settle(payload as never, payload.userErrors)
  }
  function settle(numbers: Record<string, unknown> | null, refusals: Refusal[]): void {
    answered.value = true
    if (!dryRun.value && !refusals.length) tellActed()
    told({ numbers: numbers ?? {}, refusals, dryRun: dryRun.value })
  }
  function finished(done: FollowedFragment): void {
    operation.value = done
    if (answered.value) return
    if (done.status === 'CANCELLED') answered.value = true
    else settle(done.outcome as Record<string, unknown> | null, done.userErrors)
  }
  function forget(): void {
    operation.value = null
    answered.value = false
  }
  return { run, running, dryRun, operation, following, finished, forget }
}
