import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ask, whenSignedOut } from '@shared/asking'
import { followOperation } from '@shared/operations'
import { patient } from '@shared/patience'
import { troubleOf } from '@shared/troubles'

const QUESTION = { __meta__: { documentId: 'sha256:ab' } } as object
const ACT = { __meta__: { documentId: 'sha256:cd', changes: true } } as object
const BUSY = { errors: [{ message: '暂时无法处理，请稍后重试', extensions: { code: 'UNAVAILABLE', retryAfter: 3 } }] }
const unavailable = (after = '3') => new Response(JSON.stringify(BUSY), { status: 503, headers: { 'Retry-After': after } })
const answered = () => new Response('{"data":{"viewer":null}}')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => (vi.useRealTimers(), vi.unstubAllGlobals()))

/** An API that answers so in turn, the last one for ever. */
function before(...answers: (() => Response | Promise<Response>)[]) {
  const fetched = vi.fn(async () => (answers.length > 1 ? answers.shift()! : answers[0]!)())
  vi.stubGlobal('fetch', fetched)
  return fetched
}

test('a question is asked again by itself after as long as the server says', async () => {
  const fetched = before(unavailable, unavailable, answered)
  const answer = ask(QUESTION)
  await vi.advanceTimersByTimeAsync(2900)
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(patient.value).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await answer).data).toEqual({ viewer: null })
  expect(fetched).toHaveBeenCalledTimes(3)
  expect(patient.value).toBe(0)
})

test('a fault that does not pass is told after a few times, with how long to wait', async () => {
  const fetched = before(unavailable)
  const told = expect(ask(QUESTION)).rejects.toMatchObject({ kind: 'busy', message: '暂时无法处理，请稍后重试（约 3 秒）', seconds: 3 })
  await vi.advanceTimersByTimeAsync(60_000)
  await told
  expect(fetched).toHaveBeenCalledTimes(4)
})

test('whoever would have to wait long is told at once', async () => {
  const fetched = before(() => unavailable('120'))
  await expect(ask(QUESTION)).rejects.toMatchObject({ kind: 'busy' })
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('an act is sent once, whatever the answer', async () => {
  for (const answer of [unavailable, () => new Response('', { status: 502 }), () => Promise.reject(new TypeError('reset'))]) {
    const fetched = before(answer)
    await expect(ask(ACT)).rejects.toMatchObject({ name: 'Trouble' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fetched).toHaveBeenCalledTimes(1)
  }
})

test('a proxy that answers for a server which starts again, and a connection that is cut, are passing faults as well', async () => {
  for (const answer of [() => new Response('<html>', { status: 502 }), () => Promise.reject(new TypeError('reset'))]) {
    const fetched = before(answer, answered)
    const told = ask(QUESTION)
    await vi.advanceTimersByTimeAsync(2000)
    expect((await told).data).toEqual({ viewer: null })
    expect(fetched).toHaveBeenCalledTimes(2)
  }
})

test('who has gone on to another screen is not waited for', async () => {
  const fetched = before(unavailable)
  const leaving = new AbortController()
  const told = expect(ask(QUESTION, {}, { signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' })
  await vi.advanceTimersByTimeAsync(100)
  leaving.abort()
  await told
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('a passing fault never looks like being signed out, whatever stands beside it', async () => {
  const signedOut = vi.fn()
  whenSignedOut(signedOut)
  before(unavailable)
  await expect(ask(ACT)).rejects.toMatchObject({ kind: 'busy' })
  const both = [{ message: '请先登录', extensions: { code: 'UNAUTHENTICATED' } }, ...BUSY.errors]
  expect(troubleOf(both, null)).toMatchObject({ kind: 'busy' })
  expect(signedOut).not.toHaveBeenCalled()
})

test('what was done all the same is not offered again, and what may have been done is looked for first', () => {
  const answer = (outcome: string) => [{ message: outcome, extensions: { code: 'UNAVAILABLE', retryAfter: 2, outcome } }]
  expect(troubleOf(answer('DONE') as never, { act: null })).toMatchObject({ kind: 'failed', message: 'DONE', outcome: 'DONE' })
  expect(troubleOf(answer('UNKNOWN') as never, undefined)).toMatchObject({ kind: 'busy', message: 'UNKNOWN', outcome: 'UNKNOWN' })
})

test('an operation that can not be followed goes on, and is shown as soon as it can be', async () => {
  const seen = vi.fn()
  const away = vi.fn()
  const running = { status: 'RUNNING' }
  const shown = { status: 'SUCCEEDED' }
  const event = (operation: object) => new Response(`event: next\ndata: ${JSON.stringify({ data: { operation } })}\n\n`)
  before(() => event(running), unavailable, unavailable, unavailable, unavailable, () => event(shown))
  const followed = followOperation('1', { subscription: QUESTION, query: QUESTION }, seen, new AbortController().signal, away)
  await vi.advanceTimersByTimeAsync(120_000)
  await followed
  expect(seen.mock.calls.map(([one]) => one.status)).toEqual(['RUNNING', 'SUCCEEDED'])
  expect(away.mock.calls.map(([cut]) => cut)).toEqual([false, true, false])
})

test('an input that can not be read is told at its field, never in the words of GraphQL', () => {
  const invalid = (why: string) => ({ message: `请求有误：Variable '$input' has invalid value at ${why}`, extensions: { code: 'BAD_REQUEST' } })
  const errors = [
    invalid('.academicYear: 学年应写作 "2018-2019" / expected an academic year such as "2018-2019", found \'\''),
    invalid(".cohorts[1]: Int cannot represent non-integer value: 'x'"), invalid(".file: Expected value of non-null type 'Upload!' not to be None."),
  ]
  const trouble = troubleOf(errors, undefined)
  expect(trouble).toMatchObject({ kind: 'refused', message: '学年应写作 "2018-2019"' })
  expect(trouble!.misread.map(({ path, message }) => [path, message])).toEqual([
    ['input.academicYear', '学年应写作 "2018-2019"'], ['input.cohorts.1', '填写有误，请检查'], ['input.file', '请填写此项'],
  ])
})
