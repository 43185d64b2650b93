/**
 * A student at the phone: the whole rating sheet, filled in three ways and submitted, then the results.
 *
 *   ZONGCE_URL=http://127.0.0.1:8000 STUDENT=202301001:password node tests/browser/mini.mjs
 *
 * SIZE (390x844), SHOTS (a folder for pictures), CHROMIUM (/usr/bin/chromium). The sheet must not be submitted yet.
 */
import assert from 'node:assert/strict'
import { browser, looked, person, said, signedIn, strange } from './phones.mjs'

const saved = (page) => page.waitForSelector('[data-state][data-kind=saved]')
const counted = async (page) => (await page.textContent('.state b')).trim()

try {
  const student = person('STUDENT')
  const { context, page } = await signedIn(student)
  await looked(page, 'home')
  await page.click('[data-ballot] a')
  await page.waitForSelector('.cell')
  assert(await page.$('[data-submit]'), 'the sheet is submitted, or shut: nothing to walk through')
  await page.click('.choice >> text=逐人')
  await page.click('.choice >> text=全表')
  const cells = await page.$$eval('td[data-cell]', (found) => found.map((one) => one.dataset.cell))
  const gaps = await page.$$eval('td[data-cell]', (found) => found.filter((one) => !one.querySelector('input').value).map((one) => one.dataset.cell))
  const filled = async () => Number((await counted(page)).split('/')[0])
  assert.equal(await counted(page), `${cells.length - gaps.length}/${cells.length}`)

  // 逐人: the next gap, by the stepper and by the slider
  await page.click('.choice >> text=逐人')
  if (gaps.length) await page.click('[data-onward]')
  const own = page.locator('.cell')
  await own.first().locator('button').nth(1).click()
  await own.first().locator('button').nth(1).click()
  await own.nth(1).locator('input[type=range]').evaluate((slider) => {
    slider.value = slider.max
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await saved(page)
  const first = await own.first().getAttribute('data-cell')
  const value = await own.first().locator('.stepper input').inputValue()
  await looked(page, 'one-student')
  said('逐人：步进器和滑块，自动保存')

  // the draft is taken up on another device
  const other = await signedIn(student)
  await other.page.click('[data-ballot] a')
  await other.page.waitForSelector('.cell')
  await other.page.click('.choice >> text=全表')
  assert.equal(await other.page.inputValue(`[data-cell="${first}"] input`), value)
  said('另一台设备上接着打')

  // 逐项
  await page.click('.choice >> text=逐项')
  const row = page.locator('li[data-cell]').nth(2)
  await row.locator('button').first().click()
  await saved(page)
  await looked(page, 'one-item')
  said('逐项')

  // a refusal stands at its mark, and holds up no other
  await page.click('.choice >> text=全表')
  const [bad, good] = [page.locator('td[data-cell]').nth(0), page.locator('td[data-cell]').nth(1)]
  const before = await bad.locator('input').inputValue()
  const low = (await page.textContent('thead th:nth-child(3)')).match(/(\d+)–/)[1]
  await bad.locator('input').fill('9999')
  await good.locator('input').fill(low)
  await good.locator('input').blur()
  const refusal = await bad.locator('[role=alert]').textContent()
  const [name, item] = [await page.textContent('tbody th'), await page.textContent('thead th:nth-child(2)')]
  assert(refusal.includes(name.slice(0, 2)) && refusal.includes(item.slice(0, 2)), refusal)
  await saved(page)
  await other.page.reload()
  await other.page.waitForSelector('td[data-cell], .cell')
  await other.page.click('.choice >> text=全表')
  assert.equal(await other.page.locator('td[data-cell]').nth(1).locator('input').inputValue(), low)
  await looked(page, 'refused')
  await bad.locator('input').fill(before || low)
  await bad.locator('input').blur()
  await bad.locator('[role=alert]').waitFor({ state: 'detached' })
  said(`拒绝写在那一格：${refusal.trim()}`)

  // what is being typed stays, whatever comes back meanwhile
  await bad.locator('input').fill('9998')
  await good.locator('input').focus()
  await good.locator('input').fill('1')
  await bad.locator('[role=alert]').waitFor()
  assert.equal(await good.locator('input').inputValue(), '1')
  await good.locator('input').fill(low)
  await bad.locator('input').fill(before || low)
  await bad.locator('input').blur()
  await bad.locator('[role=alert]').waitFor({ state: 'detached' })

  // offline, and back
  await saved(page)
  await context.setOffline(true)
  await page.locator('td[data-cell]').nth(1).locator('input').fill(String(Number(low) + 1))
  await page.locator('td[data-cell]').nth(1).locator('input').blur()
  await page.waitForSelector('[data-state][data-kind=offline]')
  await looked(page, 'offline')
  await context.setOffline(false)
  await saved(page)
  said('断网时保留，恢复后保存')

  // what is missing, and the rest of it
  if (await page.$('[data-onward]')) {
    await page.click('[data-submit]')
    await page.waitForSelector('.people button')
    await looked(page, 'missing')
    await page.click('.people button >> nth=0')
    await page.waitForSelector('.people', { state: 'hidden' })
  }
  for (const cell of await page.$$('td[data-cell]')) {
    const input = await cell.$('input')
    if (await input.inputValue()) continue
    const at = await cell.evaluate((one) => one.cellIndex)
    const [, least, most] = (await page.textContent(`thead th:nth-child(${at + 1})`)).match(/([\d.]+)–([\d.]+)/)
    await input.fill(String(Math.floor((Number(least) + Number(most)) / 2)))
    await input.evaluate((one) => one.blur())
  }
  await saved(page)
  assert.equal(await filled(), cells.length)
  await looked(page, 'complete')
  said('缺的都补上了')

  // two tabs: the other one has what this one saved
  const tab = await context.newPage()
  await tab.goto(page.url())
  await tab.waitForSelector('[data-submit]')
  await page.bringToFront()

  // submitted once, however often one taps
  await page.click('[data-submit]')
  await page.waitForSelector('[data-confirm]')
  await looked(page, 'confirm')
  await page.dblclick('[data-confirm]')
  await page.waitForSelector('[data-submit]', { state: 'detached' })
  assert(!(await page.$('.refused')), 'no refusal')
  assert.equal(await page.locator('td[data-cell] input').count(), 0, 'read-only')
  await tab.waitForSelector('[data-submit]', { state: 'detached' })
  await tab.close()
  await looked(page, 'submitted')
  said('提交，只能查看，另一个标签页也是')

  // the device that was left behind is told
  const late = other.page.locator('td[data-cell] input').first()
  if (await late.count()) {
    await late.fill(String(Number(await late.inputValue()) === Number(low) ? Number(low) + 1 : low))
    await late.blur()
    await other.page.waitForSelector('.refused, .told')
    await other.page.waitForSelector('[data-submit]', { state: 'detached' })
    await looked(other.page, 'too-late')
    said('另一台设备上晚到的改动被说明')
  }

  // progress, results and their explanation
  await page.click('.back')
  await page.waitForSelector('text=已提交')
  await page.click('text=学业成绩')
  await page.waitForSelector('.sentence, .courses')
  await looked(page, 'academic')
  await page.click('.back')
  await page.click('.tabs >> text=成绩')
  await page.waitForSelector('[data-result], .card')
  await looked(page, 'results')
  said('学业成绩的算式，历年综合测评成绩')

  // a session that was ended
  await context.clearCookies()
  await page.click('.tabs >> text=测评')
  await page.waitForSelector('[name=username]')
  await looked(page, 'ended')
  said('登录失效后回到登录页')
  assert.deepEqual(strange, [])
} finally {
  await browser.close()
}
