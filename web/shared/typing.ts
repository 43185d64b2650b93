/**
 * Asks once in a few minutes while somebody types and sends nothing, so that a session ends only where nobody is at
 * work; an open page alone asks nothing.
 */
const EVERY = 5 * 60_000
export function tellOfTyping(here: () => Promise<unknown>): void {
  let typed = false
  for (const kind of ['input', 'keydown', 'pointerdown']) addEventListener(kind, () => (typed = true), { capture: true, passive: true })
  setInterval(() => {
    if (typed) void here().catch(() => undefined)
    typed = false
  }, EVERY)
}
