/**
 * GraphiQL as each of the people finds it: the examples run, the schema explains itself, and what is withheld is refused
 * within the answer. Called and answering as walk.mjs; `withheld` says who meets such a refusal in the last example.
 */
import { readFileSync } from 'node:fs'
import { launch, settled, shot, signIn, visitor } from './driving.mjs'

const [base, file] = process.argv.slice(2)
const people = JSON.parse(readFileSync(file, 'utf8'))
const visited = []
const troubles = []
const ANSWER = '.result-window .view-lines'

/** An editor shows blanks that don't break, and only the lines that have room: a refusal stands at the end. */
const fits = ([place, wanted]) => new RegExp(wanted).test(document.querySelector(place)?.innerText.replaceAll('\u00a0', ' ') ?? '')

async function runs(page, title, wanted, { last = false } = {}) {
  await page.click(`.graphiql-tab button[title="${title}"]`)
  await page.click('.graphiql-execute-button')
  await page.waitForFunction(fits, [ANSWER, '"data": \{'])
  await page.click(ANSWER)
  await page.keyboard.press(last ? 'Control+End' : 'Control+Home')
  await page.waitForFunction(fits, [ANSWER, wanted])
  visited.push(`${page.label} ${title}`)
  await shot(page, `${page.label}-graphiql-${title}`)
}

async function explains(page) {
  await page.click('button[aria-label="Show Documentation Explorer"]')
  await page.click('.graphiql-doc-explorer a:has-text("Query")')
  await page.click('.graphiql-doc-explorer a:has-text("ratingItems")')
  await page.waitForSelector('.graphiql-doc-explorer:has-text("评分项目")')
  visited.push(`${page.label} documentation`)
  await shot(page, `${page.label}-graphiql-documentation`)
}

async function tries(browser, { label, username, password, withheld }) {
  const page = await visitor(browser, base, 'desktop', troubles)
  page.label = label
  try {
    await signIn(page, base, '', username, password)
    await page.goto(`${base}/graphiql`)
    await page.waitForSelector('.graphiql-query-editor .view-line')
    await settled(page)
    await runs(page, 'Classes', '"totalCount": [1-9]')
    await runs(page, 'OwnYears', '"viewer": \\{')
    await runs(page, 'BatchProgress', withheld ? '"code": "FORBIDDEN"' : '"participantsTotal": [1-9]', { last: withheld })
    await explains(page)
  } catch (wrong) {
    troubles.push(`${label} ${page.url()}: ${wrong.message.split('\n')[0]}`)
    await shot(page, `${label}-graphiql-trouble`)
  }
  await page.context().close()
}

const browser = await launch()
try {
  for (const person of people) await tries(browser, person)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ visited, troubles }))
