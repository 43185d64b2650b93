import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { rem } from '../bundling/scaled'

const SCRIPT = readFileSync(`${process.cwd()}/shared/look.js`, 'utf8')
const root = document.documentElement

/** The page as it begins, on a system that is dark or light. */
function begun(dark: boolean, kept: Record<string, string> = {}) {
  const system = Object.assign(new EventTarget(), { matches: dark })
  vi.stubGlobal('matchMedia', () => system)
  localStorage.clear()
  for (const [what, choice] of Object.entries(kept)) localStorage.setItem(`zongce:${what}`, choice)
  new Function(SCRIPT)()
  return system
}
const looks = () => [root.classList.contains('dark'), root.style.colorScheme, root.style.fontSize]

test('R9.9: the theme is the system\'s, also when that changes, and the one that was chosen', () => {
  const system = begun(true)
  expect(looks()).toEqual([true, 'dark', ''])
  system.matches = false
  system.dispatchEvent(new Event('change'))
  expect(looks()).toEqual([false, 'light', ''])
  localStorage.setItem('zongce:theme', 'dark')
  dispatchEvent(new Event('storage'))
  expect(looks()).toEqual([true, 'dark', ''])
})
test('R9.9: paper is light and has the usual type, and the screen looks as before afterwards', () => {
  begun(false, { theme: 'dark', type: 'largest' })
  expect(looks()).toEqual([true, 'dark', '140%'])
  dispatchEvent(new Event('beforeprint'))
  expect(looks()).toEqual([false, 'light', ''])
  dispatchEvent(new Event('afterprint'))
  expect(looks()).toEqual([true, 'dark', '140%'])
})
test('R9.9: a device that keeps nothing follows the system', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => { throw new Error('SecurityError') })
  begun(true)
  expect(looks()).toEqual([true, 'dark', ''])
  vi.restoreAllMocks()
})
test('R9.9: lengths grow with the type, but for hairlines, the widths of screens, and pictures', () => {
  expect(rem('a { padding: 8px -4px 1px; width: calc(100% - .5px + 16px) }')).toBe('a { padding: 0.5rem -0.25rem 1px; width: calc(100% - .5px + 1rem) }')
  expect(rem('@media (max-width: 760px) { a { top: 32px } } b { background: url("x 9px") 4px }')).toBe('@media (max-width: 760px) { a { top: 2rem } } b { background: url("x 9px") 0.25rem }')
})
