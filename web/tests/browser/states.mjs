/**
 * What befalls a person at the console: a session that runs out, a network that goes and comes, another tab, an eager
 * mouse, a screen that is not for this person. Called and answering as walk.mjs; the first of the people can list students.
 */
import { readFileSync } from 'node:fs'
import { busy, launch, signIn, trying, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const [person] = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const browser = await launch()
const page = await visitor(browser, base, 'desktop', [])

const state = trying(page, visited, troubles)
const enter = async () => {
  await page.fill('input[name=username]', person.username)
  await page.fill('input[name=password]', person.password)
  await page.dblclick('button[type=submit]')
}
const at = (path) => page.waitForURL((url) => url.pathname === path)
const rows = () => page.waitForSelector('tbody td:not(:has(.waiting)):not([colspan])')

try {
  await state('wrong password', async () => {
    await page.goto(`${base}/sign-in`)
    await page.fill('input[name=username]', person.username)
    await page.fill('input[name=password]', 'not the password')
    await page.click('button[type=submit]')
    await page.waitForSelector('[role=alert]')
  })
  await signIn(page, base, '', person.username, person.password)
  await state('a session that ran out leads back', async () => {
    await page.goto(`${base}/students?size=10`)
    await rows()
    await page.context().clearCookies()
    await page.click('th button')
    await at('/sign-in')
    await enter()
    await at('/students')
    if (!page.url().includes('size=10')) throw new Error(`back at ${page.url()}`)
    await rows()
  })
  await state('offline is told, and what was asked comes by itself', async () => {
    await page.context().setOffline(true)
    await page.waitForSelector('.offline')
    await page.click('th:nth-of-type(2) button')
    await page.waitForSelector('.trouble[role=alert]')
    await page.context().setOffline(false)
    await page.waitForSelector('.offline', { state: 'detached' })
    await rows()
  })
  await state('a busy server is waited for, and what was asked comes by itself', async () => {
    const over = await busy(page, 2)
    await page.click('th:nth-of-type(2) button')
    await page.waitForSelector('.offline:has-text("自动重试")')
    await page.waitForSelector('.offline', { state: 'detached' })
    await rows()
    await over()
  })
  await state('an act that finds the server busy is sent again when the person says so, and nothing is typed twice', async () => {
    await page.goto(`${base}/password`)
    await page.fill('#old', 'not the password')
    await page.fill('#new', 'a new password 1')
    await page.fill('#again', 'a new password 1')
    const over = await busy(page, 1, { holding: 'a new password 1', seconds: 7 })
    await page.click('main button[type=submit]')
    await page.waitForSelector('.el-message-box:has-text("约 7 秒")')
    await page.click('.el-message-box button:has-text("重试")')
    await page.waitForSelector('.el-form-item__error, .refusals')
    if ((await page.inputValue('#old')) !== 'not the password') throw new Error('what was typed is lost')
    await over()
  })
  await state('a form in which something was typed is closed on purpose only', async () => {
    await page.goto(`${base}/tokens`)
    await page.click('button:has-text("新建访问令牌")')
    await page.fill('#token-form-name', '报表')
    await page.keyboard.press('Escape')
    await page.click('.el-message-box button:has-text("取消")')
    await page.waitForSelector('.el-message-box', { state: 'hidden' })
    if ((await page.inputValue('#token-form-name')) !== '报表') throw new Error('what was typed is lost')
    await page.mouse.click(5, 5)
    await page.click('.el-message-box button:has-text("放弃所填内容")')
    await page.waitForSelector('#token-form-name', { state: 'hidden' })
  })
  await state('who is not known for the moment is not signed out', async () => {
    const over = await busy(page, 99, { seconds: 60 })
    await page.goto(`${base}/students`)
    await page.waitForSelector('.trouble[role=alert]:has-text("系统繁忙")')
    if (new URL(page.url()).pathname !== '/students') throw new Error(`led to ${page.url()}`)
    await over()
    await page.click('.trouble button')
    await rows()
  })
  await state('a list without rows says so', async () => {
    await page.goto(`${base}/students?number=no-such-number`)
    await page.waitForSelector('td:has-text("没有符合条件的记录")')
  })
  await state('what is not for this person is refused in words', async () => {
    await page.goto(`${base}/accounts`)
    await page.waitForSelector('.trouble[role=alert]:has-text("无法查看")')
  })
  await state('an unknown address has a way home', async () => {
    await page.goto(`${base}/no-such-page`)
    await page.waitForSelector('main a:has-text("回到首页")')
  })
  const text = '.text .cm-content'
  const write = async (at, words) => {
    await at.click(text)
    await at.keyboard.press('Control+End')
    await at.keyboard.type(words)
  }
  const kept = async (at, version) => {
    await at.waitForSelector('aside:has-text("检查通过")')
    await at.click('.head button:has-text("保存")')
    await at.waitForSelector(`aside li:has-text("第 ${version} 版"):has-text("现行")`)
  }
  await state('a scheme begins with an example, and says while one writes what is wrong and where', async () => {
    await page.click('#menu a:has-text("评分方案")')
    await page.click('main button:has-text("从示例或其他批次开始")')
    await page.click('[role=dialog] button[aria-label="使用示例“手册的四项成绩”"]')
    await kept(page, 1)
    await write(page, '补充: 1\n')
    await page.click('aside button:has-text("补充")')
    await page.waitForSelector(`${text} .cm-lintRange-error, ${text} .cm-lintPoint-error`)
  })
  await state('who saves after somebody else is told of it, and keeps what was typed', async () => {
    const other = await page.context().newPage()
    await other.goto(page.url())
    await other.waitForSelector(text)
    await write(other, '# 他人的修改\n')
    await kept(other, 2)
    await other.close()
    await page.click(text)
    for (const key of ['Control+End', 'Shift+ArrowUp', 'Backspace']) await page.keyboard.press(key)
    await write(page, '# 我的修改\n')
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await page.waitForSelector('main [role=alert]:has-text("保存了第 2 版")')
    if (!(await page.textContent(text)).includes('我的修改')) throw new Error('what was typed is lost')
    await page.click('main [role=alert] button:has-text("保存我的文本")')
    await page.click('.el-message-box button:has-text("保存我的文本")')
    await page.waitForSelector('aside li:has-text("第 3 版"):has-text("现行")')
  })
  await state('signing out in one tab does so in the other', async () => {
    const other = await page.context().newPage()
    await other.goto(`${base}/students`)
    await other.waitForSelector('#menu a')
    await page.click('button:has-text("退出")')
    await at('/sign-in')
    await other.waitForURL((url) => url.pathname === '/sign-in')
    await enter()
    await at('/')
    await other.waitForURL((url) => url.pathname === '/students')
  })
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles }))
