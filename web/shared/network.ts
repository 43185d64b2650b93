import { ref } from 'vue'

/** Whether the device says that it is connected. */
export const online = ref(navigator.onLine)
addEventListener('online', () => (online.value = true))
addEventListener('offline', () => (online.value = false))
