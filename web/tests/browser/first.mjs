/**
 * The mini-page's first screen with a cold cache: requests, bytes, time to the first paint and to the first data.
 *
 *   ZONGCE_URL=http://127.0.0.1:8000 STUDENT=202301001:password node tests/browser/first.mjs
 */
import { chromium } from 'playwright-core'

const base = (process.env.ZONGCE_URL ?? 'http://127.0.0.1:8000').replace(/\/$/, '')
const [username, password] = (process.env.STUDENT ?? '').split(':')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

async function signedIn() {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  await page.goto(`${base}/m`)
  await page.fill('[name=username]', username)
  await page.fill('[name=password]', password)
  await page.click('form button')
  await page.waitForSelector('[data-ballot]')
  const state = await context.storageState()
  await context.close()
  return state
}

async function measured(name, state, shown, slow) {
  const context = await browser.newContext({ ...PHONE, storageState: state })
  const page = await context.newPage()
  const wire = await context.newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
  if (slow) {
    await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 })
    await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  }
  let [requests, bytes] = [0, 0]
  wire.on('Network.requestWillBeSent', () => (requests += 1))
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  const start = performance.now()
  await page.goto(`${base}/m`, { waitUntil: 'commit' })
  await page.waitForSelector(shown)
  const data = performance.now() - start
  await page.waitForLoadState('networkidle')
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN)
  console.log(`${name}: ${requests} requests, ${(bytes / 1024).toFixed(1)} KB; first paint ${paint.toFixed(0)} ms, data shown ${data.toFixed(0)} ms`)
  await context.close()
}

try {
  const state = await signedIn()
  for (let time = 0; time < 3; time += 1) await measured('signed in', state, '[data-ballot]')
  await measured('not signed in', undefined, '[name=username]')
  await measured('signed in, slow phone (150 ms, 1.6 Mbit/s, CPU ÷ 4)', state, '[data-ballot]', true)
} finally {
  await browser.close()
}
