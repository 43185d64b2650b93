import { useClientHandle, type TypedDocumentNode } from '@urql/vue'
import { computed, ref, shallowRef } from 'vue'
import { payloadOf, type Payload } from '@shared/documents'
import { once } from '@shared/once'
import { isFinished } from '@shared/operations'
import type { Trouble } from '@shared/troubles'
import { inWords, trusted } from './client'
import { tellDone, tellTrouble, wantsAgain } from './feedback'
import type { FollowedFragment } from './generated/graphql'
import { began } from './underway'

export interface Refusal {
  code: string
  message: string
  path?: string | null
  row?: number | null
  column?: string | null
}

interface Options<Data> {
  /** What to say when it is done. */
  done?: string | ((payload: Payload<Data>) => string)
  /** Types whose lists ask anew besides those that the payload names: for what was deleted. */
  changes?: string[]
}

/**
 * One act: a mutation with one root field. `run` gives the payload when it was done, null when it was refused or is
 * still under way; give what followed it to its end to `ended`. `refusals` then holds the API's words, `at('input.name')` those of one input, `elsewhere` the rest.
 */
export function useAct<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>, options: Options<Data> = {},
) {
  const { client } = useClientHandle()
  const refusals = ref<Refusal[]>([])
  const operation = shallowRef<FollowedFragment | null>(null)
  /** What a refusal tells beside its words, such as how many there are. */
  const refused = shallowRef<Payload<Data> | null>(null)
  const shown = new Set<string>()

  async function act(variables: Variables): Promise<Payload<Data> | null> {
    refusals.value = []
    refused.value = operation.value = null
    const context = { additionalTypenames: options.changes }
    const { data, error } = await client.mutation(trusted(document), variables, context).toPromise()
    const trouble = error && inWords(error as never, data)
    if (trouble) return (await again(trouble)) ? act(variables) : null
    const payload = payloadOf(data as Data)
    return payload && judged(payload)
  }
  const { run, running } = once(act)

  /** Tells why nothing came of it; true where the person wants to try once more. */
  async function again(trouble: Trouble): Promise<boolean> {
    if (trouble.misread.length) refusals.value = trouble.misread
    else if (trouble.kind === 'busy') return wantsAgain(trouble)
    else if (trouble.kind !== 'signedOut') tellTrouble(trouble.message)
    return false
  }

  function judged(payload: Payload<Data>): Payload<Data> | null {
    const told = payload as { userErrors?: Refusal[]; operation?: FollowedFragment | null }
    if (told.userErrors?.length) {
      refusals.value = told.userErrors
      refused.value = payload
      return null
    }
    if (told.operation) began((operation.value = told.operation))
    waiting = !!told.operation && !isFinished(told.operation.status)
    if (waiting) return null
    tell(payload)
    return payload
  }
  function tell(payload: Payload<Data>): void {
    if (options.done) tellDone(typeof options.done === 'string' ? options.done : options.done(payload))
  }

  /** What took longer than its request has ended: a success is told in the words of `done`, once. Its classes are ids. */
  let waiting = false
  function ended(operation: FollowedFragment): void {
    const outcome = operation.outcome as { classIds?: unknown[] } | null
    if (waiting && operation.status === 'SUCCEEDED') tell({ classes: outcome?.classIds, ...outcome } as unknown as Payload<Data>)
    waiting = false
  }

  /** The refusal that belongs beside the input of this path. */
  function at(path: string): string {
    shown.add(path)
    return refusals.value.find((one) => one.path === path)?.message ?? ''
  }

  const elsewhere = computed(() => refusals.value.filter((one) => !one.path || !shown.has(one.path)))
  const clear = () => void ((refusals.value = []), (operation.value = null))
  return { run, running, refusals, refused, elsewhere, at, operation, ended, clear }
}
