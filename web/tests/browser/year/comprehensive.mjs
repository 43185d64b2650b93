/** 综合测评成绩: imported, submitted, set back, published, approved, read by everybody in the own range (1.1.4). */
import assert from 'node:assert/strict'
import { answer, brought, choose, close, dialog, downloaded, exported, field, open, press, row, says, tick, upload } from './desk.mjs'
import schemes, { opened } from './schemes.mjs'

const REASON = '个别同学的发展性素质加分有误'

export default async function comprehensive(tale) {
  const [college, counsellor] = [await tale.desk('collegeAdmin'), await tale.desk('counsellor')]
  await beforeAnything(tale)
  await schemes(tale, await importing(tale, counsellor))
  await submitting(tale, counsellor)
  await setBack(tale, college, counsellor)
  await notice(tale, college)
  await approval(tale)
  await library(tale)
  await onThePhone(tale)
}

/** What has not been published is not there; what has not been held in public is not approved. */
async function beforeAnything(tale) {
  await tale.denied(await tale.phone('student'), `/batches/${tale.batch}/notices`, '暂无公示')
  const page = await tale.desk('deputySecretary')
  await open(page, '公示与审核')
  await page.locator('.barred', { hasText: '提交综合测评成绩并公示之后' }).waitFor()
  assert(await page.getByRole('button', { name: '审核通过并提交', exact: true }).isDisabled(), 'R3.4: not offered before it is possible')
  await tale.look(page, 'approval not possible yet')
}

async function template(tale, page) {
  await open(page, '综测成绩导入与提交')
  await press(page, '导入')
  const empty = await downloaded(page, tale.folder, 'results-template.xlsx', () => press(dialog(page), '下载模板'))
  return (...spoiled) => tale.inExcel('results', empty, tale.academic, tale.rating, ...spoiled)
}
async function importing(tale, page) {
  const filled = await template(tale, page)
  await upload(page, filled('spoiled'))
  await says(page, '数据未写入。')
  assert((await dialog(page).locator('.bad tbody tr').count()) >= 3)
  await says(page, tale.levels.join('、')) // R1.1: those of the batch, as student affairs wrote them
  await tale.look(page, 'bad rows of results')
  const workbook = filled()
  await upload(page, workbook)
  await says(page, '将新增')
  await tale.look(page, 'what results would be imported')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
  await close(page, '完成')
  await tale.look(page, 'result sheets')
  return workbook
}
async function submitting(tale, page) {
  await open(page, '综测成绩导入与提交')
  await press(page, '提交全部已导入的班级')
  await answer(page, '提交成绩')
  await says(page, '已提交 2 个班级')
  const { name } = tale.classes[1]
  await row(page, name).getByText('已提交').waitFor()
}

/** After the submission nothing is imported, until the college sets a class back. */
async function setBack(tale, college, counsellor) {
  const { name } = tale.classes[1]
  await press(counsellor, '导入')
  await upload(counsellor, tale.inExcel('results', `${tale.folder}/results-template.xlsx`, tale.academic, tale.rating))
  await says(counsellor, '数据未写入。')
  await tale.look(counsellor, 'submitted already')
  await close(counsellor)
  await open(college, '综测成绩导入与提交')
  await tick(college, name)
  await press(college, '选中班级改为未提交')
  await answer(college, '改为未提交', REASON)
  await says(college, '已把 1 个班级改为未提交')
  await tale.look(college, 'set back')
  const filled = await template(tale, counsellor)
  await brought(counsellor, filled())
  await close(counsellor, '完成')
  await tick(counsellor, name)
  await press(counsellor, '提交选中班级')
  await answer(counsellor, '提交成绩')
  await says(counsellor, '已提交 1 个班级')
}

/** Seen by the class while it is open; then its title alone. */
async function notice(tale, page) {
  await open(page, '公示与审核')
  await press(page, '开启公示')
  await dialog(page).getByText(tale.classes[1].name).waitFor()
  await field(dialog(page), '公示标题').fill(tale.notice)
  await tale.look(page, 'open a notice')
  await press(dialog(page), '开启公示')
  await says(page, '公示已开启')
  await row(page, tale.notice, '查看名单').getByText('查看名单').click()
  await row(page, tale.classes[0].members[0][0]).waitFor()
  await tale.look(page, 'list of the notice')
  const phone = await tale.phone('student')
  await phone.goto(`${tale.base}/m`)
  await phone.getByRole('link', { name: /公示/ }).click()
  await phone.getByRole('rowheader', { name: tale.classes[0].members[1][0] }).waitFor()
  assert.equal(await phone.getByText(tale.classes[1].members[0][0]).count(), 0, 'R7.1: the own class, and no other')
  await tale.look(phone, 'notice')
  await tale.denied(await tale.phone('stranger'), `/batches/${tale.batch}/notices`, '暂无公示')
  await open(page, '公示与审核')
  await press(row(page, tale.notice, '查看名单'), '结束公示')
  await answer(page, '结束公示')
  await says(page, '公示已结束')
  await tale.look(page, 'notice ended')
  await phone.reload()
  await phone.getByText(/结束$/).waitFor()
  assert.equal(await phone.locator('table').count(), 0, 'R7.2: the title alone')
  await tale.look(phone, 'title of the notice')
}

/** 学生处 sees nothing before 副书记 approves, and everything after. */
async function approval(tale) {
  const [affairs, deputy] = [await tale.desk('studentAffairs'), await tale.desk('deputySecretary')]
  await affairs.goto(`${tale.base}/library?batchId=${tale.batch}`)
  await says(affairs, '没有符合条件的成绩')
  await open(deputy, '公示与审核')
  await press(deputy, '刷新')
  await press(deputy, '审核通过并提交')
  await answer(deputy, '审核通过并提交')
  await says(deputy, '已审核通过并提交学生处')
  await row(deputy, tale.people.deputySecretary.name).getByText('审核通过').first().waitFor()
  await tale.look(deputy, 'approved')
  await affairs.goto(`${tale.base}/batches/${tale.batch}/progress`)
  await row(affairs, tale.college).getByText(tale.people.deputySecretary.name).waitFor()
  assert.equal(await row(affairs, tale.college).getByText('已结束').count(), 4, 'R7.4: its phases ended by themselves; so had the notice')
  await tale.look(affairs, 'progress at the end')
}

/** With the columns that one wants, and who did not take part. */
async function library(tale) {
  const page = await tale.desk('studentAffairs')
  await open(page, '综合测评成绩库')
  await choose(page, page.locator('main'), '批次', tale.name)
  await row(page, tale.classes[0].members[0][0]).waitFor()
  await press(page, '列设置')
  await page.locator('.el-popover:visible').getByRole('button', { name: '全部' }).click()
  await tale.look(page, 'columns of the library')
  await page.keyboard.press('Escape')
  await exported(page, tale.folder, 'library.xlsx')
  await tale.look(page, 'library of the school')
  await press(page, '等次与成绩分布')
  await page.getByRole('region', { name: /^素质综合测评的等次：/ }).waitFor()
  await page.getByRole('region', { name: /^素质综合测评成绩分布：/ }).waitFor()
  await tale.look(page, 'levels and scores')
  await page.keyboard.press('Escape')
  await choose(page, page.locator('main'), '参评状态', '未参评')
  await row(page, tale.classes[1].members.at(-1)[0]).waitFor()
  await tale.look(page, 'who did not take part')
}

/** 历史素质测评成绩保留: every year of one's own. */
async function onThePhone(tale) {
  const page = await tale.phone('student')
  await page.goto(`${tale.base}/m`)
  await page.locator('.tabs').getByText('成绩').click()
  await page.locator('[data-result]').first().waitFor()
  tale.seen.years = await page.locator('[data-result] h2').allInnerTexts()
  tale.seen.overallRank = await page.locator('[data-result]').first().locator('.line', { hasText: '班级排名' }).locator('.number').innerText()
  await tale.look(page, 'all years')
  await page.locator('[data-result]').first().getByText('计算明细').first().click()
  await opened(page.locator('[data-result]').first())
  await tale.look(page, 'own result explained')
  const counsellor = await tale.phone('counsellor')
  await counsellor.goto(`${tale.base}/m/classes`)
  await counsellor.locator('[data-class]', { hasText: tale.classes[0].name }).click()
  await counsellor.getByRole('button', { name: '综测', exact: true }).click()
  await counsellor.getByText(tale.classes[0].members[0][0]).waitFor()
  await tale.look(counsellor, 'comprehensive results of the class')
}
