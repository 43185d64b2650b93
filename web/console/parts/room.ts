import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

/** Below the table: its pages. */
const FOOT = 100
const LEAST = 360

/**
 * What the table's own scroll area measures: as high as the window has room below it, so that its bar is in sight; where
 * that is too little, the whole window below the top bar (style.css). `lefts` are the places of the fixed
 * columns, `covered` is what these and the headings lie over: what has the focus is scrolled out from under them.
 */
export function useRoom(area: Ref<HTMLElement | null>, shown: () => unknown) {
  const height = ref<string>()
  const lefts = ref<number[]>([])
  const covered = ref<string>()
  const measure = (): void => {
    if (!area.value) return
    const left = innerHeight - FOOT - (area.value.getBoundingClientRect().top + scrollY)
    height.value = left < LEAST ? undefined : `${left}px`
    const staying = (choice: string): number => [...area.value!.querySelectorAll<HTMLElement>(`thead ${choice}`)]
      .reduce((sum, cell) => sum + (getComputedStyle(cell).position === 'sticky' ? cell.offsetWidth : 0), 0)
    covered.value = `${area.value.querySelector('thead')!.offsetHeight + 8}px ${staying('.row-acts') + 8}px 8px ${staying('.fixed') + 8}px`
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
  return { height, lefts, covered }
}
