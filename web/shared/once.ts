import { ref, type Ref } from 'vue'

/** A second click while the first is still under way does nothing. */
export function once<Arguments extends unknown[], Result>(
  act: (...given: Arguments) => Promise<Result>,
): { run: (...given: Arguments) => Promise<Result | null>; running: Ref<boolean> } {
  const running = ref(false)
  async function run(...given: Arguments): Promise<Result | null> {
    if (running.value) return null
    running.value = true
    try {
      return await act(...given)
    } finally {
      running.value = false
    }
  }
  return { run, running }
}
