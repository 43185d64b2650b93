/** A browser that is watched: what it says, asks and fails at is told, and axe judges what it shows. */
import axe from 'axe-core'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
/** Nothing takes so many milliseconds, on whatever machine: what does, hangs. No test is judged by it. */
export const HANG = 180_000

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })

/**
 * A new person at the browser: nobody is signed in. `troubles` gets everything that should not be, but for what
 * `page.forgiven` matches: of a network that was cut on purpose.
 */
export async function visitor(browser, base, size, troubles) {
  const context = await browser.newContext({
    viewport: SIZES[size], locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: size === 'phone', hasTouch: size === 'phone',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(HANG)
  const page = await context.newPage()
  const tell = (what) => void (page.forgiven?.test(what) || troubles.push(`${page.label ?? ''} ${new URL(page.url(), base).pathname}: ${what}`))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && tell(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => tell(`error: ${error.message}`))
  page.on('requestfailed', (request) => {
    const left = request.failure()?.errorText === 'net::ERR_ABORTED' // by going on to the next page
    if (!left) tell(`failed: ${request.url()} ${request.failure()?.errorText}`)
  })
  page.pending = new Set()
  for (const ended of ['requestfinished', 'requestfailed']) page.on(ended, (request) => void page.pending.delete(request))
  page.on('request', (request) => {
    page.pending.add(request)
    const { origin, protocol } = new URL(request.url())
    if (!['data:', 'blob:'].includes(protocol) && origin !== base) tell(`another host: ${request.url()}`)
    const own = !new URL(page.url(), base).pathname.startsWith('/graphiql') // where one asks what one likes
    if (own && /^\{(?!.*"documentId":"sha256:)/.test(request.postData() ?? '')) tell(`not a trusted document: ${request.postData()}`)
  })
  page.on('response', (response) => response.status() >= 400 && tell(`HTTP ${response.status()}: ${response.url()}`))
  page.on('crash', () => tell('crashed'))
  return page
}

const unmoved = () => {
  const moving = document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity)
  return !moving.length && !document.querySelector('[aria-busy="true"], .waiting, [class*="-enter-active"], [class*="-leave-active"]')
}

/** Until nothing is asked any more and nothing moves: by the clock of the page, which stands still while it works. */
export async function settled(page) {
  await page.waitForLoadState('load')
  const late = Date.now() + HANG
  for (let quiet = 0; quiet < 6 && Date.now() < late; quiet += 1) {
    const ticked = await page.evaluate(() => new Promise((done) => setTimeout(done, 25, true))).catch(() => page.isClosed())
    if (!ticked || page.pending.size) quiet = 0
  }
  await page.waitForFunction(unmoved)
}

/** Until what was just changed is drawn, and nothing moves. */
export async function still(page) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await page.waitForFunction(unmoved)
}

export async function signIn(page, base, way, username, password) {
  await page.goto(`${base}${way}/sign-in`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit], form .button.main')
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  await settled(page)
}

const BUSY = { message: '暂时无法处理，请稍后重试', extensions: { code: 'UNAVAILABLE' } }

/** The next so many requests that hold these words find the server busy; gives what ends it. */
export async function busy(page, times, { holding = '', seconds = 1, message = BUSY.message } = {}) {
  let left = times
  const answer = (route) => {
    if (!(route.request().postData() ?? '').includes(holding) || left <= 0) return route.fallback()
    left -= 1
    return route.fulfill({ status: 503, headers: { 'Retry-After': String(seconds) }, json: { errors: [{ ...BUSY, message, extensions: { ...BUSY.extensions, retryAfter: seconds } }] } })
  }
  await page.route('**/graphql', answer)
  return () => page.unroute('**/graphql', answer)
}

/** What stands there, as far as axe may judge it differently: the screen, what lies on top, and whether it complains. */
const standing = () => {
  const shown = (choice) => [...document.querySelectorAll(choice)].filter((one) => one.checkVisibility()).map((one) => one.textContent.trim())
  const titles = shown('[role=dialog] h2, .el-dialog__title, .el-drawer__title, .el-message-box__title')
  return [innerWidth, location.pathname.replaceAll(/\d+/g, ''), ...titles, shown('[role=alert]').length > 0, shown('tbody tr, li').length > 0].join(' ')
}
const known = new Set()

/** All that axe knows, best practices too, and what it leaves out unless asked: targets of 24 px. In the dark only colours are other ones. */
const LIGHT = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }
const DARK = { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }
async function found(page, options) {
  const { violations } = await page.evaluate((given) => window.axe.run(document, given), options)
  return violations.map((one) => `${one.impact} ${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)} | ${one.nodes[0].failureSummary?.split('\n').slice(1, 2).join(' ').trim()}`)
}

/**
 * What axe finds, however small, each kind once with the first place, in both themes: the dark one as the system asks for
 * it. A second look takes up to a second, so what was judged is not judged again for the next role, unless ZONGCE_ALL is set.
 */
export async function judged(page) {
  const place = await page.evaluate(standing)
  if (known.has(place) && !process.env.ZONGCE_ALL) return []
  known.add(place)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const light = await found(page, LIGHT)
  await page.emulateMedia({ colorScheme: 'dark' })
  await still(page)
  const dark = await found(page, DARK)
  await page.emulateMedia({ colorScheme: 'light' })
  await still(page)
  return [...light.map((one) => `axe ${one}`), ...dark.map((one) => `axe in the dark ${one}`)]
}

/** Nothing scrolls sideways at this width (1.4.10), and what stands there is in the window. */
export async function fits(page, width, where, troubles) {
  await page.setViewportSize({ width, height: page.viewportSize().height })
  await still(page)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  if (wide > 0) troubles.push(`${where}: scrolls sideways by ${wide}px at ${width}px`)
}

/** A picture, where the environment names a folder for them. */
export async function shot(page, name) {
  const folder = process.env.ZONGCE_SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w\u4e00-\u9fff-]+/g, '-')}.png`), fullPage: false })
}

/** Tries what may befall a person: what went otherwise is told, and so is what axe finds. */
export const trying = (page, visited, troubles) => async (name, tried) => {
  try {
    await tried()
    visited.push(name)
    troubles.push(...(await judged(page)).map((one) => `${name}: ${one}`))
  } catch (wrong) {
    troubles.push(`${name}: ${wrong.message.split('\n').slice(0, 3).join(' ')}`)
  }
  await shot(page, `state-${name}`)
}
