/** A scheme's text as a tree, and how far students move by a draft (R11.3, R11.8). */
import { expect, test } from 'vitest'
import { bandsOf } from '../console/screens/schemes/moving'
import { isNumber, outlineOf, sectionsOf, type Entry } from '../console/screens/schemes/outline'

const TEXT = `# 说明
title: 甲
inputs:
  学业: academicScore
  "体测": {from: column, max: 100} # 满分
parts: {}
qualities:
  overall:
    score: {sum: [学业, {share: 体测, ratio: 0.6}]}
    levels:
      - level: 优秀
        atLeast: 90
      - {level: 合格}
`
const all = (entries: readonly Entry[]): Entry[] => entries.flatMap((one) => [one, ...all(one.inside)])

test('the tree knows the place of every entry, in blocks and in braces', () => {
  const outline = outlineOf(TEXT)
  expect(sectionsOf(outline).map((one) => [one.key, one.inside.map(({ key }) => key)])).toEqual([['inputs', ['学业', '体测']], ['qualities', ['overall']]])
  for (const one of all(outline)) {
    if (one.value) expect(TEXT.slice(one.from, one.to)).toContain(one.value)
    if (one.key) expect(TEXT.slice(one.at).replace('"', '').startsWith(one.key)).toBe(true)
  }
  const numbers = all(outline).filter(({ value }) => isNumber(value))
  expect(numbers.map(({ key, value }) => [key, value])).toEqual([['max', '100'], ['ratio', '0.6'], ['atLeast', '90']])
  const { from, to } = numbers[1]!
  expect(TEXT.slice(0, from) + '0.7' + TEXT.slice(to)).toBe(TEXT.replace('0.6', '0.7'))
})

test('a text that is not whole yet has the tree that can be read', () => {
  for (let end = 0; end <= TEXT.length; end += 3) expect(() => outlineOf(TEXT.slice(0, end))).not.toThrow()
  expect(outlineOf('')).toEqual([])
})

test('moves stand in bands, the furthest up first, and all students are counted', () => {
  const bands = bandsOf([{ places: 30, students: 1 }, { places: 4, students: 2 }, { places: 0, students: 5 }, { places: -1, students: 3 }])
  expect(bands[0]).toEqual({ key: 'up 21', title: '上升 21 名以上', values: [1] })
  expect(bands.flatMap(({ values }) => values).reduce((one, other) => one + other)).toBe(11)
  expect(bandsOf([{ places: 0, students: 2 }])).toEqual([{ key: 'still', title: '名次不变', values: [2] }])
})
