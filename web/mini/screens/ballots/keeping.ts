import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { online } from '@shared/network'
import { Trouble } from '@shared/troubles'
import { isNumber } from './sheet'

export interface Cell { studentId: string; itemId: string; points: string | null }
export interface Refusal { code: string; message: string; path?: string | null }
/** What is not with the API yet: the points, and what stood there before. */
interface Unsent { points: string | null; before: string | null }
export type Keeping = ReturnType<typeof useKeeping>

const PAUSE = 700
const AGAIN = 8_000
const MOST = 1_000
/** The API writes "30.00" where one typed "30". */
const alike = (one: string | null, other: string | null) => one === other || (!!one && !!other && Number(one) === Number(other))
const UNREADABLE = '请填数字，最多两位小数'

/**
 * The draft of a sheet. What is changed is sent after a pause; what could not be sent stays on this device, under
 * `name`, until it can. A refused mark stays where it stands, with the reason, and holds up no other.
 */
export function useKeeping(
  name: string, save: (cells: Cell[]) => Promise<Refusal[]>, { store = localStorage, saved = () => {} }: { store?: Storage; saved?: () => void } = {},
) {
  const known = new Map<string, string | null>()
  const marks = reactive(new Map<string, string>())
  const unsent = reactive(new Map<string, Unsent>(restored()))
  const refused = reactive(new Map<string, string>())
  const trouble = ref<Trouble | null>(null)
  /** What refuses the sheet as a whole, such as a window that has shut. */
  const shut = ref<Refusal[]>([])
  const sending = ref(false)
  /** How many marks were changed on another device while this one kept its own. */
  const overtaken = ref(0)
  const old = new Set(unsent.keys())
  let busyTurns = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const state = computed(() => {
    if (shut.value.length) return 'refused'
    if (sending.value) return 'saving'
    if (trouble.value) return trouble.value.kind === 'offline' || trouble.value.kind === 'busy' ? trouble.value.kind : 'failed'
    return unsent.size ? 'waiting' : 'saved'
  })

  function restored(): [string, Unsent][] {
    try {
      return JSON.parse(store.getItem(name) ?? '[]') as [string, Unsent][]
    } catch {
      return []
    }
  }

  function keep(): void {
    try {
      if (unsent.size) store.setItem(name, JSON.stringify([...unsent]))
      else store.removeItem(name)
    } catch {
      // a webview without storage: the page itself keeps them while it is open
    }
  }

  function show(key: string, points: string | null): void {
    if (points) marks.set(key, points)
    else marks.delete(key)
  }

  /** The sheet as the API has it, from whatever device; `open` while it may be changed. */
  function taken(cells: Iterable<[key: string, points: string | null]>, open = true): void {
    for (const [key, points] of cells) {
      const mine = unsent.get(key)
      if (mine && old.has(key) && !alike(mine.before, points) && !alike(mine.points, points)) {
        unsent.delete(key)
        overtaken.value += 1
      }
      old.delete(key)
      known.set(key, points)
      if (!unsent.has(key) && !refused.has(key)) show(key, points)
      else if (mine) show(key, mine.points)
    }
    keep()
    if (open && unsent.size) soon(0)
  }

  /** What can never be sent any more is given up: the sheet is shown as it stands with the API. */
  function forgo(): void {
    for (const key of [...unsent.keys(), ...refused.keys()]) show(key, known.get(key) ?? null)
    unsent.clear()
    refused.clear()
    keep()
  }

  function set(key: string, points: string | null): void {
    if ((marks.get(key) ?? null) === points && !refused.has(key)) return
    refused.delete(key)
    shut.value = []
    show(key, points)
    old.delete(key)
    if (points !== null && !isNumber(points)) {
      refused.set(key, UNREADABLE)
      unsent.delete(key)
    } else {
      unsent.set(key, { points, before: known.get(key) ?? null })
    }
    keep()
    soon()
  }

  function soon(pause = PAUSE): void {
    clearTimeout(timer)
    if (unsent.size && !shut.value.length) timer = setTimeout(() => void flush(), pause)
  }

  /** Sends what is unsent, all of it. True: nothing is left, and nothing was refused. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    if (sending.value) await settled()
    while (unsent.size && (await sent())) ;
    return !unsent.size && !refused.size
  }

  const settled = () => new Promise<void>((done) => {
    const stop = watch(sending, (still) => !still && (stop(), done()), { flush: 'sync' })
  })

  /** One request. True: there is a point in sending the rest. */
  async function sent(): Promise<boolean> {
    const cells = [...unsent].slice(0, MOST)
    sending.value = true
    try {
      const refusals = await save(cells.map(([key, { points }]) => ({ ...idsOf(key), points })))
      trouble.value = null
      busyTurns = 0
      if (refusals.length) return refuse(refusals, cells)
      for (const [key, { points }] of cells) {
        known.set(key, points)
        const mine = unsent.get(key)
        if (mine?.points === points) unsent.delete(key)
        else if (mine) unsent.set(key, { ...mine, before: points })
      }
      saved()
      return true
    } catch (wrong) {
      if (!(wrong instanceof Trouble)) throw wrong
      trouble.value = wrong
      if (wrong.kind !== 'signedOut') soon(wrong.kind === 'busy' ? patience(wrong.seconds) : AGAIN)
      return false
    } finally {
      keep()
      sending.value = false
    }
  }

  /** As long as the server says, each time longer, and never all phones at the same moment. */
  const patience = (seconds: number) => Math.min(60, (seconds || 2) * 2 ** busyTurns++) * 1000 * (1 + Math.random() / 2)

  /** Each refusal to its mark; the others are sent again without it. */
  function refuse(refusals: Refusal[], cells: [string, Unsent][]): boolean {
    const placed = refusals.flatMap((one) => {
      const cell = cells[Number(/marks\.(\d+)/.exec(one.path ?? '')?.[1] ?? -1)]
      return cell ? [{ cell, message: one.message }] : []
    })
    for (const { cell: [key, { points }], message } of placed) {
      if (unsent.get(key)?.points !== points) continue
      unsent.delete(key)
      refused.set(key, message)
    }
    if (!placed.length) shut.value = refusals
    return placed.length > 0
  }

  watch(online, (back) => back && soon(0))
  const hidden = () => document.visibilityState === 'hidden' && void flush()
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hidden)
    void flush()
  })
  return { marks, unsent, refused, trouble, shut, state, sending, overtaken, taken, forgo, set, flush }
}

function idsOf(key: string): { studentId: string; itemId: string } {
  const [studentId = '', itemId = ''] = key.split(':')
  return { studentId, itemId }
}
