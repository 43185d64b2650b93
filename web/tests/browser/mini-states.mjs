/**
 * What befalls a student at the phone: other ways in, a server that is silent, a network that goes and comes, a session
 * that ends while marks are typed, another tab. Called and answering as walk.mjs; the first has a sheet to fill in.
 */
import { readFileSync } from 'node:fs'
import { busy, launch, trying, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const [person] = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const browser = await launch()
const page = await visitor(browser, base, 'phone', [])
const state = trying(page, visited, troubles)

const enter = async (password = person.password) => {
  await page.fill('[name=username]', person.username)
  await page.fill('[name=password]', password)
  await page.click('form button')
}
const sheet = async () => {
  await page.click('[data-ballot] a')
  await page.waitForSelector('[data-submit]')
  await page.click('.choice >> text=全表')
}
const first = () => page.locator('td[data-cell] input').first()

try {
  await state('other ways in, and back to the page that was wanted', async () => {
    const methods = [{ name: 'password', label: '', start: null }, { name: 'yiban', label: '易班', start: '/signin/yiban' }]
    await page.route('**/signin/methods', (route) => route.fulfill({ json: { methods } }))
    await page.goto(`${base}/m/results`)
    await page.waitForSelector('a.button[href="/signin/yiban?to=%2Fm%2Fresults"]')
    await enter('not the password')
    await page.waitForSelector('.refused')
    const over = await busy(page, 1, { seconds: 40, message: '登录的人太多，现在排队约需 40 秒。请在 40 秒后再试，密码无需更改。' })
    await enter()
    await page.waitForSelector('.refused:has-text("40 秒")')
    await over()
    await page.click('form button')
    await page.waitForURL('**/m/results')
  })
  await state('a silent server is asked again', async () => {
    await page.route('**/graphql', (route) => route.fulfill({ status: 502, body: '' }))
    await page.goto(`${base}/m`)
    await page.waitForSelector('[role=alert]')
    await page.unroute('**/graphql')
    await page.click('[role=alert] button')
    await page.waitForSelector('[data-ballot]')
  })
  await state('where one wanted to go without a network, one comes with it', async () => {
    await page.context().setOffline(true)
    await page.click('.tabs >> text=我的')
    await page.waitForSelector('.offline')
    await page.context().setOffline(false)
    await page.waitForURL('**/m/own')
  })
  await state('a mark that came after the session is kept, and saved after the next sign-in', async () => {
    await page.goto(`${base}/m`)
    await sheet()
    await page.context().clearCookies()
    const [low] = (await page.textContent('thead th:nth-child(2)')).match(/\d+(?=–)/)
    const value = String(Number(low) + ((await first().inputValue()) === `${Number(low) + 1}` ? 2 : 1))
    await first().fill(value)
    await first().blur()
    await page.waitForSelector('text=登录已失效')
    await enter()
    await page.waitForSelector('[data-state][data-kind=saved]')
    await page.click('.choice >> text=全表')
    if ((await first().inputValue()) !== value) throw new Error('the mark was lost')
  })
  await state('marks that find the server busy wait on the phone, and are saved by themselves', async () => {
    const over = await busy(page, 2, { holding: '"marks"' })
    const before = await first().inputValue()
    const [low] = (await page.textContent('thead th:nth-child(2)')).match(/\d+(?=–)/)
    const value = [Number(low) + 3, Number(low) + 4].map(String).find((one) => Number(one) !== Number(before))
    await first().fill(value)
    await first().blur()
    await page.waitForSelector('[data-state][data-kind=busy]')
    await page.waitForSelector('[data-state][data-kind=saved]')
    await over()
    await page.reload()
    await page.click('.choice >> text=全表')
    if (Number(await first().inputValue()) !== Number(value)) throw new Error('the mark was lost')
  })
  await state('signing out in one tab does so in the other', async () => {
    const other = await page.context().newPage()
    await other.goto(`${base}/m/results`)
    await other.waitForSelector('.tabs')
    await page.goto(`${base}/m/own`)
    await page.click('.out')
    await page.waitForSelector('[name=username]')
    await other.waitForSelector('[name=username]')
  })
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles }))
