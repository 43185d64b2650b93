/**
 * What goes on paper, as PDF by the browser itself.
 *   node print.mjs <base> <given.json>      given: {admin, college, folder}: people, and where the files go
 * Prints {visited, troubles, headings}: of each printed list, the headings that stood on the screen.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, settled, signIn, trying, visitor } from './driving.mjs'
import { open } from './year/desk.mjs'

const [base, file] = process.argv.slice(2)
const { admin, college, folder } = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const headings = {}

/** Nobody answers the browser's own dialog here: the page believes that it was asked. */
async function reader(browser, label, { username, password }) {
  const page = await visitor(browser, base, 'desktop', troubles)
  page.label = label
  await page.addInitScript(() => (window.print = () => void (window.asked = true)))
  await signIn(page, base, '', username, password)
  return page
}
const onPaper = (page, name) => page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true })
/** By the button of the list. */
async function printed(page, name) {
  await settled(page)
  headings[name] = (await page.locator('main thead th:not(.tick, .row-acts)').allInnerTexts()).map((one) => one.replace(/[\s\u00a0↕▲▼]/g, ''))
  await page.evaluate(() => (window.asked = false))
  await page.getByRole('button', { name: '打印', exact: true }).click()
  await page.waitForFunction(() => window.asked)
  await onPaper(page, name)
  await page.locator('.printed-list').waitFor({ state: 'detached' })
}

const browser = await launch()
try {
  const office = await reader(browser, 'college', college)
  const tries = trying(office, visited, troubles)
  await tries('the notice, class by class', async () => {
    await open(office, '公示与审核')
    await office.getByRole('link', { name: '查看名单' }).first().click()
    await office.getByRole('heading', { name: /公示$/ }).waitFor()
    await printed(office, 'notice')
  })
  await tries('rating results', async () => {
    await open(office, '评分成绩库')
    await printed(office, 'ratings')
  })
  await tries('results of a class', async () => {
    await open(office, '综测成绩导入与提交')
    await office.getByRole('link', { name: '查看成绩' }).first().click()
    await printed(office, 'class')
  })
  await tries('any screen, by the browser', async () => {
    await open(office, '学生评分进度')
    await onPaper(office, 'screen')
  })
  const school = await reader(browser, 'admin', admin)
  await trying(school, visited, troubles)('the library, more than a page of it', async () => {
    await school.goto(`${base}/library?size=10&order=-OVERALL_SCORE`)
    await printed(school, 'library')
  })
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles: [...new Set(troubles)], headings }))
