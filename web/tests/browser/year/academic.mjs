/** 学业成绩: imported, adjusted, computed, ranked, read (1.1.2). */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { answer, choose, close, dialog, downloaded, exported, field, open, press, row, says, tick, upload } from './desk.mjs'

export default async function academic(tale) {
  const college = await tale.desk('collegeAdmin')
  await importing(tale, college)
  await byHand(tale, college)
  await atTheDesk(tale)
  await onThePhone(tale)
  await computing(tale, college)
  await library(tale)
  await read(tale)
}

/** The template, a file with faults, the file without them. */
async function importing(tale, page) {
  await open(page, '原始成绩')
  await press(page, '导入')
  await choose(page, dialog(page), '学年', `${tale.year}学年`)
  await choose(page, dialog(page), '学期', '第 1 学期')
  const template = await downloaded(page, tale.folder, 'scores-template.xlsx', () => press(dialog(page), '下载模板'))
  await upload(page, tale.inExcel('scores', template, tale.scores, 'spoiled'))
  await says(page, '数据未写入。')
  for (const wrong of ['成绩', '学号', '姓名', '学分']) await dialog(page).locator('.bad td', { hasText: wrong }).first().waitFor()
  await dialog(page).getByText('下载已标注的工作簿').first().waitFor()
  await tale.look(page, 'bad rows of scores')
  await upload(page, tale.inExcel('scores', template, tale.scores))
  await says(page, '检查通过，尚未保存：')
  await says(page, `${tale.year}学年第 1 学期`)
  await tale.look(page, 'what would be imported')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
  await tale.look(page, 'scores imported')
  await close(page, '完成')
  await choose(page, page.locator('main'), '学年', `${tale.year}学年`)
  await row(page, tale.year).waitFor()
  await tale.look(page, 'course scores')
}

/** 单个新增; and one that is deleted again. */
async function byHand(tale, page) {
  const [number, name] = tale.classes[0].members[0]
  for (const code of ['T001', 'T002']) {
    await press(page, '新增')
    const form = dialog(page)
    await field(form, '学号').fill(number)
    await press(form, '查询')
    await form.getByText(name).waitFor()
    await choose(page, form, '学年', `${tale.year}学年`)
    await choose(page, form, '学期', '第 1 学期')
    for (const [what, value] of [['课程代码', code], ['课程名称', '社会调查'], ['学分', '2'], ['成绩', '88.5']]) await field(form, what).fill(value)
    if (code === 'T001') await tale.look(page, 'score by hand')
    await press(form, '保存')
    await form.waitFor({ state: 'hidden' })
  }
  await field(page.locator('main'), '课程代码').fill('T001')
  await page.locator('main tbody tr').nth(1).waitFor({ state: 'detached' })
  await press(row(page, 'T001'), `修改${name}的社会调查成绩`)
  await field(dialog(page), '授课教师').fill('周老师')
  await page.keyboard.press('Escape')
  await answer(page, '取消')
  await press(dialog(page), '保存')
  await row(page, 'T001', '周老师').waitFor()
  await field(page.locator('main'), '课程代码').fill('T002')
  await row(page, 'T002').waitFor()
  await page.locator('main tbody tr').nth(1).waitFor({ state: 'detached' })
  await tick(page, 'T002')
  await press(page, '删除')
  await answer(page, '删除成绩')
  await says(page, '没有符合条件的记录')
}

/** The counsellor takes out a course, and gives another one its own ratio. */
async function atTheDesk(tale) {
  const page = await tale.desk('counsellor')
  const [number] = tale.classes[0].members[0]
  await open(page, '参评课程调整')
  await field(page.locator('main'), '学号').fill(number)
  await row(page, 'T001').waitFor()
  await row(page, 'T001').locator('.el-checkbox').click()
  await row(page, 'T001').getByRole('textbox').fill('0.25')
  const taken = page.locator('main tbody tr').filter({ hasNotText: 'T001' }).first()
  await taken.locator('.el-switch').click()
  await tale.look(page, 'adjusting at the desk')
  await press(page.locator('.save'), '保存')
  await says(page, '已保存 2 门课程')
  await row(page, 'T001').getByText(tale.people.counsellor.name).waitFor()
  await page.getByText('按学生', { exact: true }).click()
  await row(page, tale.classes[0].members[0][0]).getByRole('link').first().click()
  await press(page.locator('main'), '下一名')
  await page.locator('main h1', { hasText: tale.classes[0].members[1][1] }).waitFor()
  await press(page.locator('main'), '上一名')
  await row(page, 'T001').getByText(tale.people.counsellor.name).waitFor()
  await tale.look(page, 'adjusting student by student')
}

/** The monitor, whose page has no score (R4.10). */
async function onThePhone(tale) {
  const page = await tale.phone('classMonitor')
  await page.getByRole('link', { name: '参评课程调整' }).click()
  await page.getByText(tale.classes[0].members[2][1]).click()
  const ratio = page.locator('[data-course] .field input').first()
  await ratio.fill('abc')
  await page.locator('[data-course] [role=alert]').waitFor()
  assert(await page.isDisabled('.keep button'))
  await tale.look(page, 'unreadable ratio')
  await ratio.fill('0.20')
  await page.click('.keep button')
  await page.getByText('已保存').waitFor()
  await page.getByText(`由 ${tale.people.classMonitor.name} 调整`).waitFor()
  assert(!(await page.locator('main').innerText()).includes('成绩'), 'R4.10: no score of a classmate')
  await tale.look(page, 'adjusted by the monitor')
}

/** One class is not enough for the major's grade: the row names the other, and offers no ranking. */
async function computing(tale, college) {
  const [first, second] = tale.classes
  const counsellor = await tale.desk('counsellor')
  await open(counsellor, '学业成绩计算')
  await row(counsellor, first.name).getByRole('button', { name: '计算' }).click()
  await answer(counsellor, '开始计算')
  await says(counsellor, /已计算 1 个班级/)
  await open(college, '专业年级排名')
  const waiting = row(college, `${tale.cohort - 4}级`, second.name)
  await waiting.waitFor()
  assert(await waiting.getByRole('button', { name: /排名/ }).isDisabled(), 'R3.4: not offered before it is possible')
  await tale.look(college, 'a class is missing')
  await press(counsellor, '计算（全部）')
  await answer(counsellor, '开始计算')
  await says(counsellor, /已计算 2 个班级/)
  await row(counsellor, second.name).getByText('已计算').waitFor()
  await tale.look(counsellor, 'computed')
  await press(college, '刷新')
  await row(college, '2/2').getByRole('button', { name: /排名/ }).click()
  await row(college, tale.people.collegeAdmin.name).getByText('已排名').waitFor()
  await tale.look(college, 'ranked by whom and when')
  await tale.denied(await tale.desk('headTeacher'), `/batches/${tale.batch}/major-grade-rankings`, '没有符合条件的专业年级')
}

/** 学业成绩库: in order of rank, how a score came about, and the workbook. */
async function library(tale) {
  const page = await tale.desk('counsellor')
  await open(page, '学业成绩库')
  await page.getByRole('button', { name: '班级排名' }).click()
  await row(page, '1/').waitFor()
  await tale.look(page, 'academic library')
  await page.getByRole('button', { name: '成绩分布' }).click()
  await page.getByRole('region', { name: /^学业成绩分布：/ }).waitFor()
  await tale.look(page, 'distribution')
  await row(page, tale.classes[0].members[0][0]).getByRole('button', { name: /计算明细/ }).click()
  await dialog(page).getByText(tale.people.counsellor.name).first().waitFor()
  await tale.look(page, 'explanation')
  await page.keyboard.press('Escape')
  tale.academic = await exported(page, tale.folder, 'academic.xlsx', () => tale.look(page, 'columns of the export'))
}

/** Each for the own range, on the phone. */
async function read(tale) {
  const student = await tale.phone('student')
  await student.goto(`${tale.base}/m`)
  await student.getByRole('link', { name: /学业成绩/ }).click()
  await student.locator('.sentence').waitFor()
  tale.seen.academicScore = await student.locator('.card .big').first().innerText()
  tale.seen.classRank = await student.locator('.line', { hasText: '班级排名' }).locator('.number').innerText()
  const own = await downloaded(student, tale.folder, 'own-academic.xlsx', () => press(student, '导出本学年学业成绩'))
  assert(statSync(own).size > 1000, 'R4.11: the own result of one year')
  await tale.look(student, 'own academic result')
  for (const who of ['counsellor', 'headTeacher']) {
    const page = await tale.phone(who)
    await page.locator('.tabs').getByText('班级').click()
    await page.locator('[data-class]', { hasText: tale.classes[0].name }).click()
    await page.getByRole('button', { name: '学业', exact: true }).click()
    await page.getByText(tale.classes[0].members[0][0]).waitFor()
    await tale.look(page, 'academic results of the class')
  }
}
