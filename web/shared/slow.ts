import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Whether something has been under way for so long that people would like a word. */
export function useSlow(running: Ref<boolean>, after = 3000): Ref<boolean> {
  const slow = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => (clearTimeout(timer), (slow.value = false))
  watch(running, (now) => {
    stop()
    if (now) timer = setTimeout(() => (slow.value = true), after)
  })
  onScopeDispose(stop)
  return slow
}
