/** Phones in chromium before a served app: what the walks share. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

export const base = (process.env.ZONGCE_URL ?? 'http://127.0.0.1:8000').replace(/\/$/, '')
const [width, height] = (process.env.SIZE ?? '390x844').split('x').map(Number)
const shots = process.env.SHOTS
if (shots) mkdirSync(shots, { recursive: true })

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
/** Whatever no page of ours may do. */
export const strange = []
export const said = (what) => console.log(`✓ ${what}`)

/** Who signs in, as "number:password" in the environment. */
export function person(name) {
  const [username, password] = (process.env[name] ?? '').split(':')
  assert(username && password, `${name}=number:password is needed`)
  return { username, password }
}

export async function phone() {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN' })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  page.on('pageerror', (wrong) => strange.push(`error: ${wrong.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(base) && !/^(data|blob):/.test(url)) strange.push(`another host: ${url}`)
    if (url.endsWith('/graphql') && !/^\{"documentId":"sha256:/.test(request.postData() ?? '')) strange.push(`not a trusted document: ${request.postData()}`)
  })
  return { context, page }
}

export async function filledIn(page, { username, password }) {
  await page.fill('[name=username]', username)
  await page.fill('[name=password]', password)
  await page.click('form button')
}

export async function signedIn(who) {
  const { context, page } = await phone()
  await page.goto(`${base}/m`)
  await filledIn(page, who)
  await page.waitForSelector('.tabs')
  return { context, page }
}

const axe = (() => {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  } catch {
    console.log('axe-core is not installed: nothing is checked by it')
    return null
  }
})()
let step = 0

/** A picture; nothing scrolls sideways; what axe says of it. */
export async function looked(page, name) {
  step += 1
  await page.waitForTimeout(350)
  if (shots) await page.screenshot({ path: `${shots}/${String(step).padStart(2, '0')}-${name}.png` })
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways`)
  if (!axe) return
  const found = await page.evaluate(`${axe};axe.run().then(({ violations }) => violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ': ' + one.nodes[0].html))`)
  assert.deepEqual(found, [], `axe on ${name}`)
}
