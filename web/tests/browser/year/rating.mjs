/** 评分: items, ballots, progress, computation, results (1.1.3). */
import assert from 'node:assert/strict'
import { answer, choose, close, dialog, exported, field, open, press, row, says, tick } from './desk.mjs'
import { schedule } from './setting.mjs'
import { activate, handIn } from './beside.mjs'
import sheet from './sheet.mjs'

const REASON = '有一名学生的分数填错了行'

export default async function rating(tale) {
  const college = await tale.desk('collegeAdmin')
  await items(tale, college)
  await schedule(tale, college, '评分管理')
  await kept(tale, college)
  await activation(tale)
  await atTheDesk(tale)
  await sheet(tale, 'student', { shut: () => moved(college, '停止批次'), reopened: () => moved(college, '开启批次') })
  await classmates(tale)
  await givenBack(tale, college)
  await progress(tale, college)
  await computing(tale)
  await read(tale)
}

/** Weights that do not make 100 are refused in the API's words. */
async function items(tale, page) {
  await open(page, '评分项目')
  await press(page, '新增评分项目')
  const form = dialog(page)
  const given = { 评分项目: '集体荣誉', 项目详情: '关心集体，参加集体活动', 分值区间的下限: '5', 分值区间的上限: '10', 辅导员打分所占权重: '40', 班主任评分所占权重: '30', 学生互评所占权重: '20' }
  for (const [name, value] of Object.entries(given)) await field(form, name).fill(value)
  await press(form, '新增')
  await form.locator('[role=alert], .el-form-item__error').first().waitFor()
  await tale.look(page, 'weights refused')
  await field(form, '学生互评所占权重').fill('30')
  await press(form, '新增')
  await says(page, '评分项目已新增')
  await tale.look(page, 'rating items')
}

/** The batch keeps the items of its opening. */
async function kept(tale, page) {
  await open(page, '评分项目')
  await page.getByText('本批次采用').click()
  await row(page, '集体荣誉').waitFor()
  await tale.look(page, 'items of the batch')
}

async function moved(page, word) {
  await page.bringToFront()
  await open(page, '学院批次管理')
  const card = page.getByRole('region', { name: '评分管理', exact: true })
  await press(card, word)
  await answer(page, word)
  await card.getByText(word === '停止批次' ? '已停止' : '已开启').waitFor()
}

/** The super admin hands out codes; a classmate gets in with one on the own phone, and so do the others. */
async function activation(tale) {
  const page = await tale.desk('superAdmin')
  await open(page, '账号与角色')
  await choose(page, page.locator('main'), '班级', tale.classes[0].name)
  await press(page, '为所选班级生成激活码')
  await answer(page, '生成激活码')
  await dialog(page).locator('.code').first().waitFor()
  await tale.look(page, 'activation codes')
  const slips = await dialog(page).locator('tbody tr').evaluateAll((rows) => rows.map((one) => [...one.cells].map((cell) => cell.innerText.trim())))
  await press(dialog(page), '关闭')
  await answer(page, '关闭')
  const phone = await tale.stranger('phone')
  const people = slips.map(([username, name, , code]) => ({ username, name, code, password: `${username} ${tale.year}` }))
  for (const one of people) tale.people[one.username] = one
  const [{ username, code, password }, ...others] = people
  await phone.goto(`${tale.base}/m/sign-in`)
  await phone.getByText('用激活码设置密码').click()
  await phone.waitForSelector('[name=code]')
  for (const [key, value] of Object.entries({ username, code, password, again: password })) await phone.fill(`[name=${key}]`, value)
  await tale.look(phone, 'activation')
  await phone.getByRole('button', { name: '设置密码' }).click()
  await phone.getByText('密码已设置，请登录').waitFor()
  assert.equal(await phone.inputValue('[name=username]'), username)
  await phone.context().close()
  for (const one of others) await activate(tale.base, one)
}

/** 辅导员 and 班主任 at the desk, the second of their classes beside it; and the monitor, who has a choice. */
async function atTheDesk(tale) {
  for (const [who, kind] of [['counsellor', '辅导员'], ['headTeacher', '班主任'], ['classMonitor', '学生互评']]) {
    const page = await tale.desk(who)
    await open(page, '在线评分')
    await page.locator('.ballots li', { hasText: tale.classes[0].name }).filter({ hasText: `${kind}打分` }).getByRole('link').click()
    await page.locator('[data-at="0,0"]').waitFor()
    await outOfRange(tale, page)
    await (who === 'counsellor' ? typeAll : who === 'headTeacher' ? pasteTwice : pasteAll)(page)
    await submitted(page)
    await tale.look(page, 'handed in at the desk')
    await handIn(tale.base, tale.batch, tale.people[who])
  }
}
async function outOfRange(tale, page) {
  await page.locator('[data-at="0,0"]').fill('9999')
  await page.keyboard.press('Enter')
  await page.locator('.why').waitFor()
  await tale.look(page, 'refused at the desk')
}
const marksOf = async (page) => {
  const mosts = (await page.locator('thead .range').allInnerTexts()).map((text) => Number(text.match(/-([\d.]+)/)[1]))
  const lines = await page.locator('tbody tr').count()
  return Array.from({ length: lines }, (_, line) => mosts.map((most, column) => String(most - ((line + column) % 4))))
}
async function typeAll(page) {
  for (const [line, marks] of (await marksOf(page)).entries()) {
    for (const [column, points] of marks.entries()) await page.locator(`[data-at="${line},${column}"]`).fill(points)
  }
}
/** As it was copied in Excel. */
async function pasteAll(page) {
  const block = (await marksOf(page)).map((marks) => marks.join('\t')).join('\n')
  await page.context().grantPermissions(['clipboard-write'])
  await page.evaluate((text) => navigator.clipboard.writeText(text), block)
  await page.locator('[data-at="0,0"]').press('Control+V')
}
/** Pasted, taken back as one step, and pasted anew. */
async function pasteTwice(page) {
  const counted = page.locator('.bar b')
  await page.locator('[data-at="0,0"]').fill('')
  const before = await counted.innerText()
  await pasteAll(page)
  const after = await counted.innerText()
  assert.notEqual(after, before)
  await page.locator('[data-at="0,0"]').press('Control+Z')
  assert.equal(await counted.innerText(), before)
  await pasteAll(page)
  assert.equal(await counted.innerText(), after)
}
async function submitted(page) {
  await page.locator('[data-at="0,0"]').press('Tab')
  await page.getByText(/^已保存/).waitFor()
  const step = await page.textContent('main .next b')
  await press(page, '确认提交')
  await answer(page, '确认提交')
  await says(page, '不能再修改')
  await page.waitForFunction((before) => document.querySelector('main .next b')?.textContent !== before, step) // R1.7: after each act
}

/** Everybody else of the class. */
async function classmates(tale) {
  const others = tale.classes[0].members.map(([number]) => number)
    .filter((number) => ![tale.people.student.username, tale.people.classMonitor.username].includes(number))
  for (const number of others) await handIn(tale.base, tale.batch, tale.people[number])
}

/** The college gives a ballot back, says why, and never sees a mark. */
async function givenBack(tale, college) {
  const { name } = tale.classes[0]
  await open(college, '班级评分进度')
  await row(college, name).locator('.rater', { hasText: '辅导员' }).getByRole('button', { name: '退回' }).click()
  await tale.look(college, 'give back?')
  await answer(college, '退回打分表', REASON)
  await says(college, '打分表已退回')
  const page = await tale.desk('counsellor')
  await open(page, '在线评分')
  await says(page, `学院已退回：${REASON}`)
  await tale.look(page, 'given back')
  await page.locator('.ballots li', { hasText: REASON }).getByRole('link').click()
  await page.locator('[data-at="0,0"]').waitFor()
  await pasteAll(page)
  await submitted(page)
  await tale.denied(college, new URL(page.url()).pathname, '没有这张打分表')
}

/** Two levels, at the desk and on the phone. */
async function progress(tale, college) {
  const { name, members } = tale.classes[0]
  await open(college, '班级评分进度')
  const cells = row(college, name).locator('td.number')
  assert.deepEqual((await cells.allInnerTexts()).map((text) => text.trim()), Array(5).fill(String(members.length)))
  await college.getByRole('button', { name: '逐日提交' }).click()
  await college.getByRole('region', { name: /^互评逐日提交：/ }).waitFor()
  await tale.look(college, 'progress by class')
  await row(college, name).getByRole('link', { name }).click()
  await row(college, members[0][0]).getByText('是').nth(2).waitFor()
  assert.equal(await college.getByRole('columnheader', { name: '集体荣誉' }).count(), 0, 'R5.5: states, and never a mark')
  await tale.look(college, 'progress by student')
  await copied(college, members)
  for (const who of ['counsellor', 'headTeacher']) {
    const page = await tale.phone(who)
    await page.goto(`${tale.base}/m/classes`)
    await page.locator('[data-class]', { hasText: name }).click()
    await page.getByText(members[0][0]).waitFor()
    await tale.look(page, 'progress of the class')
  }
}

/** What the list shows goes to Excel, cell by cell. */
async function copied(page, members) {
  await page.context().grantPermissions(['clipboard-read'])
  await press(page.locator('main'), '复制')
  await says(page, new RegExp(`^已复制 ${members.length} 条`))
  const [heads, ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.trim().split('\t'))
  assert.deepEqual(heads.slice(0, 3), ['学号', '姓名', '班级名称'])
  assert.deepEqual(lines.map((line) => line.slice(0, 2)), members)
}

async function computing(tale) {
  const page = await tale.desk('counsellor')
  await open(page, '班级评分进度')
  for (const { name } of tale.classes) await tick(page, name)
  await press(page, '计算选中班级的评分成绩')
  await tale.look(page, 'compute?')
  await press(dialog(page), '开始计算')
  await says(page, /已计算 2 个班级/)
  await row(page, tale.classes[0].name).getByRole('link').first().click()
  await page.getByRole('columnheader', { name: '集体荣誉' }).waitFor()
  await tale.look(page, 'scores of the items')
  await open(page, '评分成绩库')
  await row(page, tale.classes[0].members[0][0]).getByRole('button', { name: '计算明细' }).click()
  await dialog(page).getByText('各打分人的打分').waitFor()
  await tale.look(page, 'explanation of a rating')
  await page.keyboard.press('Escape')
  tale.rating = await exported(page, tale.folder, 'rating.xlsx', () => tale.look(page, 'export of ratings'))
  await tale.look(page, 'rating results')
}

/** The head teacher reads results; the student the own progress, and no score. */
async function read(tale) {
  const page = await tale.phone('headTeacher')
  await page.goto(`${tale.base}/m/classes`)
  await page.locator('[data-class]', { hasText: tale.classes[0].name }).click()
  await page.getByRole('button', { name: '评分', exact: true }).click()
  await page.getByText(tale.classes[0].members[0][0]).waitFor()
  await tale.look(page, 'rating results of the class')
  const student = await tale.phone('student')
  await student.goto(`${tale.base}/m`)
  await student.locator('.card', { hasText: '我的评分进度' }).getByText('已评分').nth(1).waitFor()
  await tale.look(student, 'own progress')
  await tale.denied(await tale.desk('student'), `/batches/${tale.batch}/rating-results`, '尚未计算评分成绩')
}
