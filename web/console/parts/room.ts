import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

/** Below the table: its pages. */
const FOOT = 100
const LEAST = 360

/**
 * What the table's own scroll area measures: as high as the window has room below it, so that its bar is in sight; where
 * that is too little, the whole window below the top bar (style.css). `lefts` are the places of the fixed columns.
 */
export function useRoom(area: Ref<HTMLElement | null>, shown: () => unknown) {
  const height = ref<string>()
  const lefts = ref<number[]>([])
  const measure = (): void => {
    if (!area.value) return
    const left = innerHeight - FOOT - (area.value.getBoundingClientRect().top + scrollY)
    height.value = left < LEAST ? undefined : `${left}px`
    let at = 0
    lefts.value = [...area.value.querySelectorAll<HTMLElement>('thead .fixed')].map((cell) => (at += cell.offsetWidth) - cell.offsetWidth)
  }
  let watching: ResizeObserver | null = null
  const look = (): void => {
    watching?.disconnect()
    for (const one of [document.body, ...(area.value?.querySelectorAll('thead .fixed') ?? [])]) watching?.observe(one)
  }
  onMounted(() => ((watching = new ResizeObserver(measure)), look()))
  watch(shown, look, { flush: 'post' })
  onBeforeUnmount(() => watching?.disconnect())
  return { height, lefts }
}
