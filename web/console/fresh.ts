import { onBeforeUnmount, onMounted } from 'vue'

/** Asks again whenever somebody comes back to the window: what was not possible yet may have become so by others' work. */
export function onReturn(again: () => void): void {
  onMounted(() => addEventListener('focus', again))
  onBeforeUnmount(() => removeEventListener('focus', again))
}
