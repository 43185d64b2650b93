/** What is left of the year: the log, the tasks; and what the super admin keeps in order (R9). */
import assert from 'node:assert/strict'
import { answer, choose, close, dialog, field, open, press, row, says, upload } from './desk.mjs'

export default async function history(tale) {
  await audit(tale)
  await operations(tale)
  const page = await tale.desk('superAdmin')
  await accounts(tale, page)
  await roster(tale, page)
  await tokens(tale, page)
  await tale.denied(await tale.desk('studentAffairs'), '/audit', '无权查看此项')
  await tale.denied(await tale.desk('collegeAdmin'), '/accounts', '无权查看此项')
}

async function audit(tale) {
  const page = await tale.desk('collegeAdmin')
  await open(page, '操作日志')
  await choose(page, page.locator('main'), '操作', '清空过程数据')
  await row(page, tale.classes[1].name).waitFor()
  await tale.look(page, 'audit log')
  await choose(page, page.locator('main'), '操作', '退回打分表')
  await row(page, '退回打分表', tale.people.collegeAdmin.name).getByRole('button', { name: /详情/ }).click()
  await dialog(page).getByText('有一名学生的分数填错了行').first().waitFor()
  await tale.look(page, 'an entry of the log')
  await page.keyboard.press('Escape')
}

async function operations(tale) {
  const page = await tale.desk('counsellor')
  await open(page, '后台任务')
  for (const work of ['导入综合测评成绩', '计算学业成绩', '计算评分成绩', '导出', '下载模板']) await row(page, work, '已完成').waitFor()
  await row(page, '导入综合测评成绩', '失败').getByText('下载标注的文件').waitFor()
  await tale.look(page, 'tasks')
}

/** A role is given and taken back; an account is stopped and started. */
async function accounts(tale, page) {
  const { username, name } = tale.people.headTeacher
  await open(page, '账号与角色')
  await field(page.locator('main'), '用户名或姓名').fill(username)
  await page.locator('main tbody tr').nth(1).waitFor({ state: 'detached' })
  await press(row(page, name), '角色')
  await choose(page, dialog(page), '要授予的角色', '学生处')
  await press(dialog(page), '授予')
  await says(page, '角色已授予')
  await tale.look(page, 'roles of an account')
  await press(dialog(page).locator('li', { hasText: '学生处' }), '撤销')
  await answer(page, '撤销角色')
  await says(page, '角色已撤销，立即生效')
  await page.keyboard.press('Escape')
  await press(row(page, name), '停用')
  await answer(page, '停用账号')
  await row(page, name).getByText('已停用').waitFor()
  await tale.look(page, 'accounts')
  await press(row(page, name), '启用')
  await answer(page, '启用账号')
  await row(page, name).getByText('已激活').waitFor()
}

/** The same roster once more changes nothing. */
async function roster(tale, page) {
  await open(page, '导入名册')
  await press(page, '选择文件')
  await upload(page, tale.roster)
  await says(page, '未变')
  await tale.look(page, 'what the roster would do')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
  const [created] = await dialog(page).locator('tbody tr', { hasText: '学生' }).locator('td').allInnerTexts()
  assert.equal(created, '0')
  await tale.look(page, 'roster imported')
  await close(page, '完成')
}

async function tokens(tale, page) {
  await open(page, '访问令牌')
  await press(page, '新建访问令牌')
  await dialog(page).getByLabel('名称（用在哪里）').fill('年度报表')
  await dialog(page).getByLabel('最后有效的一天').fill(tale.window[1])
  await page.keyboard.press('Enter')
  await press(dialog(page), '新建')
  await field(page, '新的访问令牌').waitFor()
  await tale.look(page, 'a new token')
  await press(page, '已保存，不再显示')
  await press(row(page, '年度报表'), '撤销年度报表')
  await answer(page, '撤销')
  await row(page, '年度报表').getByText('已撤销').waitFor()
  await tale.look(page, 'tokens')
}
