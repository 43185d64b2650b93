/**
 * The user's manual: docs/manual/*.md as plain pages in dist/help, one for each chapter, their contents, and for each
 * role all of its chapters on one page, to print. `npm run build:manual` runs it. Pictures are those of the browser's
 * year, where it has been played (`make manual`); without them the pages have none.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import MarkdownIt from 'markdown-it'

const WEB = new URL('..', import.meta.url)
const SOURCES = new URL('../../docs/manual/', import.meta.url)
const PICTURES = new URL('../../build/pictures/', import.meta.url)
const BUILT = new URL('dist/help/', WEB)
const EVERYBODY = '所有人'

/** The chapters in their order: `01-start.md` is the chapter `start`; its front lines name its title and its roles. */
export const chapters = () => readdirSync(SOURCES).filter((file) => file.endsWith('.md')).sort().map((file) => {
  const [, front, text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(new URL(file, SOURCES), 'utf8')) ?? []
  if (!front) throw new Error(`${file} does not begin with its title and its roles`)
  const { title, roles } = Object.fromEntries(front.split('\n').map((line) => line.split(/: (.*)/)))
  return { name: file.slice(3, -3), title, roles: roles.split('、'), text }
})

/** The pictures by what the year calls them (`academic-counsellor-desktop-computed.png`), without the number, which changes as it grows. */
const taken = () => Object.fromEntries((existsSync(PICTURES) ? readdirSync(PICTURES) : []).map((file) => [file.replace(/-\d{3}-/, '-'), file]))

/** A chapter's text as HTML; `below` is how deep its headings stand under the one of the page. */
export function written(text, pictures, below = 0) {
  const markdown = new MarkdownIt()
  const { image } = markdown.renderer.rules
  markdown.renderer.rules.image = (tokens, at, ...rest) => {
    const name = `${decodeURI(tokens[at].attrGet('src')).replaceAll(' ', '-')}.png`
    if (!pictures[name]) return ''
    mkdirSync(new URL('pictures/', BUILT), { recursive: true })
    copyFileSync(new URL(pictures[name], PICTURES), new URL(`pictures/${name}`, BUILT))
    tokens[at].attrSet('src', `/help/pictures/${name}`)
    return image(tokens, at, ...rest)
  }
  const tokens = markdown.parse(text, {})
  for (const token of tokens.filter((one) => one.type.startsWith('heading'))) token.tag = `h${Number(token.tag[1]) + below}`
  return markdown.renderer.render(tokens, markdown.options, {}).replaceAll('<p></p>\n', '')
}

const page = (title, main, aside = '') => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · 综测使用手册</title>
<link rel="icon" href="/help/icon.svg" type="image/svg+xml">
<script src="/help/look.js"></script>
<link rel="stylesheet" href="/help/palette.css">
<link rel="stylesheet" href="/help/manual.css">
</head>
<body>
<header><a href="/help">综测使用手册</a></header>
<div class="body">
${aside}<main>
${main}</main>
</div>
</body>
</html>
`

const forWhom = (chapter) => `<p class="muted">适用角色：${chapter.roles.join('、')}</p>\n`

function build() {
  const all = chapters()
  const pictures = taken()
  const roles = [...new Set(all.flatMap((one) => one.roles))].filter((role) => role !== EVERYBODY)
  const write = (name, html) => writeFileSync(new URL(`${encodeURIComponent(name)}.html`, BUILT), html)
  const link = (one, now) => `<li><a href="/help/${one.name}"${one === now ? ' aria-current="page"' : ''}>${one.title}</a></li>`

  rmSync(BUILT, { recursive: true, force: true })
  mkdirSync(new URL('for/', BUILT), { recursive: true })
  for (const file of ['bundling/manual.css', 'shared/icon.svg', 'shared/look.js', 'shared/palette.css']) copyFileSync(new URL(file, WEB), new URL(basename(file), BUILT))
  for (const one of all) {
    const aside = `<nav aria-label="目录"><ol>\n${all.map((other) => link(other, one)).join('\n')}\n</ol></nav>\n`
    write(one.name, page(one.title, `<h1>${one.title}</h1>\n${forWhom(one)}${written(one.text, pictures)}`, aside))
  }
  for (const role of roles) {
    const own = all.filter((one) => one.roles.includes(role) || one.roles.includes(EVERYBODY))
    const texts = own.map((one) => `<article>\n<h2>${one.title}</h2>\n${written(one.text, pictures, 1)}</article>\n`)
    const html = page(role, `<h1>综测使用手册：${role}</h1>\n<p class="muted screen">共 ${own.length} 章，可用浏览器的打印功能打印，或存为 PDF。</p>\n${texts.join('')}`)
    writeFileSync(new URL(`for/${encodeURIComponent(role)}.html`, BUILT), html)
  }
  const printed = roles.map((role) => `<li><a href="/help?role=${encodeURIComponent(role)}">${role}</a></li>`)
  const contents = all.map((one) => `<li><a href="/help/${one.name}">${one.title}</a> <span class="muted">${one.roles.join('、')}</span></li>`)
  write('index', page('目录', `<h1>综测使用手册</h1>\n<ol>\n${contents.join('\n')}\n</ol>\n<h2>按角色打印</h2>\n<ul>\n${printed.join('\n')}\n</ul>\n`))
  console.log(`dist/help: ${all.length} chapters, ${roles.length} roles, ${existsSync(new URL('pictures/', BUILT)) ? readdirSync(new URL('pictures/', BUILT)).length : 0} pictures`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) build()
