/** What protects a person's account and data, and what the person may ask for (R16): the second factor, tokens, own data, corrections. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { signIn } from '../driving.mjs'
import { answer, dialog, downloaded, field, open, press, row, says } from './desk.mjs'
import { Tale } from './tale.mjs'

const WHO = 'deputySecretary'

export default async function trust(tale) {
  await accessToken(tale)
  const { app, codes } = await setUp(tale)
  await atTheDesk(tale, app)
  await onThePhone(tale, app, codes[0])
  const request = await asks(tale)
  await answers(tale, request)
  await answersOnThePhone(tale)
  await reads(tale)
  await whereItIsDemanded(tale)
}

/** An authenticator app (RFC 6238): each code once, one step early or late as the API allows. */
class App {
  #secret
  #last = 0
  constructor(secret) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
    const bits = [...secret].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('')
    this.#secret = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)))
  }
  async next(page) {
    const now = () => Math.floor(Date.now() / 30_000)
    this.#last = Math.max(this.#last + 1, now() - 1)
    while (this.#last > now() + 1) await page.waitForTimeout(200)
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(this.#last))
    const hash = createHmac('sha1', this.#secret).update(counter).digest()
    return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
  }
}

/** Made while nothing but the password stands behind the session. */
async function accessToken(tale) {
  const page = await entering(tale, 'desktop')
  await open(page, '访问令牌')
  await made(tale, page, '新建访问令牌', '旧的报表')
  await field(page, '新的访问令牌').waitFor()
  await press(page, '已保存，不再显示')
  await row(page, '旧的报表').getByText('有效', { exact: true }).waitFor()
  await page.context().close()
}
async function made(tale, page, button, name) {
  await press(page, button)
  await dialog(page).getByLabel('名称（用在哪里）').fill(name)
  await dialog(page).getByLabel('最后有效的一天').fill(tale.window[1])
  await page.keyboard.press('Enter')
  await press(dialog(page), '新建')
}

/** R16.1: soon after signing in; the file of recovery codes names the account. */
async function setUp(tale) {
  const page = await entering(tale, 'desktop')
  await page.getByRole('link', { name: '登录安全' }).click()
  await press(page, '设置两步验证')
  const { app, codes } = await scans(tale, page, tale.people[WHO])
  await page.getByRole('heading', { name: '两步验证：已启用' }).waitFor()
  await tale.look(page, 'second factor and sign-ins')
  await page.context().close()
  return { app, codes }
}
async function scans(tale, page, { username }) {
  const secret = (await page.locator('form code').innerText()).replaceAll(' ', '')
  await page.getByRole('img', { name: '两步验证的二维码' }).waitFor()
  await tale.look(page, 'setting up a second factor')
  const app = new App(secret)
  await page.fill('#first-code', await app.next(page))
  await press(page, '启用')
  await page.getByRole('heading', { name: '请保存恢复码' }).waitFor()
  await tale.look(page, 'recovery codes')
  const codes = await page.locator('.recovery code').allInnerTexts()
  const file = readFileSync(await downloaded(page, tale.folder, `codes-${username}.txt`, () => press(page, '下载')), 'utf8')
  assert.ok(file.includes(username) && codes.length === 10 && codes.every((one) => file.includes(one)))
  await press(page, '已保存，继续')
  return { app, codes }
}
async function entering(tale, size, who = WHO) {
  const page = await tale.stranger(size, `${who}@${size}`)
  const { username, password } = tale.people[who]
  await signIn(page, tale.base, page.way, username, password)
  return page
}
async function enter(page, code) {
  await page.fill('#code', code)
  await press(page, '验证')
}

/** The token of before is asleep; a report token is made by a session that gave its code. */
async function atTheDesk(tale, app) {
  const page = await entering(tale, 'desktop')
  await enter(page, '000000')
  await page.getByRole('alert').waitFor()
  await tale.look(page, 'a wrong code')
  await enter(page, await app.next(page))
  await says(page, `${tale.people[WHO].name}，您好`)
  await open(page, '访问令牌')
  await row(page, '旧的报表').getByText('暂不能用').waitFor()
  await made(tale, page, '新建报表连接', '学院看板')
  await field(page, '连接地址').waitFor()
  assert.match(await field(page, '连接地址').inputValue(), /^postgresql:/)
  await tale.look(page, 'a new report token')
  await press(page.getByRole('region', { name: '报表连接', exact: true }).first(), '已保存，不再显示')
  await row(page, '学院看板').getByText('有效', { exact: true }).waitFor()
  await tale.look(page, 'tokens asleep and awake')
  await press(row(page, '旧的报表'), '撤销旧的报表')
  await answer(page, '撤销')
  await row(page, '旧的报表').getByText('已撤销').waitFor()
  await page.context().close()
}

async function onThePhone(tale, app, recovery) {
  for (const [code, left, name] of [[await app.next(await tale.phone('student')), 10, 'second factor and sign-ins'], [recovery, 9, 'after a recovery code']]) {
    const page = await entering(tale, 'phone')
    await page.locator('#code').waitFor()
    await tale.look(page, 'a code is wanted')
    await enter(page, code)
    await page.getByRole('link', { name: '我的' }).click()
    await page.getByRole('link', { name: '登录安全' }).click()
    await page.getByText(`还有 ${left} 个恢复码`).waitFor()
    await tale.look(page, name)
    await page.context().close()
  }
}

/** R16.3: the student takes out their own data, and asks for a correction of a result. */
async function asks(tale) {
  const page = await tale.phone('student')
  await page.getByRole('link', { name: '我的' }).click()
  const file = await downloaded(page, tale.folder, 'own-data.zip', () => page.getByRole('link', { name: '下载本人数据' }).click())
  assert.equal(readFileSync(file).subarray(0, 2).toString(), 'PK')
  await tale.look(page, 'own')
  await page.getByRole('link', { name: '成绩', exact: true }).click()
  await page.getByRole('link', { name: '结果有误？申请更正' }).first().click()
  await tale.look(page, 'asking for a correction')
  const what = '德育少计了一项奖励'
  await writes(page, { what, correction: '加上该项奖励', reason: '证书已交辅导员' })
  await tale.look(page, 'correction requests that wait')
  await page.getByRole('link', { name: '申请更正' }).click()
  await writes(page, { what: '姓名用了异体字', correction: '以身份证为准', reason: '入学登记时写错' })
  return what
}
async function writes(page, texts) {
  for (const [name, text] of Object.entries(texts)) await page.fill(`[name=${name}]`, text)
  await press(page, '提出申请')
  await page.locator('[data-correction]', { hasText: texts.what }).getByText('待答复').waitFor()
}

/** The home page says that somebody waits; classmates and other offices find nothing. */
async function answers(tale, what) {
  const page = await tale.desk('collegeAdmin')
  await page.goto(tale.base)
  await page.getByRole('link', { name: /件更正申请待答复/ }).click()
  await row(page, what).waitFor()
  await press(row(page, what), `答复${tale.people.student.name}的更正申请`)
  await tale.look(page, 'answering a correction request')
  await page.fill('#answer-text', '奖励不在本学年，按规定不计入')
  await dialog(page).getByText('不予更正').click()
  await press(dialog(page), '答复')
  await says(page, '已答复，申请人可以看到')
  await open(page, '更正申请')
  await row(page, what, '不予更正').waitFor()
  await tale.look(page, 'correction requests')
  await tale.denied(await tale.desk('counsellor'), '/corrections', '无权查看此项')
}

/** The same people answer on the phone: what waits longest stands first. */
async function answersOnThePhone(tale) {
  const page = await tale.phone('collegeAdmin')
  await page.getByRole('link', { name: /件更正申请待答复/ }).click()
  const first = page.locator('[data-correction]').first()
  await first.getByText('民族登记有误').waitFor()
  await tale.look(page, 'correction requests to answer')
  await press(first, `答复${tale.people.student.name}的更正申请`)
  await first.locator('[name=answer]').fill('已随名册更正')
  await tale.look(page, 'answering a correction request')
  await press(first, '答复')
  await page.getByText('民族登记有误').waitFor({ state: 'detached' })
  await press(page, '全部')
  await page.locator('[data-correction]', { hasText: '已随名册更正' }).getByText('已更正').waitFor()
  await tale.look(page, 'correction requests')
}

async function reads(tale) {
  const page = await tale.phone('student')
  await page.reload()
  for (const words of ['奖励不在本学年，按规定不计入', '已随名册更正']) await page.getByText(words).waitFor()
  await press(page.locator('[data-correction]', { hasText: '待答复' }).first(), '撤回')
  await press(page.getByRole('alertdialog'), '撤回')
  await page.getByText('已撤回').first().waitFor()
  await tale.look(page, 'own corrections')
}

/** R16.1: another server of the same school demands it, so the next sign-in sets it up first; nothing else opens before. */
async function whereItIsDemanded({ browser, demanding, people, folder, visited, troubles, chapter }) {
  const strict = new Tale(browser, demanding, { people, folder, visited, troubles, chapter })
  const page = await entering(strict, 'phone', 'headTeacher')
  await page.goto(`${demanding}/m/own`)
  await page.getByText('您的角色须使用两步验证').waitFor()
  await scans(strict, page, people.headTeacher)
  await page.getByRole('heading', { name: people.headTeacher.name }).waitFor()
  await strict.look(page, 'in by the second factor')
  await page.context().close()
}
