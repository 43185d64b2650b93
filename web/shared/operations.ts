import { ask } from './asking'
import type { TrustedDocument } from './documents'
import { follow } from './following'
import { later } from './patience'

export const isFinished = (status: string): boolean => !['QUEUED', 'RUNNING'].includes(status)

const PAUSE = 2000

interface Followed { status: string }

/**
 * Follows an operation to its end, through broken connections: by events, and where they don't come by asking every
 * other second. The document of the question and of the subscription ask for the same fields. The work goes on whether
 * it can be seen or not: `away` hears when it can't.
 */
export async function followOperation<Operation extends Followed, Id extends { id: string }>(
  id: string,
  documents: {
    subscription: TrustedDocument<{ operation?: Operation | null }, Id>
    query: TrustedDocument<{ operation?: Operation | null }, Id>
  },
  seen: (operation: Operation) => void,
  signal: AbortSignal,
  away: (cut: boolean) => void = () => {},
): Promise<void> {
  let finished = false
  const look = (data: { operation?: Operation | null }) => {
    away(false)
    if (!data.operation) return void (finished = true)
    seen(data.operation)
    finished = isFinished(data.operation.status)
  }
  while (!finished && !signal.aborted) {
    try {
      await follow(documents.subscription, { id } as Id, look, signal)
      if (!finished) throw new Error('ended early')
    } catch {
      if (signal.aborted || finished) return
      await later(PAUSE * (1 + Math.random() / 2), signal)
      await ask(documents.query, { id } as Id, { signal }).then(({ data }) => look(data), () => signal.aborted || away(true))
    }
  }
}
