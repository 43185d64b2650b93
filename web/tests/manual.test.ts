// @vitest-environment node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { chapters, written } from '../bundling/manual.mjs'
import { SCREENS as CONSOLE } from '@console/screens'
import { SCREENS as MINI } from '@mini/screens'
import { helpOf } from '@shared/helping'
import { ROLE } from '@shared/words'

const YEAR = fileURLToPath(new URL('./browser/year/', import.meta.url))
const CHAPTERS = chapters()
const pages = import.meta.glob<string>('../{console,mini,shared}/**/*.vue', { query: '?raw', import: 'default', eager: true })
const linked = Object.values(pages).flatMap((page) => page.match(/(?<=href=")\/help\/[\w-]+/g) ?? [])
const reached = [...linked, helpOf({ meta: {} }), helpOf({ meta: { open: true } }), ...[...CONSOLE, ...MINI].map((screen) => helpOf({ meta: { screen } }))]

test('each screen has its chapter', () => {
  const written = CHAPTERS.map((one) => `/help/${one.name}`)
  for (const address of reached) expect(written).toContain(address)
})
test.each(CHAPTERS)('the chapter $name is reached from a screen', ({ name }) => {
  expect(reached).toContain(`/help/${name}`)
})
test.each(CHAPTERS)('the chapter $name is for roles that there are', ({ title, roles }) => {
  expect(title).toBeTruthy()
  for (const role of roles) expect(['所有人', ...Object.values(ROLE)]).toContain(role)
})
test.each(CHAPTERS)('the pictures of the chapter $name are taken in the year', ({ text }) => {
  for (const [, picture] of text.matchAll(/!\[[^\]]+\]\(<(.*?)>\)/g)) {
    const [year, , , ...name] = picture!.split(' ')
    const told = [year, ...({ rating: ['sheet'], comprehensive: ['schemes'] }[year!] ?? [])].map((one) => readFileSync(`${YEAR}${one}.mjs`, 'utf8'))
    expect(told.join('')).toContain(`'${name.join(' ')}'`)
  }
})
test('a picture that was not taken is left out, and headings stand below the one of the page', () => {
  expect(written('## 步骤\n\n![进度](<rating college desktop progress>)\n', {}, 1)).toBe('<h3>步骤</h3>\n')
})
