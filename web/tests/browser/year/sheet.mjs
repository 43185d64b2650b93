/** A student's whole rating sheet on the phone: three ways to fill it in, another device, refusals, no network, submitted once. */
import assert from 'node:assert/strict'

const saved = (page) => page.waitForSelector('[data-state][data-kind=saved]')
const counted = async (page) => (await page.textContent('.state b')).trim()
const way = (page, name) => page.click(`.choice >> text=${name}`)
const cell = (page, place) => page.locator('td[data-cell]').nth(place)
async function type(page, place, value) {
  await cell(page, place).locator('input').fill(value)
  await cell(page, place).locator('input').press('Tab')
}
/** What the head says of this cell's column: the least and the most. */
async function range(page, place) {
  const at = await cell(page, place).evaluate((one) => one.cellIndex)
  return (await page.textContent(`thead th:nth-child(${at + 1})`)).match(/([\d.]+)–([\d.]+)/).slice(1)
}

async function begin(page, base) {
  await page.goto(`${base}/m`)
  await page.click('[data-ballot] a')
  await page.waitForSelector('[data-submit]')
}

/** What is empty gets a mark. */
async function fill(page) {
  await way(page, '全表')
  const items = await page.locator('thead th').count() - 1
  const ranges = await Promise.all(Array.from({ length: items }, (_, item) => range(page, item)))
  const empty = await page.$$eval('td[data-cell] input', (inputs) => inputs.flatMap((one, place) => (one.value ? [] : [place])))
  for (const place of empty) {
    const [least, most] = ranges[place % items].map(Number)
    await cell(page, place).locator('input').fill(String(Math.ceil((least + most) / 2) - (place % 2)))
  }
  await page.keyboard.press('Tab')
  await saved(page)
}
async function submit(page) {
  await page.click('[data-submit]')
  await page.waitForSelector('[data-confirm]')
  await page.dblclick('[data-confirm]')
  await page.waitForSelector('[data-submit]', { state: 'detached' })
  assert(!(await page.$('.refused')), 'submitted once, however often one taps')
  assert.equal(await page.locator('td[data-cell] input').count(), 0, 'read-only')
}

/** `shut` closes the phase and `reopened` opens it again. */
export default async function sheet(tale, who, { shut, reopened }) {
  const page = await tale.phone(who)
  await begin(page, tale.base)
  const other = await threeWays(tale, page, who)
  await refused(tale, page, other)
  await withoutNetwork(tale, page)
  await withinTheWindow(tale, page, shut, reopened)
  await missing(tale, page)
  await handedIn(tale, page, other)
}

/** 逐人, by the stepper and the slider; 逐项; 全表; and what is kept stands on another device. */
async function threeWays(tale, page, who) {
  await way(page, '逐人')
  const own = page.locator('.cell')
  for (const _ of [1, 2]) await own.first().locator('button').nth(1).click()
  await own.nth(1).locator('input[type=range]').press('End')
  await saved(page)
  const first = await own.first().getAttribute('data-cell')
  const value = await own.first().locator('.stepper input').inputValue()
  await tale.look(page, 'sheet by student')
  await way(page, '逐项')
  await page.locator('li[data-cell]').nth(2).locator('button').first().click()
  await saved(page)
  await tale.look(page, 'sheet by item')
  await together(tale, page)
  const other = await tale.again(who)
  await begin(other, tale.base)
  await way(other, '全表')
  assert.equal(await other.inputValue(`[data-cell="${first}"] input`), value)
  await way(page, '全表')
  return other
}

/** 本项统一填: who has no points yet, and taken back in one step. */
async function together(tale, page) {
  const done = await counted(page)
  const lacking = Number((await page.textContent('[data-together]')).match(/\d+/)[0])
  await page.locator('.together input').fill(await page.locator('.together input').getAttribute('aria-label').then((name) => name.match(/至 ([\d.]+) 分/)[1]))
  await page.click('[data-together]')
  await saved(page)
  assert.equal(parseInt(await counted(page)) - parseInt(done), lacking)
  await tale.look(page, 'the same for all who lack it')
  await page.click('[data-take-back]')
  await saved(page)
  assert.equal(await counted(page), done)
}

/** A refusal stands at its mark, and holds up no other; what is being typed stays. */
async function refused(tale, page, other) {
  const low = (await range(page, 1))[0]
  await cell(page, 0).locator('input').fill('9999')
  await type(page, 1, low)
  const why = await cell(page, 0).locator('[role=alert]').textContent()
  const [name, item] = [await page.textContent('tbody th'), await page.textContent('thead th:nth-child(2)')]
  assert(why.includes(name.slice(0, 2)) && why.includes(item.slice(0, 2)), why)
  await saved(page)
  await other.reload()
  await way(other, '全表')
  assert.equal(await cell(other, 1).locator('input').inputValue(), low)
  await tale.look(page, 'refused at its cell')
  await cell(page, 0).locator('input').fill('9998')
  await cell(page, 1).locator('input').focus()
  await cell(page, 1).locator('input').fill('1')
  await cell(page, 0).locator('[role=alert]').waitFor()
  assert.equal(await cell(page, 1).locator('input').inputValue(), '1')
  await cell(page, 1).locator('input').fill(low)
  await type(page, 0, (await range(page, 0))[0])
  await cell(page, 0).locator('[role=alert]').waitFor({ state: 'detached' })
  await saved(page)
}

async function withoutNetwork(tale, page) {
  page.forgiven = /ERR_INTERNET_DISCONNECTED/
  await page.context().setOffline(true)
  await type(page, 1, (await range(page, 1))[1])
  await page.waitForSelector('[data-state][data-kind=offline]')
  await tale.look(page, 'no network')
  await page.context().setOffline(false)
  await saved(page)
  page.forgiven = null
}

/** What was typed while the college had stopped the rating is kept, and saved when it goes on. */
async function withinTheWindow(tale, page, shut, reopened) {
  await shut()
  await type(page, 2, (await range(page, 2))[1])
  await page.waitForSelector('td[data-cell] input', { state: 'detached' })
  await tale.look(page, 'stopped meanwhile')
  await reopened()
  await page.reload()
  await saved(page)
  assert.equal(await page.getByText('已在另一台设备上改过').count(), 0, 'nobody else has changed it')
  await way(page, '全表')
  assert.equal(Number(await cell(page, 2).locator('input').inputValue()), Number((await range(page, 2))[1]))
}

async function missing(tale, page) {
  await page.click('[data-submit]')
  await page.waitForSelector('.people button')
  await tale.look(page, 'what is missing')
  await page.click('.people button >> nth=0')
  await page.waitForSelector('.people', { state: 'hidden' })
  await fill(page)
  const [done, total] = (await counted(page)).split('/')
  assert.equal(done, total)
}

/** Another tab shows it too; the device that was left behind is told. */
async function handedIn(tale, page, other) {
  const tab = await page.context().newPage()
  await tab.goto(page.url())
  await tab.waitForSelector('[data-submit]')
  await page.bringToFront()
  await page.click('[data-submit]')
  await page.waitForSelector('[data-confirm]')
  await tale.look(page, 'submit?')
  await page.getByRole('button', { name: '取消' }).click()
  await page.waitForSelector('[data-confirm]', { state: 'hidden' })
  await submit(page)
  await tab.waitForSelector('[data-submit]', { state: 'detached' })
  await tab.close()
  await tale.look(page, 'submitted')
  await type(other, 0, (await range(other, 0))[1])
  await other.waitForSelector('.refused, .told')
  await other.waitForSelector('[data-submit]', { state: 'detached' })
  await tale.look(other, 'too late')
  await other.context().close()
}
