/**
 * The first walk: each person signs in, opens every entry of the menu (on the phone: of the tabs), and looks.
 *   node walk.mjs <base> <people.json>      people: [{label, username, password}]
 * Prints one JSON object: {visited: [...], troubles: [...]}. ZONGCE_SCREENSHOTS names a folder for pictures.
 */
import { readFileSync } from 'node:fs'
import { judged, launch, settled, shot, signIn, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const people = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []

/** Within the page, as a click on a link does it: the page is not loaded anew for each. */
async function open(page, label, link, way) {
  await page.click(`${way} a[href="${link}"]`)
  await settled(page)
  await look(page, label, link)
}
async function look(page, label, where) {
  visited.push(`${label} ${where}`)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (await page.locator('.trouble[role=alert]').count()) troubles.push(`${label} ${where}: ${await page.locator('.trouble').innerText()}`)
  troubles.push(...(await judged(page)).map((one) => `${label} ${where}: ${one}`))
  await shot(page, `${label}${where}`)
}
async function walk(browser, { label, username, password }, size) {
  const page = await visitor(browser, base, size, troubles)
  page.label = `${label}@${size}`
  const [prefix, way] = size === 'phone' ? ['/m', '.tabs'] : ['', '#menu']
  try {
    if (people[0].username === username) {
      await page.goto(`${base}${prefix}/sign-in`)
      await settled(page)
      await look(page, page.label, 'sign-in')
    }
    await signIn(page, base, prefix, username, password)
    await look(page, page.label, prefix || '/')
    const links = await page.$$eval(`${way} a, ${way} [href]`, (found) => [...new Set(found.map((one) => one.getAttribute('href')))].filter(Boolean))
    for (const link of links) await open(page, page.label, link, way)
  } catch (wrong) {
    troubles.push(`${page.label} ${page.url()}: ${wrong.message.split('\n')[0]}`)
  }
  await page.context().close()
}

const browser = await launch()
try {
  for (const person of people) for (const size of person.sizes ?? ['desktop']) await walk(browser, person, size)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles: [...new Set(troubles)] }))
