/**
 * Long tables, as the office works them: a thousand rows, headings and names in sight, columns, ranges, copies, back.
 *   node tables.mjs <base> <people.json>      people: [super admin]
 * Prints {visited, troubles, frames}: how long the frames took while it scrolled is told, and judged by nobody.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { launch, settled, signIn, still, trying, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const [person] = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const frames = {}

const area = (page) => page.locator('main .scroll')
const rows = (page) => page.locator('main tbody tr:not([aria-hidden])')
const count = async (page) => Number((await page.locator('.pages').getByText(/^共/).innerText()).match(/\d+/)[0])
/** What stays in sight: every heading, and the fixed cells of the rows. */
const inSight = (page) => page.evaluate(() => {
  const within = document.querySelector('main .scroll').getBoundingClientRect()
  const held = (cell) => { const at = cell.getBoundingClientRect(); return at.top >= within.top - 1 && at.left >= within.left - 1 && at.right <= within.right + 1 }
  const headings = [...document.querySelectorAll('main thead th')]
  const names = [...document.querySelectorAll('main tbody td.fixed.last')].filter((one) => one.getBoundingClientRect().top > within.top + 90)
  return {
    page: document.documentElement.scrollWidth <= innerWidth, bar: within.bottom <= innerHeight,
    headings: headings.every((one) => one.getBoundingClientRect().top >= within.top - 1 && one.getBoundingClientRect().top < within.top + 120),
    names: names.length > 0 && names.every((one) => held(one)),
  }
})
/** Scrolls from top to bottom, a screen's third at each frame; the longest and the middle frame in milliseconds. */
const scrolled = (page) => page.evaluate(() => new Promise((done) => {
  const place = document.querySelector('main .scroll')
  const took = []
  let last = performance.now()
  let most = 0
  const step = (now) => {
    took.push(now - last)
    last = now
    most = Math.max(most, document.querySelectorAll('main tbody tr').length)
    const before = place.scrollTop
    place.scrollTop += 200
    if (place.scrollTop > before) return requestAnimationFrame(step)
    took.sort((one, other) => one - other)
    done({ frames: took.length, middle: Math.round(took[took.length >> 1]), late: Math.round(took[Math.floor(took.length * 0.95)]), longest: Math.round(took.at(-1)), rows: most })
  }
  requestAnimationFrame(step)
}))

async function desk(browser) {
  const page = await visitor(browser, base, 'desktop', troubles)
  page.label = 'tables@desktop'
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base })
  const tries = trying(page, visited, troubles)
  await signIn(page, base, '', person.username, person.password)

  await tries('a thousand rows', async () => {
    await page.goto(`${base}/course-scores?size=1000`)
    await settled(page)
    const total = await count(page)
    assert(total > 200, `${total} rows are too few to tell`)
    frames.loading = await scrolled(page)
    await settled(page)
    await area(page).evaluate((place) => place.scrollTo(0, 0))
    await still(page)
    frames.loaded = await scrolled(page)
    assert(frames.loaded.rows < 100, `${frames.loaded.rows} rows in the document`)
    await area(page).evaluate((place) => place.scrollTo(place.scrollWidth, place.scrollHeight))
    await settled(page)
    assert.equal(await rows(page).last().getAttribute('aria-rowindex'), String(Math.min(total, 1000) + 1))
    assert.equal(await page.locator('main table').getAttribute('aria-rowcount'), String(total + 1))
    assert.deepEqual(await inSight(page), { page: true, bar: true, headings: true, names: true })
  })
  await tries('the keyboard moves through it', async () => {
    await area(page).focus()
    await page.keyboard.press('Home')
    await page.waitForFunction(() => document.querySelector('main .scroll').scrollTop < 41)
    await page.keyboard.press('PageDown')
    await page.waitForFunction(() => document.querySelector('main .scroll').scrollTop > 100)
  })
  await tries('a range by the shift key, and all that is found', async () => {
    const boxes = page.getByRole('checkbox', { name: '选择此行' })
    await area(page).evaluate((place) => place.scrollTo(0, 0))
    await settled(page)
    await boxes.nth(1).click()
    await boxes.nth(5).click({ modifiers: ['Shift'] })
    await page.locator('.pages').getByText('已选 5 条').waitFor()
    await page.getByRole('checkbox', { name: '选择本页全部' }).click()
    await page.locator('.pages').getByText(`已选 ${Math.min(await count(page), 1000)} 条`).waitFor()
    await page.goto(`${base}/course-scores?size=10`)
    await settled(page)
    await page.getByRole('button', { name: `选择全部 ${await count(page)} 条` }).click()
    await page.locator('.pages').getByText(`已选 ${await count(page)} 条`).waitFor()
    await page.getByRole('button', { name: '取消选择' }).click()
  })
  await tries('back goes to the page before', async () => {
    await page.goto(`${base}/library?size=10`)
    await settled(page)
    await page.getByRole('button', { name: '素质综合测评成绩' }).click()
    await settled(page)
    assert.match(page.url(), /order=-OVERALL_SCORE/)
    await page.locator('.pages .number', { hasText: '2' }).first().click()
    await settled(page)
    await page.getByRole('textbox', { name: '姓名' }).pressSequentially('张', { delay: 40 })
    await page.waitForURL(/name=/)
    for (const word of [/page=2/, /order=-OVERALL_SCORE(?!.*page)/, /size=10$/]) {
      await page.goBack()
      await page.waitForURL(word)
    }
    await settled(page)
  })
  await tries('columns are kept', async () => {
    await page.getByRole('button', { name: '列设置' }).click()
    const choice = page.locator('.el-popover:visible .el-checkbox')
    for (const word of ['班级', '学院']) await choice.getByText(word, { exact: true }).click()
    await page.reload()
    await settled(page)
    const headings = (await page.locator('main thead th').allInnerTexts()).map((one) => one.replace(/[\s\u00a0↕▲▼]/g, ''))
    assert(headings.includes('学院') && !headings.includes('班级'), headings.join())
    await page.getByRole('button', { name: '列设置' }).click()
    await page.getByRole('button', { name: '恢复默认' }).click()
    await page.getByRole('columnheader', { name: '班级', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await still(page)
  })
  await tries('a copy for Excel', async () => {
    await page.getByRole('button', { name: '复制', exact: true }).click()
    await page.getByText('已复制 10 条').waitFor()
    const [heading, ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.split('\t'))
    assert.equal(lines.length, 10)
    assert.equal(heading.length, await page.locator('main thead th:not([scope=colgroup])').count())
    assert(heading.includes('科学文化素质班级排名'))
    assert.equal(lines[0][1], await page.locator('main tbody td.fixed.last').first().innerText())
  })
  await tries('a batch that is not there', async () => {
    await page.goto(`${base}/batches/999999/progress`)
    await page.getByRole('heading', { name: '批次不存在' }).waitFor()
    await page.getByRole('link', { name: /^查看“/ }).click()
    await page.getByRole('heading', { name: '各学院进度' }).waitFor()
    await settled(page)
  })
  await page.context().close()
}

async function phone(browser) {
  const page = await visitor(browser, base, 'phone', troubles)
  page.label = 'tables@phone'
  await signIn(page, base, '', person.username, person.password)
  await trying(page, visited, troubles)('the name stays on a narrow screen', async () => {
    await page.goto(`${base}/course-scores?size=1000`)
    await settled(page)
    await area(page).evaluate((place) => place.scrollTo(400, 2000))
    await settled(page)
    const { page: fits, headings, names } = await inSight(page)
    assert.deepEqual({ fits, headings, names }, { fits: true, headings: true, names: true })
  })
  await page.context().close()
}

const browser = await launch()
try {
  await desk(browser)
  await phone(browser)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles: [...new Set(troubles)], frames }))
