/**
 * Writes console/generated/titles.ts: the titles of the console's screens in pinyin, whole and by initials, so that a
 * screen is found as people are. `npm run codegen` runs it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'

const SCREENS = new URL('../console/screens/', import.meta.url)
const MADE = new URL('../console/generated/', import.meta.url)

const routes = readdirSync(SCREENS).map((noun) => new URL(`${noun}/routes.ts`, SCREENS)).filter(existsSync)
const titles = routes.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\btitle: '([^']+)'/g)].map((found) => found[1]))
if (!titles.length) throw new Error('no screen has a title any more: are they written otherwise?')

const spelt = (title) => [
  pinyin(title, { toneType: 'none', type: 'array' }).join('').toLowerCase(),
  pinyin(title, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase(),
]
const made = Object.fromEntries([...new Set(titles)].sort().map((title) => [title, spelt(title)]))
mkdirSync(MADE, { recursive: true })
writeFileSync(new URL('titles.ts', MADE), `export const PINYIN: Record<string, readonly string[]> = ${JSON.stringify(made, null, 2)}\n`)
