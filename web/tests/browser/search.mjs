/**
 * The search, at the desk by keyboard alone and on the phone. Called and answering as walk.mjs, with
 *   {desk: [person], phone: [person], student: {number, name, spelt}}
 * where everybody sees the student. Each `person.stranger` is a number that this person does not find.
 */
import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import { launch, settled, signIn, trying, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const { desk, phone, student } = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const browser = await launch()

const says = (page, text) => page.locator('[role=status]', { hasText: text }).first().waitFor()
/** Of any severity: the dialog is all of our own making. */
async function clean(page, within) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate((place) => window.axe.run(place), within)
  if (violations.length) throw new Error(violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)}`).join('; '))
}

async function atTheDesk(person) {
  const page = await visitor(browser, base, 'desktop', troubles)
  const state = trying(page, visited, troubles)
  await signIn(page, base, '', person.username, person.password)
  const field = page.getByRole('combobox', { name: '搜索学生、班级、批次和页面' })
  await state(`${person.label}: the search opens by Ctrl K and closes by Escape`, async () => {
    await page.keyboard.press('Control+k')
    await field.waitFor()
    if (!(await field.evaluate((one) => one === document.activeElement))) throw new Error('the field has no focus')
    await clean(page, 'dialog')
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
  })
  await state(`${person.label}: a stranger is not found`, async () => {
    await page.getByRole('button', { name: '搜索' }).first().click()
    await field.fill(person.stranger)
    await says(page, '没有找到')
  })
  await state(`${person.label}: initials lead to the student, by keyboard alone`, async () => {
    await field.fill(student.spelt)
    const options = page.getByRole('option')
    const meant = options.filter({ hasText: student.number })
    await meant.waitFor()
    await clean(page, 'dialog')
    for (let turn = 0; turn < 20 && (await meant.getAttribute('aria-selected')) !== 'true'; turn += 1) await page.keyboard.press('ArrowDown')
    if ((await field.getAttribute('aria-activedescendant')) !== (await meant.getAttribute('id'))) throw new Error('another one is active')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: student.name }).waitFor()
    await page.locator('section.card h2').first().waitFor()
    await settled(page)
  })
  await state(`${person.label}: a screen is found by its initials, and Enter does not outrun the answer`, async () => {
    await page.keyboard.press('Control+k')
    await field.fill('xsmc')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/students')
  })
  await page.context().close()
}

async function onThePhone(person) {
  const page = await visitor(browser, base, 'phone', troubles)
  const state = trying(page, visited, troubles)
  await signIn(page, base, '/m', person.username, person.password)
  await state(`${person.label}: the search on the phone leads to the student and back`, async () => {
    await page.locator('.tabs').getByText('搜索').click()
    const field = page.getByRole('searchbox')
    await field.fill(person.stranger)
    await page.getByText('没有找到学生').waitFor()
    await field.fill(student.spelt)
    await page.locator('[data-hit]', { hasText: student.number }).click()
    await page.getByRole('heading', { level: 1, name: student.name }).waitFor()
    await settled(page)
    await page.getByRole('button', { name: '返回' }).click()
    await page.locator('[data-hit]').first().waitFor()
    if ((await field.inputValue()) !== student.spelt) throw new Error('what was typed is gone')
  })
  await page.context().close()
}

try {
  for (const person of desk) await atTheDesk(person)
  for (const person of phone) await onThePhone(person)
} catch (wrong) {
  troubles.push(wrong.message.split('\n')[0])
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles: [...new Set(troubles)] }))
