/** What the mini-page's screens weigh, the first ones and the rating sheet, gzipped: `npm run weigh`. More than 60 KB of script on a first screen is too much. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MOST = 60 * 1024
const folder = fileURLToPath(new URL('../dist/mini/', import.meta.url))
const names = readdirSync(folder)
const text = (name) => readFileSync(folder + name, 'utf8')
const gzipped = (name) => statSync(`${folder}${name}.gz`).size

/** A script and all that it imports at once, not what it imports later. */
function closure(name, seen = new Set()) {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const [, other] of text(name).matchAll(/(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g)) closure(other, seen)
  return seen
}

/** The build lists beside each later import what comes with it. */
function along(entry, screen) {
  const listed = /m\.f=\[([^\]]*)\]/.exec(text(entry))?.[1] ?? ''
  const files = [...listed.matchAll(/"([^"]+)"/g)].map(([, path]) => path.split('/').pop())
  const places = new RegExp(`import\\(\\s*["'\`]\\./${screen}["'\`]\\)[^[]*\\[([\\d,]*)\\]`).exec(text(entry))?.[1] ?? ''
  return places.split(',').filter(Boolean).map((place) => files[Number(place)])
}

const page = text('index.html')
const [look, entry] = [...page.matchAll(/src="[^"]*\/([\w-]+\.js)"/g)].map(([, name]) => name)
const sheets = [...page.matchAll(/href="[^"]*\/([\w-]+\.css)"/g)].map(([, name]) => name)
let heavy = false
for (const screen of ['MyYear', 'SignIn', 'Ballot']) {
  const chunk = names.find((name) => new RegExp(`^${screen}-.*\\.js$`).test(name))
  const scripts = [look, ...(chunk ? closure(chunk, closure(entry)) : closure(entry))]
  const styles = [...new Set([...sheets, ...(chunk ? along(entry, chunk) : []).filter((name) => name.endsWith('.css'))])]
  const sum = (files) => files.reduce((all, name) => all + gzipped(name), 0)
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
  heavy ||= screen !== 'Ballot' && sum(scripts) > MOST
  console.log(`${screen}: ${kilobytes(sum(scripts))} of script in ${scripts.length}, ${kilobytes(sum(styles))} of style in ${styles.length}, gzipped`)
}
if (heavy) {
  console.error(`more than ${MOST / 1024} KB of script`)
  process.exitCode = 1
}
