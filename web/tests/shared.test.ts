import { afterEach, expect, test, vi } from 'vitest'
import { wanted } from '@shared/addresses'
import { ask, multipart } from '@shared/asking'
import { events } from '@shared/following'
import { days, decimal, moment, percent, rank, share } from '@shared/formats'
import { once } from '@shared/once'
import { troubleOf } from '@shared/troubles'
import { inOrder } from '@shared/words'

afterEach(() => vi.unstubAllGlobals())

test('numbers, days and moments are written as the manual does', () => {
  expect(rank({ label: '2/5' })).toBe('2/5')
  expect(decimal('91.20')).toBe('91.20')
  expect(decimal(null)).toBe('—')
  expect(percent('40.00')).toBe('40%')
  expect(days({ startsOn: '2019-10-21', endsOn: '2019-12-20' })).toBe('2019-10-21 至 2019-12-20')
  expect(moment('2019-09-11T09:31:08+00:00')).toBe('2019-09-11 17:31')
  expect(share(199, 200)).toBe(99)
})

test('data with withheld fields is an answer, nothing but a refusal is a trouble', () => {
  const withheld = [{ message: '无权查看此项', extensions: { code: 'FORBIDDEN', coordinate: 'Student.gender' } }]
  expect(troubleOf(withheld, { students: { nodes: [] } })).toBeNull()
  expect(troubleOf(withheld, { auditLog: null })).toMatchObject({ kind: 'refused', message: '无权查看此项' })
  expect(troubleOf([{ message: '请登录', extensions: { code: 'UNAUTHENTICATED' } }], null)).toMatchObject({ kind: 'signedOut' })
  expect(troubleOf(undefined, { viewer: null })).toBeNull()
})

test('a second click while the first is under way does nothing', async () => {
  let finish = () => {}
  const act = vi.fn(() => new Promise<string>((done) => (finish = () => done('done'))))
  const { run, running } = once(act)
  const first = run()
  expect(running.value).toBe(true)
  expect(await run()).toBeNull()
  finish()
  expect(await first).toBe('done')
  expect(act).toHaveBeenCalledTimes(1)
  expect(running.value).toBe(false)
})

test('a request carries the id of its document, never its text', async () => {
  const fetched = vi.fn(async (..._given: [string, RequestInit]) => new Response('{"data":{"viewer":null}}'))
  vi.stubGlobal('fetch', fetched)
  await ask({ __meta__: { documentId: 'sha256:ab' } } as object, { one: 1 })
  expect(JSON.parse(String(fetched.mock.calls[0]![1].body))).toEqual({ documentId: 'sha256:ab', variables: { one: 1 } })
})

test('no network is told as such, and at once where the device knows of it', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  const there = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  await expect(ask({ __meta__: { documentId: 'sha256:ab' } } as object)).rejects.toMatchObject({ kind: 'offline' })
  there.mockRestore()
})

test('files go beside the operation, each to its place', () => {
  const { body, headers } = multipart({ variables: { input: { file: null } } }, { 'variables.input.file': new File(['x'], 'a.xlsx') })
  expect(body.get('map')).toBe('{"0":["variables.input.file"]}')
  expect(headers['GraphQL-Preflight']).toBe('1')
})

test('events are read across the seams of the stream', async () => {
  const pieces = ['event: next\ndata: {"da', 'ta":{}}\n\n:\n\nevent: compl', 'ete\n\n']
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  const seen = []
  for await (const one of events(stream)) seen.push(one)
  expect(seen).toEqual([{ event: 'next', data: '{"data":{}}' }, { event: 'complete', data: '' }])
})

test('after the sign-in one goes back within this site alone', () => {
  expect(wanted('/students?page=2')).toBe('/students?page=2')
  expect(wanted('//evil.example')).toBe('/')
  expect(wanted('https://evil.example')).toBe('/')
})

test('what is of a module is shown in the order of the manual', () => {
  const given = [{ module: 'ACADEMIC' }, { module: 'COMPREHENSIVE' }, { module: 'RATING' }]
  expect(inOrder(given).map((one) => one.module)).toEqual(['ACADEMIC', 'RATING', 'COMPREHENSIVE'])
  expect(given[1]!.module).toBe('COMPREHENSIVE')
})
