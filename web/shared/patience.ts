import { ref } from 'vue'
import { PASSING } from './troubles'

const TURNS = 3
/** Where nobody answers at all: it may be the network as well, which is told sooner. */
const TURNS_UNHEARD = 2
const FIRST = 1
/** Whoever has to wait longer is told so, and decides. */
const LONGEST = 20

/** How many questions wait to be asked again: both pages say so at their top. */
export const patient = ref(0)

/**
 * Sends a question, and again a few times where a passing fault is the answer: after as long as the server says, each
 * time longer, and never all pages at the same moment. Only for what changes nothing. Throws as `send` does.
 */
export async function patiently(send: () => Promise<Response>, signal?: AbortSignal | null): Promise<Response> {
  for (let turn = 0; ; turn += 1) {
    const answer = await send().catch((wrong: unknown) => wrong)
    const answered = answer instanceof Response
    const seconds = answered ? secondsOf(answer) : signal?.aborted || !navigator.onLine ? null : 0
    if (seconds === null || seconds > LONGEST || turn >= (answered ? TURNS : TURNS_UNHEARD)) {
      if (answered) return answer
      throw answer
    }
    await paused(Math.max(seconds, FIRST * 2 ** turn) * (1 + Math.random() / 2), signal)
  }
}

/** The seconds that an answer of a passing fault asks one to wait; null for every other answer. */
export function secondsOf(answer: Response): number | null {
  return PASSING.includes(answer.status) ? Math.max(0, Number(answer.headers.get('Retry-After')) || 0) : null
}

async function paused(seconds: number, signal?: AbortSignal | null): Promise<void> {
  patient.value += 1
  try {
    await later(seconds * 1000, signal)
  } finally {
    patient.value -= 1
  }
  if (signal?.aborted) throw new DOMException('left meanwhile', 'AbortError')
}

export const later = (milliseconds: number, signal?: AbortSignal | null) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true })
  })
