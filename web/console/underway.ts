import { computed, shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { isFinished } from '@shared/operations'
import { Trouble } from '@shared/troubles'
import { UnderWayDocument, type FollowedFragment } from './generated/graphql'

/** The person's operations that are not finished, whichever screen, tab or day began them: what the header tells. */
export const underWay = shallowRef<FollowedFragment[]>([])
/** How many ended since one last looked at them. */
export const ended = shallowRef(0)
export const acknowledge = (): void => void (ended.value = 0)

export const shareDone = computed(() => {
  const counted = underWay.value.filter((one) => one.progress.total)
  if (!counted.length) return null
  const shares = counted.map(({ progress }) => progress.done / progress.total)
  return Math.min(99, Math.floor((100 * shares.reduce((sum, one) => sum + one, 0)) / counted.length))
})

const PAUSE = 3000
let timer = 0

/** Asks now, and again as long as something is under way. */
export async function look(): Promise<void> {
  clearTimeout(timer)
  try {
    const { running, queued } = (await ask(UnderWayDocument)).data
    const now = [...running.nodes, ...queued.nodes]
    ended.value += underWay.value.filter((one) => !now.some((other) => other.id === one.id)).length
    underWay.value = now
  } catch (wrong) {
    if (!(wrong instanceof Trouble)) throw wrong
    if (wrong.kind === 'signedOut') underWay.value = []
  }
  if (underWay.value.length) timer = window.setTimeout(() => void look(), PAUSE)
}

/** It was followed to its end on a screen: what comes next may have changed (`steps.ts`). */
export function over(operation: FollowedFragment): void {
  const left = underWay.value.filter((one) => one.id !== operation.id)
  ended.value += underWay.value.length - left.length
  underWay.value = left
}

/** An act has begun something that goes on by itself. */
export function began(operation: FollowedFragment): void {
  if (isFinished(operation.status) || underWay.value.some((one) => one.id === operation.id)) return
  underWay.value = [...underWay.value, operation]
  clearTimeout(timer)
  timer = window.setTimeout(() => void look(), PAUSE)
}
