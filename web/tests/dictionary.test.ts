// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformWithOxc } from 'vite'
import { compileScript, parse } from 'vue/compiler-sfc'
import { expect, test } from 'vitest'
import { dictionary, translated } from '../bundling/english'

const WEB = join(import.meta.dirname, '..')

const written = ['console', 'mini', 'shared']
  .flatMap((page) => readdirSync(join(WEB, page), { recursive: true, encoding: 'utf8' }).map((path) => join(page, path)))
  .filter((path) => /\.(vue|ts)$/.test(path) && !path.includes('/generated/'))

/** As the build compiles it: a component with its template within its script. */
function scripted(path: string): string {
  const source = readFileSync(join(WEB, path), 'utf8')
  if (!path.endsWith('.vue')) return source
  const { descriptor } = parse(source.includes('<script') ? source : `<script setup>;</script>${source}`, { filename: join(WEB, path) })
  return compileScript(descriptor, { id: path, inlineTemplate: true }).content
}

test('the dictionary has every word of both pages: else their build ends', async () => {
  const words = dictionary()
  const missing = new Set<string>()
  for (const path of written) {
    const { code } = await transformWithOxc(scripted(path), `${path}.ts`, { lang: 'ts', target: 'esnext' })
    translated(code, words, missing)
  }
  expect([...missing]).toEqual([])
})
