/**
 * Hands requests on to a served API, with the text of a trusted document in place of its id: so the pages run from
 * their sources, or built, before any API knows their documents. For development alone.
 */
import { existsSync, readFileSync } from 'node:fs'
import http from 'node:http'

export const API = process.env.ZONGCE_URL ?? 'http://127.0.0.1:8000'
const ID = /"documentId":"(sha256:[0-9a-f]{64})"/

/** @param {string} path @returns {Record<string, string>} */
const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {})

/**
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 * @param {string} documents where the ids and texts are
 */
export async function forward(request, response, documents) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const known = read(documents)
  const sent = Buffer.concat(chunks).toString('latin1').replace(ID, (whole, id) =>
    known[id] ? `"query":${JSON.stringify(known[id])}` : whole)
  const body = Buffer.from(sent, 'latin1')
  const headers = { ...request.headers, 'content-length': String(body.length) }
  delete headers['transfer-encoding']
  const asked = http.request(new URL(request.originalUrl ?? request.url ?? '/', API), { method: request.method, headers })
  asked.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  asked.on('error', () => response.writeHead(502).end(`没有接口 | no API at ${API}`))
  response.on('close', () => asked.destroy())
  asked.end(body)
}
