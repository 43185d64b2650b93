/**
 * How the pages look, to whom (R9.9): the theme of the system or of the person, the size of type, paper, and on every
 * screen of the menu what is magnified, spaced and reached by keyboard.
 *   node look.mjs <base> <people.json>      people: [{label, username, password, sizes}]
 * Prints {visited, troubles}.
 */
import { readFileSync } from 'node:fs'
import { fits, launch, settled, shot, signIn, still, trying, visitor } from './driving.mjs'
import { covered } from './focus.mjs'

const [base, file] = process.argv.slice(2)
const visited = []
const troubles = []
const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }'

/** The root as the page has it now: dark or light, and how large its type is. */
const looks = (page) => page.evaluate(() => {
  const { colorScheme, fontSize } = getComputedStyle(document.documentElement)
  const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)
  return `${colorScheme} ${document.documentElement.classList.contains('dark') ? 'dark' : 'light'} ${red < 64 ? 'dark' : 'light'} ${fontSize}`
})
async function expected(page, wanted) {
  const seen = await looks(page)
  if (seen !== wanted) throw new Error(`looks ${seen}, not ${wanted}`)
}
async function chosen(page, what, name) {
  await page.locator('.look summary').click()
  await page.getByLabel(what).selectOption(name)
  await page.keyboard.press('Escape')
  await still(page)
}

async function tabbed(page, where) {
  await page.evaluate(() => (document.activeElement?.blur(), scrollTo(0, 0)))
  const found = new Set()
  for (let turn = 0; turn < 40; turn += 1) {
    await page.keyboard.press('Tab')
    if (!(await page.evaluate(covered))) continue
    await still(page) // Tab is faster than what opens or closes
    found.add(await page.evaluate(covered))
  }
  troubles.push(...[...found].filter(Boolean).slice(0, 3).map((one) => `${where}: ${one}`))
}

/** At 320 px (400 % of a usual window), in the largest type, with the text spaced out, and with the keyboard. */
async function magnified(page, where, phone) {
  const usual = page.viewportSize()
  await fits(page, 320, where, troubles)
  await tabbed(page, `${where} at 320 px`)
  await page.setViewportSize(usual)
  if (!phone) await tabbed(page, where)
  await page.evaluate(() => (localStorage.setItem('zongce:type', 'largest'), dispatchEvent(new Event('storage'))))
  await fits(page, phone ? 390 : 1440, `${where} in the largest type`, troubles)
  const style = await page.addStyleTag({ content: SPACED })
  await fits(page, 390, `${where} in the largest type and spaced`, troubles)
  await shot(page, `large ${where}`)
  await style.evaluate((one) => one.remove())
  await page.evaluate(() => (localStorage.removeItem('zongce:type'), dispatchEvent(new Event('storage'))))
  await page.setViewportSize(usual)
}

async function look(browser, { label, username, password }, size) {
  const page = await visitor(browser, base, size, troubles)
  page.label = `${label}@${size}`
  const [prefix, way] = size === 'phone' ? ['/m', '.tabs'] : ['', '#menu']
  await page.addInitScript(() => {
    new MutationObserver((_, seeing) => document.body && (seeing.disconnect(), (window.atFirst = document.documentElement.className))).observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${base}${prefix}/sign-in`)
  await settled(page)
  const attempt = trying(page, visited, troubles)
  const at = (name) => `${page.label} ${name}`
  await attempt(at('follows the system'), async () => {
    await expected(page, 'light light light 16px')
    await page.emulateMedia({ colorScheme: 'dark' })
    await still(page)
    await expected(page, 'dark dark dark 16px')
  })
  await attempt(at('is light as chosen, from the first paint on'), async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await chosen(page, '外观', '浅色')
    await page.reload()
    await settled(page)
    await expected(page, 'light light light 16px')
  })
  await attempt(at('is dark and large as chosen, from the first paint on'), async () => {
    await page.emulateMedia({ colorScheme: 'light' })
    await chosen(page, '外观', '深色')
    await chosen(page, '字号', '特大')
    await page.reload()
    await settled(page)
    await expected(page, 'dark dark dark 22.4px')
    if ((await page.evaluate('atFirst')) !== 'dark') throw new Error('was light before')
  })
  await attempt(at('is light on paper'), async () => {
    await page.evaluate(() => ['beforeprint', 'afterprint'].forEach((when) => addEventListener(when, () => (window.printed ??= []).push(document.documentElement.className))))
    await page.pdf()
    const printed = await page.evaluate('printed')
    if (printed?.join() !== ',dark') throw new Error(`printed as ${printed}`)
    await chosen(page, '外观', '跟随系统')
    await chosen(page, '字号', '标准')
    await expected(page, 'light light light 16px')
  })
  await signIn(page, base, prefix, username, password)
  const links = await page.$$eval(`${way} a`, (found) => [...new Set(found.map((one) => one.getAttribute('href')))])
  for (const link of [prefix || '/', ...links]) {
    if (link !== (prefix || '/')) await page.click(`${way} a[href="${link}"]`)
    await settled(page)
    visited.push(at(link))
    await magnified(page, at(link), size === 'phone')
  }
  await page.context().close()
}

const browser = await launch()
try {
  for (const person of JSON.parse(readFileSync(file, 'utf8'))) for (const size of person.sizes) await look(browser, person, size)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles: [...new Set(troubles)] }))
