/** The trusted documents of both pages in one list, each under the hash of its exact text: what the API answers. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const read = (page) => JSON.parse(readFileSync(new URL(`../${page}/generated/persisted-documents.json`, import.meta.url), 'utf8'))
const documents = { ...read('console'), ...read('mini') }
for (const [id, text] of Object.entries(documents)) {
  const hash = `sha256:${createHash('sha256').update(text).digest('hex')}`
  if (hash !== id) throw new Error(`${id} is not the hash of its text, which is ${hash}`)
}
const sorted = Object.fromEntries(Object.entries(documents).sort(([one], [other]) => (one < other ? -1 : 1)))
writeFileSync(new URL('../dist/documents.json', import.meta.url), JSON.stringify(sorted))
console.log(`dist/documents.json: ${Object.keys(sorted).length} documents`)
