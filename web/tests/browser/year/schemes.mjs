/** 评分方案: a college writes down how results come about; its counsellor brings in the data, tries the text, and computes by it (R11). */
import assert from 'node:assert/strict'
import { answer, brought, choose, close, dialog, downloaded, open, press, row, says, upload } from './desk.mjs'

const TEXT = '.text .cm-content'
const BY_SCHEME = { name: '按评分方案计算' }

/** The counsellor's page of result sheets stands open all the while, with results that came from a workbook. */
export default async function schemes(tale, workbook) {
  const [college, counsellor] = [await tale.desk('collegeAdmin'), await tale.desk('counsellor')]
  assert.equal(await counsellor.getByRole('region', BY_SCHEME).count(), 0, 'R11.3: without a scheme, everything stays as it is')
  await writing(tale, college)
  await values(tale, await tale.desk('counsellor'))
  await items(tale, counsellor)
  await trial(tale, counsellor, workbook)
  await computing(tale, counsellor)
  await explained(tale, counsellor)
}

/** Beginning with an example, whose place a text takes that the college has written elsewhere. */
async function writing(tale, page) {
  await open(page, '评分方案')
  await press(page, '从示例或其他批次开始')
  await press(dialog(page), '使用示例“手册的四项成绩”')
  await page.locator('aside', { hasText: '检查通过' }).first().waitFor()
  await pasted(page, tale.scheme.replace('竞赛加分, 服务加分], cap: 100', '竞赛加份, 服务加分], cap: 100'))
  const problem = page.locator('aside').getByRole('button', { name: /行.*竞赛加份/ })
  await problem.waitFor()
  await press(page, '保存')
  await says(page, '改正后才能保存')
  assert.equal(await page.locator('aside li', { hasText: '第 1 版' }).count(), 0, 'R11.4: a faulty text is not saved')
  await tale.look(page, 'a name that the scheme does not have')
  await problem.click()
  await page.locator(`${TEXT} .cm-lintRange-error`, { hasText: '竞赛加份' }).waitFor()
  await pasted(page, tale.scheme)
  await page.locator('aside', { hasText: '检查通过' }).first().waitFor()
  await sampled(tale, page)
  await press(page, '保存')
  await says(page, '已保存为第 1 版')
  await page.locator('aside li', { hasText: '第 1 版' }).getByText('现行').waitFor()
}
async function pasted(page, text) {
  await page.context().grantPermissions(['clipboard-write'])
  await page.evaluate((words) => navigator.clipboard.writeText(words), text)
  await page.locator(TEXT).focus()
  for (const key of ['Control+A', 'Control+V']) await page.keyboard.press(key)
}
/** A participant, with a number that is typed in: what would come of it. */
async function sampled(tale, page) {
  const [number] = tale.classes[0].members[0]
  const sample = page.getByRole('region', { name: '样例学生' })
  await choose(page, sample, '样例学生', new RegExp(number))
  await sample.getByRole('textbox', { name: '体测成绩的数值' }).fill('90')
  await sample.getByRole('row', { name: /发展性素质 63\.00/ }).waitFor() // 90 × 0.7, and no items yet
  await sample.getByRole('heading', { name: '样例学生' }).evaluate((one) => one.scrollIntoView())
  await tale.look(page, 'a scheme beside a sample student')
}

/** The scheme is there without a reload, and with it the template of its columns. */
async function values(tale, page) {
  await page.getByRole('region', BY_SCHEME).getByText('第 1 版').waitFor()
  await press(page, '导入方案数据')
  tale.values = await downloaded(page, tale.folder, 'values-template.xlsx', () => press(dialog(page), '下载模板'))
  await tale.look(page, 'data of a scheme')
  await brought(page, tale.inExcel('values', tale.values))
  await close(page, '完成')
}
async function items(tale, page) {
  await press(page, '导入方案数据')
  await dialog(page).getByText('每个项目一行（加分、扣分）').click()
  const empty = await downloaded(page, tale.folder, 'items-template.xlsx', () => press(dialog(page), '下载模板'))
  await upload(page, tale.inExcel('items', empty, tale.values, 'spoiled'))
  await says(page, '数据未写入。')
  await dialog(page).locator('.bad td', { hasText: '世界级' }).first().waitFor()
  await tale.look(page, 'a level that the scheme does not have')
  await upload(page, tale.inExcel('items', empty, tale.values))
  await says(page, '检查通过，尚未保存：')
  await tale.look(page, 'what items would be imported')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
  await close(page, '完成')
}

/** Against what came from the workbook: who moves, as a table and as a chart; then the workbook, cell by cell. */
async function trial(tale, page, workbook) {
  const { length } = tale.classes.flatMap((one) => one.members)
  await open(page, '评分方案')
  await press(page, '试算与核对')
  await press(dialog(page), '试算')
  await says(page, `参评 ${length - 1} 名，与已有成绩比较了 ${length - 1} 名`)
  const chart = dialog(page).getByRole('region', { name: '素质综合测评：班级名次移动几名的各有几人' })
  const moved = (await chart.locator('tbody tr').evaluateAll((rows) => rows.map(({ cells: [title, cell] }) => [title.textContent, Number(cell.innerText), cell.querySelector('i')?.getBoundingClientRect().width ?? 0])))
  assert.equal(moved.reduce((sum, [, students]) => sum + students, 0), length - 1, 'R11.8: everybody compared is in the chart')
  const most = Math.max(...moved.map(([, students]) => students))
  const [[, , longest]] = moved.filter(([, students]) => students === most)
  for (const [title, students, width] of moved) assert(Math.abs(width - (longest * students) / most) <= 2, `the bar of ${title} is as long as its number`)
  assert(moved.some(([title, students]) => title.startsWith('上升') && students) && moved.some(([title, students]) => title.startsWith('下降') && students), JSON.stringify(moved))
  await tale.look(page, 'what a trial would change')
  const changes = dialog(page).getByRole('region', { name: '有变动的成绩，可左右滚动' })
  await changes.locator('tbody tr', { hasText: '素质综合测评' }).filter({ hasText: / → / }).first().scrollIntoViewIfNeeded()
  await tale.look(page, 'who moves in a trial')
  await dialog(page).locator('.el-radio-button', { hasText: '年级名次' }).click()
  await dialog(page).getByRole('region', { name: '素质综合测评：年级名次移动几名的各有几人' }).waitFor()
  await dialog(page).locator('input[type=file]').setInputFiles(workbook)
  await press(dialog(page), '核对')
  await says(page, `工作簿有 ${length - 1} 名学生，可以核对 ${length - 1} 名`)
  await dialog(page).getByRole('region', { name: '不同的各格，可左右滚动' }).waitFor()
  await tale.look(page, 'a workbook compared with a scheme')
  await close(page)
}

async function computing(tale, page) {
  const { length } = tale.classes.flatMap((one) => one.members)
  await open(page, '综测成绩导入与提交')
  await press(page, '按方案计算（全部）')
  await answer(page, '开始计算')
  await says(page, `已计算 ${length - 1} 名学生`)
  for (const { name } of tale.classes) await row(page, name, '按方案第 1 版计算').waitFor()
  await tale.look(page, 'computed by a scheme')
}

/** The tree of one result, down to what was imported. */
async function explained(tale, page) {
  await open(page, '综合测评成绩库')
  await choose(page, page.locator('main'), '批次', tale.name)
  await row(page, tale.classes[0].members[0][0]).getByRole('button', { name: /计算明细/ }).click()
  await opened(dialog(page))
  await tale.look(page, 'a result explained')
  await page.keyboard.press('Escape')
}
/** The overall result stands open; of its parts one opens to the test that was imported, and what was counted of it. */
export async function opened(within) {
  await within.locator('summary', { hasText: '发展性素质' }).first().click()
  await within.locator('.leaf', { hasText: '体测成绩' }).first().waitFor()
  await within.locator('.calculation', { hasText: /体测成绩 [\d.]+ × 0\.7/ }).first().waitFor()
}
