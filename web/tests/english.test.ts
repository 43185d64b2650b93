import { expect, test } from 'vitest'
import { translated } from '../bundling/english'

const WORDS = { '保存': 'Save', '共 {0} 条，已选 {1} 条': '{1} selected of {0}', '必修': null, '{0}打分': 'Rating by {0}', '班主任': 'the head teacher' }

function english(code: string): [string, string[]] {
  const missing = new Set<string>()
  return [translated(code, WORDS, missing), [...missing]]
}

test('a text is exchanged, with the blanks around it', () => {
  expect(english('x(" 保存 ")')).toEqual(['x(" Save ")', []])
})
test('a template and a sum are one sentence, whose parts may change places', () => {
  expect(english('x(`共 ${a} 条，已选 ${f(b)} 条`)')).toEqual(['x(`${f(b)} selected of ${a}`)', []])
  expect(english('x("共 " + t(a) + " 条，已选 " + b + " 条")')).toEqual(['x(`${b} selected of ${t(a)}`)', []])
})
test('what is put in is exchanged, too', () => {
  expect(english('x(`${k ? "班主任" : y}打分`)')).toEqual(['x(`Rating by ${k ? "the head teacher" : y}`)', []])
})
test('a word that is data stays, and so do the names of properties', () => {
  expect(english('x({ 必修: 1, "必修": "必修" })')).toEqual(['x({ 必修: 1, "必修": "必修" })', []])
})
test('what the dictionary lacks is named', () => {
  expect(english('x("撤销", `第 ${n} 页`)')[1]).toEqual(['撤销', '第 {0} 页'])
})
