/** Scores as an academic office exports them: a column is corrected, a word decided, and in the end all of it undone (R10). */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer, choose, close, dialog, field, open, press, row, says, upload } from './desk.mjs'

const NAME = '期末成绩导出.csv'

export default async function odd(tale) {
  const page = await tale.desk('collegeAdmin')
  await scale(tale, page)
  await importing(tale, page)
  await deciding(tale, page)
  await undoing(tale, page)
  await reading(tale)
}

/** 成绩换算设置: a college's own state; nothing is computed yet, so no class becomes stale. */
async function scale(tale, page) {
  await open(page, '成绩换算设置')
  await page.getByText('按以下默认规则换算').waitFor()
  await page.getByLabel('优秀的分数').fill('96')
  await press(page, '新增状态')
  await field(page.locator('main'), '第 7 个状态').fill('缺考')
  await says(page, '“缺考”填写了两次')
  await field(page.locator('main'), '第 7 个状态').fill('休学')
  await tale.look(page, 'scale of the year')
  await press(page, '保存')
  await answer(page, '保存设置')
  await says(page, '设置已保存')
}

function written(tale) {
  const [one, two, three] = tale.classes[0].members
  const line = ([number, name], code, score, remark = '') => [1, number, name, code, '形势与政策', '必修', '3', score, '甲', remark]
  const lines = [
    [`${tale.college}${tale.year}学年第1学期成绩表`], ['序号', '学生学号', '姓名', '课程号', '课程名称', '课程属性', '学分', '期末得分', '等第', '备注'],
    line(one, 'Z001', '优秀'), line(two, 'Z001', '缓考'), line(three, 'Z001', '58', '初修'), line(three, 'Z001', '71', '补考'), line(['209900000', '某某'], 'Z001', '80'),
  ]
  writeFileSync(join(tale.folder, NAME), `\ufeff${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`)
  return join(tale.folder, NAME)
}

async function importing(tale, page) {
  await open(page, '原始成绩')
  await press(page, '导入')
  await choose(page, dialog(page), '学年', `${tale.year}学年`)
  await choose(page, dialog(page), '学期', '第 1 学期')
  await upload(page, written(tale))
  await says(page, '没有找到，请选择')
  await choose(page, dialog(page), '成绩对应的列名', '期末得分')
  await says(page, '已更正，待重新检查')
  await tale.look(page, 'a column is corrected')
  await press(dialog(page), '重新检查')
  await says(page, '学号“209900000”不存在')
  await dialog(page).locator('.el-switch').click()
  await says(page, '检查通过，尚未保存：')
  await says(page, '不导入 1 名学生')
  await says(page, '待定（缓考）')
  await tale.look(page, 'what an odd file would do')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
  await tale.look(page, 'an odd file is in')
  await dialog(page).getByRole('link', { name: '处理待定成绩' }).click()
}

/** The proposal is taken over; the menu's number goes. */
async function deciding(tale, page) {
  await row(page, '缓考').getByText('不计入').waitFor()
  await page.locator('#menu').getByLabel('1 项待处理').waitFor()
  await row(page, '缓考').getByRole('button', { name: /明细/ }).click()
  await dialog(page).getByText(tale.classes[0].members[1][0]).waitFor()
  await tale.look(page, 'courses of an undecided score')
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  await row(page, '缓考').getByRole('button', { name: /采用/ }).click()
  await field(dialog(page), '原因').fill('缓考的课程下学年计入')
  await tale.look(page, 'a score is decided')
  await press(dialog(page), '处理')
  await says(page, '没有待定的成绩')
  await page.locator('#menu').getByLabel('1 项待处理').waitFor({ state: 'detached' })
  await open(page, '原始成绩')
  await choose(page, page.locator('main'), '学年', `${tale.year}学年`)
  await row(page, '96.00（优秀）').waitFor()
  await row(page, '不计（缓考）').waitFor()
  await row(page, '58.00').getByRole('button', { name: /2 次/ }).waitFor()
  await tale.look(page, 'scores with their texts')
}

/** What was decided since stands in the way; once it is taken back, all of the import goes. */
async function undoing(tale, page) {
  await undo(page)
  await says(page, '现在不能撤销')
  await tale.look(page, 'what stands in the way')
  await close(page, '返回')
  await open(page, '待定成绩')
  await page.locator('main').getByText('处理记录', { exact: true }).click()
  await row(page, '缓考').getByText('缓考的课程下学年计入').waitFor()
  await tale.look(page, 'decisions')
  await row(page, '缓考').getByRole('button', { name: /撤回/ }).click()
  await answer(page, '撤回处理')
  await says(page, '暂无处理记录')
  await undo(page)
  await says(page, '撤销后将删除该次导入新增的 3 条')
  await tale.look(page, 'what would be undone')
  await press(dialog(page), '撤销导入')
  await row(page, NAME).getByText('已撤销').waitFor()
  await tale.look(page, 'history of imports')
  await open(page, '原始成绩')
  await choose(page, page.locator('main'), '学年', `${tale.year}学年`)
  await says(page, '没有符合条件的记录')
}
async function undo(page) {
  await open(page, '导入记录')
  await row(page, NAME).getByRole('button', { name: /^撤销/ }).click()
}

/** Who may see the settings, and may not change them. */
async function reading(tale) {
  for (const who of ['counsellor', 'deputySecretary']) {
    const page = await tale.desk(who)
    await open(page, '成绩换算设置')
    await page.getByRole('row', { name: /优秀/ }).getByText('96').waitFor()
    assert.equal(await page.locator('main .save').count(), 0)
  }
  const head = await tale.desk('headTeacher')
  for (const entry of ['待定成绩', '导入记录', '原始成绩']) assert.equal(await head.locator('#menu').getByText(entry, { exact: true }).count(), 0, entry)
  await tale.denied(await tale.desk('studentAffairs'), '/imports', '无权查看此项')
}
