/**
 * Files as offices send them, at the console: corrected while the page holds them, too large, of part of the roster.
 * Given a person, what scores look like, a part of the roster, a student and a folder; answering as walk.mjs.
 */
import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, settled, signIn, trying, visitor } from './driving.mjs'
import { checked, choose, close, dialog, field, open, press, says, upload } from './year/desk.mjs'

const [base, file] = process.argv.slice(2)
const { admin, scores, roster, student, folder } = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const browser = await launch()
const page = await visitor(browser, base, 'desktop', troubles)
const state = trying(page, visited, troubles)

const path = join(folder, '成绩.csv')
let times = 0
/** As saving in Excel does: other bytes at the same place, and a later time. */
function written(score) {
  writeFileSync(path, `\ufeff${scores.heading}\r\n${[student.number, student.name, 'ZZ001', '高等数学', '必修', '', '4', score, ''].join(',')}\r\n`)
  const later = new Date(Date.now() + 10_000 * (times += 1))
  utimesSync(path, later, later)
}
const button = (name) => dialog(page).getByRole('button', { name, exact: true })
const off = async (name) => (await button(name).isDisabled()) || Promise.reject(new Error(`${name} is not off`))
const chosen = (name) => dialog(page).locator('.file', { hasText: name }).waitFor()

try {
  await signIn(page, base, '', admin.username, admin.password)
  await state('nothing is sent before the term is chosen, and its field says so', async () => {
    await open(page, '原始成绩')
    await press(page.locator('main'), '导入')
    written('120')
    await dialog(page).locator('input[type=file]').setInputFiles(path)
    await says(dialog(page), '请选择学期')
    await off('检查文件')
    await choose(page, dialog(page), '学年', scores.year)
    await choose(page, dialog(page), '学期', '第 1 学期')
    await dialog(page).getByText('请选择学期').waitFor({ state: 'hidden' })
  })
  await state('a file that was corrected is chosen again, and is read anew', async () => {
    await upload(page, path)
    await says(dialog(page), '数据未写入')
    written('88')
    await upload(page, path)
    await says(dialog(page), '检查通过，尚未保存')
    written('89')
    await press(dialog(page), '导入')
    await says(dialog(page), '文件在选择之后有改动')
    await off('检查文件')
    await upload(page, path)
    await says(dialog(page), '检查通过，尚未保存')
  })
  await state('the same file can be chosen again at once, and after the dialog was opened anew', async () => {
    written('120')
    await upload(page, path)
    await says(dialog(page), '数据未写入')
    await close(page)
    await press(page.locator('main'), '导入')
    await chosen('未选择')
    await choose(page, dialog(page), '学期', '第 1 学期') // asked for each time
    await off('检查文件')
    written('89')
    await upload(page, path)
    await says(dialog(page), '检查通过，尚未保存')
  })
  await state('what is too large is told before it is sent', async () => {
    const large = join(folder, '太大.csv')
    writeFileSync(large, Buffer.alloc(13 * 1024 * 1024, 'x'))
    const sent = []
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    await dialog(page).locator('input[type=file]').setInputFiles(large)
    await says(dialog(page), '文件过大（13 MB），最多 10 MB')
    await off('检查文件')
    if (sent.length) throw new Error('it was sent')
    await close(page)
  })
  await state('a part of the roster retires nobody before the number is named', async () => {
    await open(page, '导入名册')
    await press(page.locator('main'), '选择文件')
    await dialog(page).getByText('停用名册中没有的记录').click()
    await upload(page, roster)
    await says(dialog(page), '请确认文件是完整的名册')
    await says(dialog(page), '数据未写入')
    await field(dialog(page), '本次最多停用多少条').fill('1')
    await checked(page)
    await says(dialog(page), '请确认文件是完整的名册')
    const [, total] = /填为 (\d+)/.exec(await dialog(page).textContent())
    await field(dialog(page), '本次最多停用多少条').fill(total)
    await checked(page)
    await says(dialog(page), '检查通过，尚未保存')
    await close(page)
  })
  await state('a number and a name that were copied from a cell are found', async () => {
    await open(page, '学生名册')
    for (const [name, words] of [['学号', ` ${student.number}\t`], ['姓名', `${student.name}　`]]) {
      await field(page.locator('main'), name).fill(words)
      await page.waitForURL((url) => url.search.includes(name === '学号' ? 'number=' : 'name='))
      await settled(page)
      await page.locator('main tbody tr', { hasText: student.name }).first().waitFor()
      await field(page.locator('main'), name).fill('')
    }
  })
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles }))
