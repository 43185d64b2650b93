/** What comes next is the API's word: pages put it in order and know the screen of each kind (R1.7). */
import { expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { daysLeft } from '@shared/formats'
import { stateIn } from '@shared/steps'
import { batchAt, grouped, isDoable, isLed, nextOf, placeOf, tellActed, useTasks, type Task } from '../console/steps'
import { over, underWay } from '../console/underway'
import { isDue, placeOf as placeOnThePhone } from '../mini/screens/years/where'

const executeQuery = vi.fn()
vi.mock('@urql/vue', () => ({ useQuery: () => ({ data: ref(), executeQuery }) }))
vi.mock('../console/viewer', () => ({ may: () => true, viewer: { value: {} } }))
vi.mock('../mini/viewer', () => ({ may: () => true }))

const task = (batch: string, number: number, state: string, more: object = {}, step: object = {}) =>
  ({ batch: { id: batch, name: batch }, college: { id: 'c', name: '信息学院' }, schoolClass: null, raterKind: null, ...more,
    step: { kind: 'NOTICE', number, title: '成绩公示', state, mine: true, ...step } }) as unknown as Task

it('asks anew when a computation that was followed has ended, once', async () => {
  useTasks()
  const computation = { id: '7', kind: 'COMPUTE_ACADEMIC_SCORES', status: 'RUNNING', progress: {} } as never
  underWay.value = [computation]
  over(computation)
  over(computation)
  await nextTick()
  expect(executeQuery.mock.calls).toEqual([[{ requestPolicy: 'network-only' }]])
})

it('asks anew when a ballot or a file was handed in, which no list of the client tells', async () => {
  executeQuery.mockClear()
  useTasks()
  tellActed()
  await nextTick()
  expect(executeQuery).toHaveBeenCalledWith({ requestPolicy: 'network-only' })
})

it('names what is done here, then whose turn it is, be it another\'s, and last what nothing waits for', () => {
  const [besides, waits, own] = [task('b', 8, 'OPEN'), task('b', 11, 'CURRENT', {}, { mine: false }), task('b', 10, 'CURRENT')]
  const next = (...doable: Task[]) => nextOf(doable, () => false)
  expect(nextOf([besides, waits], (one) => one === besides)).toBe(besides)
  expect(next(besides, waits)).toBe(waits)
  expect(next(besides, waits, own)).toBe(own)
  expect(next(besides)).toBe(besides)
})

it('knows the batch of a screen outside of it by the year or the batch in its address, or takes the chosen one', () => {
  const tasks = [task('b', 5, 'CURRENT', { batch: { id: 'b', academicYear: '2025-2026' } })]
  const at = (name: string, query = {}, params = {}) => batchAt({ name, query, params } as never, tasks, 'chosen')
  expect(at('notices', {}, { batch: 'a' })).toBe('a')
  expect(at('courseScores', { academicYear: '2025-2026' })).toBe('b')
  expect(at('courseScores', { academicYear: '2019-2020' })).toBeUndefined()
  expect([at('ratingItems'), at('batches'), at('library')]).toEqual(['chosen', 'chosen', undefined])
  expect(at('library', { batchId: 'c' })).toBe('c')
  const led = (name: string, params = {}) => isLed({ name, params } as never)
  expect([led('ratingItems'), led('notices', { batch: 'b' }), led('students'), led('home')]).toEqual([true, true, false, false])
})

it('groups by batch in the order of the API, and counts within a batch', () => {
  const found = grouped([task('old', 3, 'CURRENT'), task('new', 1, 'CURRENT'), task('old', 1, 'DONE')])
  expect(found.map((one) => one.tasks.map(({ batch, step }) => `${batch.id} ${step.number}`))).toEqual([['old 1', 'old 3'], ['new 1']])
})

it('leads to the screen of the step, and to the own ballot', () => {
  expect(placeOf(task('b', 10, 'CURRENT'))).toMatchObject({ name: 'notices', params: { batch: 'b' } })
  const ballot = task('b', 1, 'OPEN', { schoolClass: { id: 'k' }, raterKind: 'PEER' }, { kind: 'RATING' })
  expect(placeOf(ballot)).toMatchObject({ name: 'ballot', params: { batch: 'b', schoolClass: 'k', kind: 'PEER' } })
})

it('leads to what is left once all classes are counted, and to the year of the batch', () => {
  const at = (kind: string, state: string, done: number) => {
    const about = task('b', 5, state, { batch: { id: 'b', name: 'b', academicYear: '2025-2026' } }, { kind, done, total: 3 })
    const { name, query } = placeOf(about) as { name: string; query?: object }
    return [name, query]
  }
  expect(at('COURSE_SCORES', 'CURRENT', 2)).toEqual(['courseScores', { academicYear: '2025-2026' }])
  expect(at('COURSE_SCORES', 'CURRENT', 3)).toEqual(['scoreQuestions', { academicYear: '2025-2026' }])
  expect(at('ACADEMIC', 'OPEN', 2)).toEqual(['academicComputation', undefined])
  expect(at('ACADEMIC', 'OPEN', 3)).toEqual(['majorGradeRankings', undefined])
  expect(at('ACADEMIC', 'DONE', 3)).toEqual(['academicComputation', undefined])
  expect(at('LIBRARY', 'CURRENT', 1)).toEqual(['library', { batchId: 'b' }])
})

it('leads on the phone to where one publishes and approves, and the others to the list', () => {
  const place = (kind: string, mine: boolean) => placeOnThePhone(task('b', 10, 'CURRENT', {}, { kind, mine }) as never)
  const college = { name: 'college', params: { batch: 'b', college: 'c' } }
  expect(place('NOTICE', true)).toEqual(college)
  expect(place('APPROVAL', true)).toEqual(college)
  expect(place('NOTICE', false)).toEqual({ name: 'notices', params: { batch: 'b' } })
  expect(place('RESULTS', false)).toEqual({ name: 'colleges' })
  expect(place('PARTICIPANTS', true)).toBeUndefined()
})

it('shows a button for what can be done now, and on the phone for what is the own work', () => {
  expect(['DONE', 'CURRENT', 'OPEN', 'BLOCKED'].map((state) => isDoable(task('b', 1, state)))).toEqual([false, true, true, false])
  expect(isDue(task('b', 1, 'CURRENT', {}, { mine: false }) as never)).toBe(false)
  expect(isDue(task('b', 1, 'OPEN') as never)).toBe(true)
})

it('tells the days to the last one', () => {
  expect([3, 0, -1, null].map(daysLeft)).toEqual(['还剩 3 天', '今天截止', '已截止', '—'])
})

it('calls what another has to do waiting, and a notice something to read', () => {
  const words = (kind: string, state: string, mine: boolean, total: number | null) => stateIn({ kind, state, mine, total } as never)
  expect(words('APPROVAL', 'CURRENT', false, null)).toBe('等待他人办理')
  expect(words('NOTICE', 'OPEN', false, 3)).toBe('等待他人办理')
  expect(words('NOTICE', 'CURRENT', false, null)).toBe('可查看')
  expect([words('NOTICE', 'DONE', false, null), words('RATING', 'BLOCKED', false, 3), words('RATING', 'CURRENT', true, 3)]).toEqual(['已完成', '暂不能进行', '当前步骤'])
})
