import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { choose, insideApp, wantsPhone } from '@shared/leading'

const device = (narrow: boolean, touch: boolean, agent = 'Mozilla/5.0') => {
  vi.stubGlobal('matchMedia', (question: string) => ({ matches: question.includes('width') ? narrow : touch }))
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(agent)
}
beforeEach(() => localStorage.clear())
afterEach(() => vi.unstubAllGlobals())

test('a narrow screen that is touched is led to the phone page, no other', () => {
  const led = [[true, true], [true, false], [false, true], [false, false]].map(([narrow, touch]) => (device(narrow!, touch!), wantsPhone()))
  expect(led).toEqual([true, false, false, false])
})

test('what was chosen is kept on the device', () => {
  device(true, true)
  choose('desk')
  expect(wantsPhone()).toBe(false)
  device(false, false)
  choose('phone')
  expect(wantsPhone()).toBe(true)
})

test('the Yiban app gets the phone page whatever was chosen', () => {
  device(false, false, 'Mozilla/5.0 yiban_android/5.1')
  choose('desk')
  expect(wantsPhone()).toBe(true)
})

test('the app that shows the page is known by what its browser calls itself', () => {
  const seen = ['MicroMessenger/7.0.1 wxwork/4.1.10', 'AliApp(DingTalk/7.0.40)', 'yiban_android/5.1', 'MicroMessenger/8.0', 'Chrome/120'].map((agent) => (device(true, true, agent), insideApp()))
  expect(seen).toEqual(['wecom', 'dingtalk', 'yiban', undefined, undefined])
})
