import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { ledTo, pasted } from '../console/screens/ballots/movement'
import { cellOf, cleaned, useSheet } from '../console/screens/ballots/sheet'
import { useUndoing } from '../console/screens/ballots/undoing'
import { averageOf, scoreOf } from '../console/screens/ratings/withheld'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => (vi.useRealTimers(), vi.unstubAllGlobals()))

function press(key: string, place: [number, number], value = '25', at: [number, number] = [0, 2], shiftKey = false) {
  const input = Object.assign(document.createElement('input'), { value })
  input.setSelectionRange(...at)
  const event = new KeyboardEvent('keydown', { key, shiftKey })
  Object.defineProperty(event, 'target', { value: input })
  return ledTo(event, place, [3, 2])
}

test('arrows and enter lead from cell to cell, and leave the text of a cell to itself', () => {
  expect(press('ArrowDown', [0, 0])).toEqual([1, 0])
  expect(press('ArrowUp', [0, 0])).toBeNull()
  expect(press('Enter', [2, 0])).toEqual([0, 1])
  expect(press('Enter', [2, 1])).toBeNull()
  expect(press('Enter', [0, 1], '25', [0, 2], true)).toEqual([2, 0])
  expect(press('ArrowRight', [1, 0])).toEqual([1, 1])
  expect(press('ArrowLeft', [1, 1], '25', [1, 1])).toBeNull()
  expect(press('ArrowLeft', [1, 1], '25', [0, 0])).toEqual([1, 0])
})

test('a block that was copied from a spreadsheet is taken apart, one value is not', () => {
  expect(pasted('25\t35\r\n26\t36\r\n')).toEqual([['25', '35'], ['26', '36']])
  expect(pasted('25')).toBeNull()
})

test('a mark may be typed in whatever way', () => {
  expect(cleaned('２６。５')).toBe('26.5')
  expect(cleaned(' 25. ')).toBe('25')
  expect(cleaned('')).toBe('')
})

const BALLOT = {
  status: 'DRAFT', done: 1, total: 4, savedAt: null, submittedAt: null, reopenedAt: null, reopenReason: null, refusal: null,
  batch: { id: 'b', name: '批次' }, schoolClass: { id: 'c', name: '一班' }, kind: 'PEER',
  items: [{ id: 'i', name: '思想', order: 1, detail: null, minPoints: '20.00', maxPoints: '30.00' }, { id: 'j', name: '体育', order: 2, detail: null, minPoints: '30.00', maxPoints: '40.00' }],
  rows: [{ student: { id: 's', number: '1', name: '甲' }, marks: [{ itemId: 'i', points: '25.50' }] }, { student: { id: 't', number: '2', name: '乙' }, marks: [] }],
}
type Answer = object | (() => object | never)

/** The sheet within a component, in front of an API that gives these answers in turn and keeps what it was asked. */
async function sheetBefore(...answers: Answer[]) {
  const asked: { marks?: { studentId: string; itemId: string; points: string | null }[] }[] = []
  const turn = [{ data: { ballot: BALLOT } }, ...answers]
  vi.stubGlobal('fetch', async (_: string, init: { body: string }) => {
    asked.push(JSON.parse(init.body).variables.input ?? {})
    const answer = turn.shift()
    return new Response(JSON.stringify(typeof answer === 'function' ? answer() : answer))
  })
  let sheet!: ReturnType<typeof useSheet>
  const app = createApp(defineComponent({ setup: () => ((sheet = useSheet({ batchId: 'b', classId: 'c', kind: 'PEER' })), () => h('p')) }))
  app.mount(document.createElement('div'))
  await sheet.load()
  return { sheet, asked }
}
const saved = { data: { saveBallot: { ballot: { ...BALLOT, savedAt: '2019-11-01T01:00:00+00:00' }, userErrors: [] } } }
const refused = (path: string) => ({ data: { saveBallot: { ballot: null, userErrors: [{ code: 'MARK_OUT_OF_RANGE', message: '应在 20 至 30 之间', path }] } } })

test('what is typed is kept after a pause, changed cells alone', async () => {
  const { sheet, asked } = await sheetBefore(saved)
  sheet.type(cellOf('s', 'i'), '26')
  sheet.type(cellOf('s', 'i'), '25.5')
  sheet.type(cellOf('t', 'j'), '３５')
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked[1]?.marks).toEqual([{ studentId: 't', itemId: 'j', points: '35' }])
  expect([sheet.changed.size, sheet.done, sheet.total]).toEqual([0, 2, 4])
})

test('a refused cell keeps its words and holds up no other', async () => {
  const { sheet, asked } = await sheetBefore(refused('input.marks.0.points'), saved)
  sheet.type(cellOf('s', 'i'), '99')
  sheet.type(cellOf('t', 'i'), '')
  sheet.type(cellOf('t', 'j'), '35')
  await vi.advanceTimersByTimeAsync(1000)
  expect(sheet.wrong).toEqual({ [cellOf('s', 'i')]: '应在 20 至 30 之间' })
  expect(asked[2]?.marks).toEqual([{ studentId: 't', itemId: 'j', points: '35' }])
  sheet.type(cellOf('s', 'i'), '25.5')
  expect([sheet.wrong, sheet.changed.size]).toEqual([{}, 0])
})

test('an emptied cell takes its mark back, and what is no number is not sent', async () => {
  const { sheet, asked } = await sheetBefore(saved)
  sheet.type(cellOf('s', 'i'), '')
  sheet.type(cellOf('t', 'i'), '25a')
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked[1]?.marks).toEqual([{ studentId: 's', itemId: 'i', points: null }])
  expect(sheet.wrong[cellOf('t', 'i')]).toBeTruthy()
})

test('what a broken network lost is sent again', async () => {
  const broken = () => { throw new TypeError('no network') }
  const { sheet, asked } = await sheetBefore(broken, saved)
  sheet.type(cellOf('t', 'i'), '25')
  await vi.advanceTimersByTimeAsync(1000)
  expect([sheet.changed.size, Boolean(sheet.lost)]).toEqual([1, true])
  await vi.advanceTimersByTimeAsync(6000)
  expect([sheet.changed.size, sheet.lost, asked.length]).toEqual([0, null, 3])
})

test('what was put back while it was being kept is kept again', async () => {
  const { sheet, asked } = await sheetBefore(() => (sheet.type(cellOf('s', 'i'), '25.5'), saved), saved)
  sheet.type(cellOf('s', 'i'), '26')
  await vi.advanceTimersByTimeAsync(3000)
  expect(asked.slice(1).map((one) => one.marks?.[0]?.points)).toEqual(['26', '25.5'])
  expect(sheet.changed.size).toBe(0)
})

test('what is withheld is told apart from what is not there', () => {
  const kind = { ballots: 1, effectiveWeight: '40.00', average: null }
  expect(averageOf(kind)).toBe('不公开')
  expect(averageOf({ ...kind, ballots: 0 })).toBe('—')
  expect(averageOf({ ...kind, average: '25.00' })).toBe('25.00')
  expect(scoreOf({ score: null, kinds: [kind] })).toBe('不公开')
  expect(scoreOf({ score: null, kinds: [{ ...kind, ballots: 0 }] })).toBe('—')
})

test('a pasted block is taken back at once, and typing in one cell is one step', () => {
  const texts: Record<string, string> = { a: '1', b: '', c: '3' }
  const { note, undo } = useUndoing((cell, text) => void (texts[cell] = text))
  note(new Map([['a', '1'], ['b', '']]))
  Object.assign(texts, { a: '20', b: '21' })
  note(new Map([['c', '3']]), true)
  note(new Map([['c', '30']]), true)
  texts.c = '30.5'
  expect([undo(), texts]).toEqual([true, { a: '20', b: '21', c: '3' }])
  expect([undo(), texts]).toEqual([true, { a: '1', b: '', c: '3' }])
  expect(undo()).toBe(false)
})
