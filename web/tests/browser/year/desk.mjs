/** How a person works the console: by the words that stand on it. */
import { join } from 'node:path'
import { settled } from '../driving.mjs'

/** The dialog, drawer or question that lies on top. */
export const dialog = (page) => page.locator('.el-dialog:visible, .el-drawer:visible').last()

/** An entry of the menu, which is marked once its screen is there. */
export async function open(page, entry) {
  await page.locator('#menu').getByRole('link', { name: entry, exact: true }).click()
  await page.locator('#menu [aria-current=page]', { hasText: entry }).waitFor()
  await settled(page)
}

export const press = (within, name) => within.getByRole('button', { name, exact: true }).first().click()
export const field = (within, name) => within.getByRole('textbox', { name, exact: true }).first()
export const row = (page, ...words) => words.reduce((rows, word) => rows.filter({ hasText: word }), page.locator('main tbody tr')).first()
export const tick = (page, ...words) => row(page, ...words).getByRole('checkbox', { name: '选择此行' }).check()

/** Opens a list of choices. */
export const drop = (page, within, name) => within.locator('.el-select', { has: page.getByRole('combobox', { name, exact: true }) }).first().click()
/** Several are chosen one after another. */
export async function choose(page, within, name, ...options) {
  await drop(page, within, name)
  for (const option of options) await page.locator('.el-select-dropdown:visible').getByRole('option', { name: option }).first().click()
  if (options.length > 1 || (await page.locator('.el-select-dropdown:visible').count())) await page.keyboard.press('Escape')
  await settled(page)
}

/** Both ends of a window, typed. */
export async function days(page, within, label, [first, last]) {
  const ends = within.locator('.el-form-item', { hasText: label }).locator('input')
  for (const [end, typed] of [[ends.first(), first], [ends.last(), last]]) {
    await end.fill(typed)
    await end.press('Enter')
    await page.keyboard.press('Tab')
  }
}

/** Answers the question that stands before the page; with the reason that it wants. */
export async function answer(page, word, reason) {
  const box = page.locator('.el-message-box:visible')
  if (reason) await box.locator('textarea').fill(reason)
  await box.getByRole('button', { name: word, exact: true }).click()
  await box.waitFor({ state: 'hidden' })
}
export const says = (page, words) => page.getByText(words).filter({ visible: true }).first().waitFor()

/** A file that the page hands out when this is done. */
export async function downloaded(page, folder, name, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  const path = join(folder, name)
  await file.saveAs(path)
  return path
}
/** Chooses the file, or another one after one was refused, has it checked, and goes on to what would happen, or to what is wrong. */
export async function upload(page, file) {
  const another = dialog(page).getByRole('button', { name: '更换文件', exact: true })
  if (await another.isVisible()) await another.click()
  await dialog(page).locator('input[type=file]').setInputFiles(file)
  await checked(page)
}
export async function checked(page) {
  await press(dialog(page), '检查文件')
  await dialog(page).getByText(/检查通过|数据未写入|有改动|核对每一列/).first().waitFor()
  await settled(page)
  const on = dialog(page).getByRole('button', { name: '下一步', exact: true })
  if (await on.isVisible()) await on.click()
}
/** The file is brought in, after it was checked. */
export async function brought(page, file) {
  await upload(page, file)
  await says(page, '检查通过，尚未保存：')
  await press(dialog(page), '导入')
  await says(page, '已导入：')
}
export async function close(page, word = '关闭') {
  await press(dialog(page), word)
  await page.locator('.el-overlay:visible').waitFor({ state: 'hidden' })
}
/** What the list shows, whole, as a workbook. */
export async function exported(page, folder, name, looked) {
  await press(page.locator('main'), '导出')
  await looked?.()
  const file = await downloaded(page, folder, name, () => press(dialog(page), '导出为 Excel'))
  await close(page)
  return file
}
