import { readFileSync } from 'node:fs'
import MagicString from 'magic-string'
import { parseAst, type Plugin } from 'vite'

/** What is written in Chinese characters or with Chinese punctuation. */
const CHINESE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/
const OURS = /\/web\/(console|mini|shared)\/(?!generated\/)/
const EDGES = /^(\s*)([\s\S]*?)(\s*)$/

/** By the Chinese, with `{0}`, `{1}` … for what is put in; null for a word that is data and stays. */
export type Dictionary = Record<string, string | null>
interface Node { type: string; start: number; end: number }
type Piece = string | Node

export const dictionary = (): Dictionary => JSON.parse(readFileSync(new URL('../english.json', import.meta.url), 'utf8'))

/**
 * The English page is the Chinese one with its words exchanged while it is built: each text of the code, a template or
 * a sum of texts counts as one sentence. A word that the dictionary lacks ends the build.
 */
export function english(words: Dictionary = dictionary()): Plugin {
  const missing = new Set<string>()
  return {
    name: 'zongce:english',
    enforce: 'post',
    transformIndexHtml: (html) => html
      .replace('lang="zh-CN"', 'lang="en"')
      .replace(/>([^<>]+)</g, (whole, text: string) => (CHINESE.test(text) ? `>${inEnglish(text, words, missing)}<` : whole)),
    transform: (code, id) => (OURS.test(id) && CHINESE.test(code) ? translated(code, words, missing) : null),
    buildEnd() {
      if (missing.size) this.error(`english.json lacks ${missing.size}:\n${JSON.stringify([...missing].sort(), null, 2)}`)
    },
  }
}

export function translated(code: string, words: Dictionary, missing: Set<string>): string {
  const text = new MagicString(code)
  /** Returns the English source of an expression whose texts were exchanged within. */
  const within = (node: Node): string => {
    visit(node)
    return text.slice(node.start, node.end)
  }
  const exchange = (node: Node, pieces: Piece[]): void => {
    const holes = pieces.filter((one): one is Node => typeof one !== 'string')
    let number = 0
    const chinese = pieces.map((one) => (typeof one === 'string' ? one : `{${number++}}`)).join('')
    const found = inEnglish(chinese, words, missing)
    if (found === chinese) return holes.forEach(visit)
    const sources = holes.map(within)
    const parts = found.split(/\{(\d+)\}/)
    const source = parts.length === 1
      ? JSON.stringify(found)
      : `\`${parts.map((part, at) => (at % 2 ? `\${${sources[Number(part)]}}` : part.replace(/[\\`]|\$\{/g, '\\$&'))).join('')}\``
    text.overwrite(node.start, node.end, source)
  }
  const visit = (node: Node): void => {
    const pieces = piecesOf(node)
    if (pieces?.some((one) => typeof one === 'string' && CHINESE.test(one))) return exchange(node, pieces)
    for (const [name, value] of Object.entries(node)) {
      if (isName(node, name)) continue
      for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) visit(one)
    }
  }
  visit(parseAst(code) as unknown as Node)
  return text.toString()
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** The name of a property is no text. */
const isName = (node: Node & { computed?: boolean }, part: string): boolean =>
  part === 'key' && node.type === 'Property' && !node.computed

/** The texts of a sentence and what is put in between, or null for what is none. */
function piecesOf(node: Node): Piece[] | null {
  const one = node as Node & { value?: unknown; operator?: string; left: Node; right: Node; quasis: { value: { cooked: string } }[]; expressions: Node[] }
  if (one.type === 'Literal') return typeof one.value === 'string' ? [one.value] : null
  if (one.type === 'TemplateLiteral') return one.quasis.flatMap((quasi, at) => [quasi.value.cooked, ...(one.expressions[at] ? [one.expressions[at]] : [])])
  if (one.type !== 'BinaryExpression' || one.operator !== '+') return null
  const left = piecesOf(one.left) ?? [one.left]
  const right = piecesOf(one.right) ?? [one.right]
  return [...left, ...right]
}

function inEnglish(chinese: string, words: Dictionary, missing: Set<string>): string {
  const [, before = '', sentence = '', after = ''] = EDGES.exec(chinese) ?? []
  const found = words[sentence]
  if (found === undefined) missing.add(sentence)
  return found == null ? chinese : before + found + after
}
