import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { Trouble } from '@shared/troubles'
import { online } from '@shared/network'
import { useKeeping, type Cell, type Refusal } from '../mini/screens/ballots/keeping'

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  online.value = true
})
afterEach(() => vi.useRealTimers())

function kept(answer: (cells: Cell[]) => Promise<Refusal[]> = async () => []) {
  const save = vi.fn(answer)
  const scope = effectScope()
  const keeping = scope.run(() => useKeeping('sheet', save))!
  return { keeping, save, scope }
}
const cell = (key: string, points: string | null): Cell => {
  const [studentId = '', itemId = ''] = key.split(':')
  return { studentId, itemId, points }
}
const offline = async (): Promise<Refusal[]> => Promise.reject(new Trouble('offline', '网络不通'))

test('what is changed is sent together after a pause, and nothing else', async () => {
  const { keeping, save } = kept()
  keeping.taken([['1:a', '20.00'], ['1:b', null]])
  keeping.set('1:a', '21')
  keeping.set('1:a', '22')
  keeping.set('1:b', '30')
  expect(keeping.state.value).toBe('waiting')
  expect(save).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1000)
  expect(save.mock.calls).toEqual([[[cell('1:a', '22'), cell('1:b', '30')]]])
  expect(keeping.state.value).toBe('saved')
  expect(localStorage.getItem('sheet')).toBeNull()
})

test('a mark is taken back', async () => {
  const { keeping, save } = kept()
  keeping.taken([['1:a', '20.00']])
  keeping.set('1:a', null)
  await vi.advanceTimersByTimeAsync(1000)
  expect(save.mock.calls[0]![0]).toEqual([cell('1:a', null)])
  expect(keeping.marks.has('1:a')).toBe(false)
})

test('what changes while a save is under way is sent by the next', async () => {
  let finish = () => {}
  const { keeping, save } = kept(() => new Promise((done) => (finish = () => done([]))))
  keeping.set('1:a', '21')
  await vi.advanceTimersByTimeAsync(1000)
  keeping.set('1:a', '22')
  finish()
  await vi.advanceTimersByTimeAsync(1000)
  finish()
  await vi.advanceTimersByTimeAsync(0)
  expect(save.mock.calls.map(([cells]) => cells[0]!.points)).toEqual(['21', '22'])
  expect(keeping.state.value).toBe('saved')
})

test('a refused mark stays with its reason, and holds up no other', async () => {
  const { keeping, save } = kept(async (cells) => {
    const place = cells.findIndex((one) => one.points === '99')
    return place < 0 ? [] : [{ code: 'MARK_OUT_OF_RANGE', message: '张三的“思想”应在 20 至 30 之间', path: `input.marks.${place}.points` }]
  })
  keeping.set('1:a', '25')
  keeping.set('2:a', '99')
  await vi.advanceTimersByTimeAsync(1000)
  expect(keeping.refused.get('2:a')).toContain('张三')
  expect(keeping.marks.get('2:a')).toBe('99')
  expect(save.mock.calls[1]![0]).toEqual([cell('1:a', '25')])
  expect(await keeping.flush()).toBe(false)
  keeping.set('2:a', '30')
  expect(keeping.refused.size).toBe(0)
  expect(await keeping.flush()).toBe(true)
})

test('what is no number is never sent', async () => {
  const { keeping, save } = kept()
  keeping.set('1:a', '好')
  await vi.advanceTimersByTimeAsync(1000)
  expect(save).not.toHaveBeenCalled()
  expect(keeping.refused.get('1:a')).toBe('请填数字，最多两位小数')
})

test('without the network marks are kept, and sent when it is back', async () => {
  const { keeping, save } = kept(offline)
  keeping.set('1:a', '25')
  online.value = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(keeping.state.value).toBe('offline')
  expect(localStorage.getItem('sheet')).toContain('25')
  save.mockImplementation(async () => [])
  online.value = true
  await vi.advanceTimersByTimeAsync(100)
  expect(keeping.state.value).toBe('saved')
})

test('where the device does not say that the network is back, it is tried again', async () => {
  const { keeping, save } = kept(offline)
  keeping.set('1:a', '25')
  await vi.advanceTimersByTimeAsync(1000)
  save.mockImplementation(async () => [])
  await vi.advanceTimersByTimeAsync(9000)
  expect(keeping.state.value).toBe('saved')
})

test('a server that is busy is waited for, each time longer: nothing is lost, and nothing is told as failed', async () => {
  const { keeping, save } = kept(async () => Promise.reject(new Trouble('busy', '系统繁忙', 'UNAVAILABLE', 2)))
  keeping.set('1:a', '25')
  await vi.advanceTimersByTimeAsync(1000)
  expect(keeping.state.value).toBe('busy')
  expect(localStorage.getItem('sheet')).toContain('25')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(save.mock.calls.length).toBeGreaterThanOrEqual(3)
  expect(save.mock.calls.length).toBeLessThanOrEqual(5)
  save.mockImplementation(async () => [])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(keeping.state.value).toBe('saved')
  expect(localStorage.getItem('sheet')).toBeNull()
})

test('a page that was closed meanwhile takes up what it kept', async () => {
  const one = kept(offline)
  one.keeping.taken([['1:a', '20.00']])
  one.keeping.set('1:a', '25')
  await vi.advanceTimersByTimeAsync(1000)
  one.scope.stop()
  const { keeping, save } = kept()
  keeping.taken([['1:a', '20.00']])
  expect(keeping.marks.get('1:a')).toBe('25')
  await vi.advanceTimersByTimeAsync(100)
  expect(save.mock.calls[0]![0]).toEqual([cell('1:a', '25')])
})

test('what another device changed meanwhile is not overwritten by what was kept', async () => {
  localStorage.setItem('sheet', JSON.stringify([['1:a', { points: '25', before: '20.00' }]]))
  const { keeping, save } = kept()
  keeping.taken([['1:a', '28.00']])
  await vi.advanceTimersByTimeAsync(1000)
  expect(save).not.toHaveBeenCalled()
  expect(keeping.marks.get('1:a')).toBe('28.00')
  expect(keeping.overtaken.value).toBe(1)
})

test('marks from another device come in beside those that are being typed', async () => {
  const { keeping } = kept()
  keeping.taken([['1:a', null], ['1:b', null]])
  keeping.set('1:a', '25')
  keeping.taken([['1:a', null], ['1:b', '31.00']])
  expect([keeping.marks.get('1:a'), keeping.marks.get('1:b')]).toEqual(['25', '31.00'])
})

test('a shut window refuses the sheet as a whole, is not asked again, and what was typed is kept', async () => {
  const { keeping, save } = kept(async () => [{ code: 'OUTSIDE_WINDOW', message: '不在评分时间内', path: null }])
  keeping.set('1:a', '25')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(save).toHaveBeenCalledTimes(1)
  expect(keeping.shut.value[0]!.message).toBe('不在评分时间内')
  expect(keeping.state.value).toBe('refused')
  expect(localStorage.getItem('sheet')).toContain('25')
})

test('after the submission what came too late is given up', () => {
  const { keeping } = kept()
  keeping.taken([['1:a', '20.00']])
  keeping.set('1:a', '25')
  keeping.forgo()
  expect(keeping.marks.get('1:a')).toBe('20.00')
  expect(localStorage.getItem('sheet')).toBeNull()
})

test('"30.00" of the API is the "30" that was saved here: what was typed after it is kept, and sent', async () => {
  const first = kept()
  first.keeping.taken([['1:a', null], ['1:b', null]])
  first.keeping.set('1:a', '30')
  await vi.advanceTimersByTimeAsync(1000)
  first.save.mockImplementation(offline)
  first.keeping.set('1:a', '35')
  await vi.advanceTimersByTimeAsync(1000)
  first.scope.stop()
  const { keeping, save } = kept()
  keeping.taken([['1:a', '30.00'], ['1:b', null]])
  await vi.advanceTimersByTimeAsync(0)
  expect(keeping.overtaken.value).toBe(0)
  expect(save.mock.calls[0]![0]).toEqual([cell('1:a', '35')])
})

test('what changes while a save is under way follows what that one has saved', async () => {
  let finish = () => {}
  const first = kept(() => new Promise((done) => (finish = () => done([]))))
  first.keeping.taken([['1:a', null]])
  first.keeping.set('1:a', '21')
  await vi.advanceTimersByTimeAsync(1000)
  first.keeping.set('1:a', '22')
  first.save.mockImplementation(offline)
  finish()
  await vi.advanceTimersByTimeAsync(1000)
  const { keeping } = kept()
  keeping.taken([['1:a', '21.00']])
  expect(keeping.overtaken.value).toBe(0)
  expect(keeping.marks.get('1:a')).toBe('22')
})
