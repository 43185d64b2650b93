import { shallowRef, type ModelRef } from 'vue'

/** The boxes of a table: one by one, a range by the shift key, all of the page, and what was chosen on other pages. */
export function useSelecting(selected: ModelRef<string[] | undefined>, ids: () => string[]) {
  const last = shallowRef<string | null>(null)

  function set(wanted: string[], on: boolean): void {
    const others = (selected.value ?? []).filter((id) => !wanted.includes(id))
    selected.value = on ? [...others, ...wanted] : others
  }
  /** With the shift key, all from the one that was clicked last. */
  function click(id: string, range: boolean): void {
    const on = !selected.value?.includes(id)
    const [from, to] = [ids().indexOf(last.value ?? ''), ids().indexOf(id)]
    set(range && from >= 0 ? ids().slice(Math.min(from, to), Math.max(from, to) + 1) : [id], on)
    last.value = id
  }
  return { set, click }
}
