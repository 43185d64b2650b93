import { computed, onBeforeUnmount, reactive, ref, shallowRef } from 'vue'
import { ask } from '@shared/asking'
import { payloadOf } from '@shared/documents'
import { once } from '@shared/once'
import { Trouble } from '@shared/troubles'
import type { Refusal } from '../../acting'
import {
  BallotSheetDocument, SaveBallotDocument, SubmitBallotDocument, type BallotSheetQuery, type BallotStateFragment, type RaterKind,
} from '../../generated/graphql'
import { tellActed } from '../../steps'

export type Sheet = NonNullable<BallotSheetQuery['ballot']>
export interface Address { batchId: string; classId: string; kind: RaterKind }
interface Mark { studentId: string; itemId: string; points: string | null }

const PAUSE = 800
const AGAIN = 5000
const NUMBER = /^\d{1,6}(\.\d{1,2})?$/
export const cellOf = (student: string, item: string): string => `${student} ${item}`

/** As typed in whatever way: full-width digits, the Chinese point; "25." is 25 that is still being typed. */
export const cleaned = (typed: string): string =>
  typed.normalize('NFKC').replace(/\s+/g, '').replace(/。/g, '.').replace(/\.$/, '').replace(/^\./, '0.')
const short = (points: string): string => points.replace(/\.?0+$/, '') || '0'

/**
 * One ballot while it is filled in. What is typed is kept at the API after a short pause, changed cells alone; a cell
 * that the API refuses keeps its words until it is changed, and holds up no other.
 */
export function useSheet(address: Address) {
  const sheet = shallowRef<Sheet | null>()
  const state = ref<BallotStateFragment | null>(null)
  const trouble = shallowRef<Trouble | null>(null)
  const texts = reactive<Record<string, string>>({})
  const wrong = reactive<Record<string, string>>({})
  const kept: Record<string, string> = {}
  const changed = reactive(new Set<string>())
  const refusals = ref<Refusal[]>([])
  /** Why what was changed is not kept yet: it is sent again by itself. */
  const lost = shallowRef<Trouble | null>(null)
  let timer = 0

  async function load(): Promise<void> {
    trouble.value = null
    try {
      const { batchId: batch, classId: schoolClass, kind } = address
      const { data } = await ask(BallotSheetDocument, { batch, schoolClass, kind })
      take(data.ballot ?? null)
    } catch (failed) {
      trouble.value = troubled(failed)
    }
  }
  function take(found: Sheet | null): void {
    for (const known of [texts, wrong, kept]) for (const cell of Object.keys(known)) delete known[cell]
    changed.clear()
    refusals.value = []
    for (const row of found?.rows ?? []) {
      for (const mark of row.marks) texts[cellOf(row.student.id, mark.itemId)] = kept[cellOf(row.student.id, mark.itemId)] = short(mark.points)
    }
    state.value = found
    sheet.value = found
  }

  function type(cell: string, typed: string): void {
    texts[cell] = typed
    delete wrong[cell]
    refusals.value = []
    const value = cleaned(typed)
    if (value && !NUMBER.test(value)) {
      wrong[cell] = '请填写数字，最多两位小数'
      changed.delete(cell)
    } else if (value === (kept[cell] ?? '')) changed.delete(cell)
    else changed.add(cell)
    soon(PAUSE)
  }
  /** "２６。５" is shown as 26.5 once it is left. */
  const tidy = (cell: string): void => {
    const value = cleaned(texts[cell] ?? '')
    if (NUMBER.test(value)) texts[cell] = value
  }
  const soon = (pause: number): void => {
    clearTimeout(timer)
    timer = changed.size ? window.setTimeout(() => void save(), pause) : 0
  }

  const taken = (): Mark[] => [...changed].map((cell) => {
    const [studentId, itemId] = cell.split(' ') as [string, string]
    return { studentId, itemId, points: cleaned(texts[cell] ?? '') || null }
  })
  /** Sets the refused cells aside, and says whether there were any: then the others may go on alone. */
  function setAside(marks: Mark[], told: Refusal[]): boolean {
    const others = told.filter((one) => {
      const mark = marks[Number(/^input\.marks\.(\d+)\./.exec(one.path ?? '')?.[1] ?? -1)]
      if (!mark) return true
      const cell = cellOf(mark.studentId, mark.itemId)
      if (cleaned(texts[cell] ?? '') === (mark.points ?? '')) {
        wrong[cell] = one.message
        changed.delete(cell)
      }
      return false
    })
    refusals.value = others
    return others.length === 0
  }
  function keep(marks: Mark[], now: BallotStateFragment | null | undefined): void {
    for (const { studentId, itemId, points } of marks) {
      const cell = cellOf(studentId, itemId)
      kept[cell] = points ?? ''
      if (cleaned(texts[cell] ?? '') === kept[cell]) changed.delete(cell)
      else if (!wrong[cell]) changed.add(cell)
    }
    lost.value = null
    if (now) state.value = now
  }

  const saving = once(async (): Promise<boolean> => {
    clearTimeout(timer)
    try {
      while (changed.size) {
        const marks = taken()
        const payload = payloadOf((await ask(SaveBallotDocument, { input: { ...address, marks } })).data)
        if (!payload?.userErrors.length) keep(marks, payload?.ballot)
        else if (!setAside(marks, payload.userErrors)) return false
      }
      return true
    } catch (failed) {
      lost.value = troubled(failed)
      soon(Math.max(AGAIN, lost.value.seconds * 1000) * (lost.value.kind === 'busy' ? 1 + Math.random() / 2 : 1))
      return false
    }
  })
  const save = async (): Promise<boolean> => (await saving.run()) ?? (soon(PAUSE), false)

  const submitting = once(async (): Promise<boolean> => {
    while (saving.running.value) await new Promise((done) => setTimeout(done, 50))
    if (!(await save())) return false
    try {
      const payload = payloadOf((await ask(SubmitBallotDocument, { input: { ...address } })).data)
      refusals.value = payload?.userErrors ?? []
      lost.value = null
      if (payload?.ballot && !refusals.value.length) {
        state.value = payload.ballot
        tellActed()
      }
      return !refusals.value.length
    } catch (failed) {
      lost.value = troubled(failed)
      return false
    }
  })

  const done = computed(() => Object.entries(texts).filter(([cell, text]) => text !== '' && !wrong[cell]).length)
  const total = computed(() => (sheet.value ? sheet.value.rows.length * sheet.value.items.length : 0))
  const open = computed(() => state.value !== null && !state.value.refusal && state.value.status !== 'SUBMITTED')
  onBeforeUnmount(() => clearTimeout(timer))
  return reactive({
    sheet, state, trouble, texts, wrong, changed, refusals, lost, done, total, open, saving: saving.running, submitting: submitting.running,
    load, type, tidy, save, submit: submitting.run,
  })
}

function troubled(failed: unknown): Trouble {
  if (failed instanceof Trouble) return failed
  throw failed
}
