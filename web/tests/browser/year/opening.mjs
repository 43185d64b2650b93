/** 学生处设置批次: a new school year is opened for all colleges. */
import assert from 'node:assert/strict'
import { answer, choose, days, dialog, field, open, press, row, says } from './desk.mjs'

export default async function opening(tale) {
  const page = await tale.desk('studentAffairs')
  await open(page, '批次信息')
  await tale.look(page, 'batches')
  await press(page, '新增批次')
  const form = dialog(page)
  await choose(page, form, '测评学年', `${tale.year}学年`)
  await field(form, '批次名称').fill(tale.name)
  await choose(page, form, '测评届次', `${tale.cohort} 届`)
  for (const module of ['评分管理起止', '学业成绩管理起止', '素质测评成绩管理起止']) await days(page, form, module, tale.window)
  await field(form, '综合测评等次').fill('优秀、良好、优秀')
  await press(form, '提交')
  await form.locator('.el-form-item__error', { hasText: '优秀' }).waitFor()
  await tale.look(page, 'levels refused')
  await field(form, '综合测评等次').fill(tale.levels.join('、'))
  await tale.look(page, 'batch form')
  await press(form, '提交')
  await says(page, '批次已新增')
  await row(page, tale.name).getByText('未开启').waitFor()

  const college = await tale.desk('collegeAdmin')
  await open(college, '批次信息')
  assert.equal(await row(college, tale.name).count(), 0, 'R1.6: a college sees a batch once it is opened')

  await press(row(page, tale.name), '开启')
  await answer(page, '开启批次')
  await says(page, '批次已开启')
  await row(page, tale.name).getByText('查看进度').click()
  await page.waitForURL(/batches.\d+.progress/)
  tale.batch = tale.seen.batch = page.url().match(/batches\/(\d+)/)[1]
  const progress = row(page, tale.college)
  await progress.waitFor()
  assert.equal(await progress.getByText('未开启').count(), 3)
  await tale.look(page, 'progress of the colleges')

  await tale.denied(await tale.desk('student'), `/batches/${tale.batch}/progress`, '无权查看此项')
}
