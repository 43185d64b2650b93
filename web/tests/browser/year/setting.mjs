/** 学院: who takes part, who looks after them, and when (1.1.1.2, 1.1.2.1). */
import { basename } from 'node:path'
import { settled } from '../driving.mjs'
import { answer, brought, choose, close, days, dialog, downloaded, drop, field, open, press, row, says, tick } from './desk.mjs'

export default async function setting(tale) {
  const page = await tale.desk('collegeAdmin')
  await page.goto(tale.base) // the batch was opened meanwhile
  await participants(tale, page)
  await staff(tale, page)
  await schedule(tale, page, '学业成绩管理', async (form) => {
    await field(form, '学分加成比例').fill('0.10')
    for (const who of ['班长调整时间', '辅导员调整时间']) await days(page, form, who, tale.window)
  })
  await schedule(tale, page, '素质测评成绩管理')
  await tale.look(page, 'phases')
  await afterOpening(tale, page)
  await tale.denied(await tale.desk('stranger'), new URL(page.url()).pathname, '没有符合条件的学生')
}

/** By class and by single student, freely while nothing is open. */
async function participants(tale, page) {
  const [first, second] = tale.classes
  await open(page, '参评学生')
  await row(page, first.name).getByText('8', { exact: true }).first().waitFor()
  await tick(page, second.name)
  await press(page, '设为未参评')
  await says(page, /将 8 名学生设为未参评/)
  await answer(page, '设为未参评')
  await says(page, '已调整 8 名学生')
  await row(page, second.name).getByText('未参评').waitFor()
  await tale.look(page, 'participants by class')
  await press(page, '撤销')
  await row(page, second.name).getByText('参评', { exact: true }).waitFor()
}

async function staff(tale, page) {
  const [first, second] = tale.classes
  await open(page, '参评辅导员')
  await tick(page, first.name)
  await tick(page, second.name)
  await press(page, '为所选班级设置辅导员')
  await assign(tale, page, '辅导员', 'counsellor')
  await row(page, second.name).getByText(tale.people.counsellor.name).waitFor()
  await open(page, '参评班主任')
  await row(page, first.name).getByText(tale.people.headTeacher.name).waitFor()
  await row(page, second.name).getByRole('button', { name: '设置' }).click()
  await assign(tale, page, '班主任', 'headTeacher')
  await row(page, second.name).getByText(tale.people.headTeacher.name).waitFor()
  await tale.look(page, 'head teachers')
  await byWorkbook(tale, page)
}
/** A file that takes a class from its counsellor, and gives it back when it is undone as a whole. */
async function byWorkbook(tale, page) {
  const { name } = tale.classes[1]
  const { counsellor, headTeacher } = tale.people
  await open(page, '参评辅导员')
  await press(page, '导入')
  const template = await downloaded(page, tale.folder, 'staff-template.xlsx', () => press(dialog(page), '下载模板'))
  const file = tale.inExcel('staff', template, name, headTeacher.username)
  await brought(page, file)
  await tale.look(page, 'counsellors imported')
  await close(page, '完成')
  await row(page, name).getByText(headTeacher.name).waitFor()
  await open(page, '导入记录')
  await press(row(page, '辅导员、班主任', basename(file)), `撤销导入${basename(file)}`)
  await says(page, '撤销后将删除该次导入新增的 1 条，恢复被替换的 1 条')
  await tale.look(page, 'what would be undone of the counsellors')
  await press(dialog(page), '撤销导入')
  await row(page, basename(file)).getByText('已撤销').waitFor()
  await open(page, '参评辅导员')
  await row(page, name).getByText(counsellor.name).waitFor()
}
async function assign(tale, page, word, who) {
  await drop(page, dialog(page), word)
  await Promise.all([page.waitForResponse('**/graphql'), page.keyboard.type(tale.people[who].username)])
  await settled(page)
  await page.locator('.el-select-dropdown:visible').getByRole('option', { name: tale.people[who].name }).click()
  await page.keyboard.press('Tab')
  await tale.look(page, `${who} chosen`)
  await press(dialog(page), '保存')
  await says(page, `${word}已设置`)
}

/** 设置, then 开启批次. */
export async function schedule(tale, page, module, more = () => undefined) {
  await open(page, '学院批次管理')
  const card = page.getByRole('region', { name: module, exact: true })
  await press(card, '设置')
  await days(page, dialog(page), '学院起止时间', tale.window)
  await more(dialog(page))
  await tale.look(page, `window of ${module}`)
  await press(dialog(page), '保存')
  await card.getByText('未设置').first().waitFor({ state: 'detached' })
  await press(card, '开启批次')
  await answer(page, '开启批次')
  await card.getByText('已开启').waitFor()
}

/** Once something is open, 清空过程数据 comes first. */
async function afterOpening(tale, page) {
  const { name, members } = tale.classes[1]
  const [number] = members.at(-1)
  await open(page, '参评学生')
  await row(page, name).getByRole('link', { name: '学生', exact: true }).click()
  await tick(page, number)
  await press(page, '设为未参评')
  await says(page, '请先点击本班级的清空过程数据操作，再调整参评学生')
  await tale.look(page, 'not cleared')
  await press(page, '清空过程数据')
  await tale.look(page, 'clear?')
  await answer(page, '清空过程数据')
  await says(page, '过程数据已清空，可以调整参评学生')
  await press(page, '设为未参评')
  await row(page, number).getByText('未参评').waitFor()
  await choose(page, page.locator('main'), '参评状态', '未参评')
  await row(page, number).waitFor()
  await tale.look(page, 'one does not take part')
}
