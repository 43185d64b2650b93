/**
 * A whole year of the manual, role by role, at the desk and on the phone: by keyboard alone.
 *   node year.mjs <base> <given.json>
 * Prints {visited, troubles, seen}. What is given: tests/web/test_year.py. ZONGCE_SCREENSHOTS names a folder for pictures.
 */
import { readFileSync } from 'node:fs'
import { launch } from './driving.mjs'
import academic from './year/academic.mjs'
import rating from './year/rating.mjs'
import comprehensive from './year/comprehensive.mjs'
import odd from './year/odd.mjs'
import history from './year/history.mjs'
import opening from './year/opening.mjs'
import setting from './year/setting.mjs'
import trust from './year/trust.mjs'
import { Tale } from './year/tale.mjs'

const CHAPTERS = { opening, setting, odd, academic, rating, comprehensive, history, trust }
const [base, file] = process.argv.slice(2)
const browser = await launch()
const tale = new Tale(browser, base, JSON.parse(readFileSync(file, 'utf8')))
try {
  for (const [name, chapter] of Object.entries(CHAPTERS)) await tale.told(name, chapter)
} catch (wrong) {
  tale.troubles.push(wrong.message)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited: tale.visited, troubles: [...new Set(tale.troubles)], seen: tale.seen }))
