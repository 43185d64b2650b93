import { afterEach, expect, test, vi } from 'vitest'
import { goAnewWhereFetchingFails } from '@shared/reloading'

type Failed = (wrong: Error, to: { fullPath: string }) => void
const GONE = new Error('Failed to fetch dynamically imported module: /assets/console/Old.js')
const LIBRARY = { fullPath: '/library' }

function failing(onLine: boolean) {
  const kept = new Map<string, string>()
  const back: (() => void)[] = []
  vi.stubGlobal('navigator', { onLine })
  vi.stubGlobal('sessionStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) })
  vi.stubGlobal('addEventListener', (_: string, then: () => void) => back.push(then))
  let failed: Failed = () => undefined
  const push = vi.fn()
  const went = vi.fn()
  const router = { onError: (to: Failed) => (failed = to), resolve: (path: string) => ({ href: `/m${path}` }), push }
  goAnewWhereFetchingFails(router as never, went)
  return { fail: (wrong: Error) => failed(wrong, LIBRARY), push, went, comeBack: () => back.forEach((then) => then()) }
}
afterEach(() => vi.unstubAllGlobals())

test('a screen of a build that is gone is loaded with the whole page, once', () => {
  const { fail, went } = failing(true)
  fail(GONE)
  fail(GONE)
  expect(went.mock.calls).toEqual([['/m/library']])
})

test('offline it is gone to when the network is back', () => {
  const { fail, push, went, comeBack } = failing(false)
  fail(GONE)
  expect([push, went].map((one) => one.mock.calls.length)).toEqual([0, 0])
  comeBack()
  expect(push).toHaveBeenCalledWith('/library')
})

test('any other fault is left as it is', () => {
  const { fail, went } = failing(true)
  fail(new Error('undefined is not a function'))
  expect(went).not.toHaveBeenCalled()
})
