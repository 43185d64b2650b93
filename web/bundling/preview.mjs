/** The built pages as the app serves them, in front of an API that may not know them yet: `npm run preview`. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { API, forward } from './forward.mjs'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const port = Number(process.env.PORT ?? 4173)
const SMALL = { br: '.br', gzip: '.gz' }
const KINDS = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2', '.png': 'image/png', '.json': 'application/json',
}

/** @param {string} path */
function fileFor(path) {
  const asset = /^\/assets\/(.*)/.exec(path)
  if (asset) return join(dist, normalize(`/${asset[1]}`))
  return join(dist, /^\/m(\/|$)/.test(path) ? 'mini' : 'console', 'index.html')
}

http.createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://any')
  if (/^\/(graphql|downloads|schema\.graphql|healthz|signin|help)/.test(pathname)) {
    return void forward(request, response, join(dist, 'documents.json'))
  }
  const file = fileFor(pathname)
  if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end()
  const accepted = request.headers['accept-encoding'] ?? ''
  const small = Object.keys(SMALL).find((name) => accepted.includes(name) && existsSync(file + SMALL[name]))
  response.writeHead(200, {
    'Content-Type': KINDS[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'",
    ...(small ? { 'Content-Encoding': small } : {}),
  })
  response.end(readFileSync(small ? file + SMALL[small] : file))
}).listen(port, () => console.log(`http://127.0.0.1:${port}/  http://127.0.0.1:${port}/m  → ${API}`))
