import { expect, test } from 'vitest'
import { changesIn, choicesOf, headingsOf, linesOf, ofColumns, type ReadColumn, type Told } from '@console/parts/importing/reading'

const WANTED = [
  { key: 'STUDENT_NUMBER', title: '学号' }, { key: 'SCORE', title: '成绩' }, { key: 'TEACHER', title: '授课教师', optional: true },
]
const read = (given: Partial<ReadColumn>): ReadColumn => ({ key: 'STUDENT_NUMBER', title: '学号', heading: '学生学号', letter: 'B', learnt: false, ...given })
const told = (columns: ReadColumn[], refusals: Told['refusals'] = [], passedOver: string[] = []): Told =>
  ({ numbers: { columns, passedOver }, refusals, dryRun: true })

test('what was not found stands in the table, too, so that it can be chosen', () => {
  const lines = linesOf(told([read({})]), WANTED)
  expect(lines.map((one) => [one.title, one.found?.heading ?? null])).toEqual([['学号', '学生学号'], ['成绩', null], ['授课教师', null]])
})

test('two columns for one meaning stand in one line, of which one is to be chosen', () => {
  const scores = [read({ key: 'SCORE', title: '成绩', heading: '成绩(百分制)', letter: 'F' }), read({ key: 'SCORE', title: '成绩', heading: '成绩(等级)', letter: 'G' })]
  const answer = told([read({}), ...scores], [{ code: 'DOUBLED_COLUMN', column: '成绩', message: '有 2 列都可能是“成绩”' }], ['序号'])
  const line = linesOf(answer, WANTED).find((one) => one.key === 'SCORE')
  expect(line?.found).toBeNull()
  expect(line?.several.map((one) => one.letter)).toEqual(['F', 'G'])
  expect(headingsOf(answer)).toEqual(['学生学号', '成绩(百分制)', '成绩(等级)', '序号'])
})

test('the same column of two sheets stands in two lines, and what is checked against the choice is not chosen', () => {
  const answer = told([read({ sheet: '学生' }), read({ sheet: '班长' }), read({ key: 'YEAR', title: '学年', heading: '学年' })])
  expect(linesOf(answer, [], true).map((one) => [one.several.length, one.fixed])).toEqual([[1, false], [1, false], [1, true]])
})

test('of a roster, whose sheets each have other columns, only what a refusal names is missing', () => {
  const refusal = { code: 'MISSING_COLUMN', message: '缺少 2 列：成绩、学分；已找到：授课教师' }
  expect(linesOf(told([read({})], [refusal]), WANTED, true).map((one) => one.title)).toEqual(['学号', '成绩'])
  expect(linesOf(told([read({})]), WANTED, true)).toHaveLength(1)
})

test('what is wrong in a row is not mended by choosing columns', () => {
  const refusals = [{ code: 'MISSING_VALUE', message: '缺少学分', row: 3 }, { code: 'MISSING_COLUMN', message: '缺少“成绩”列：应有 学号、成绩' }]
  expect(ofColumns(told([], refusals)).map((one) => one.code)).toEqual(['MISSING_COLUMN'])
})

test('a choice that was taken back is not sent', () => {
  expect(choicesOf({ SCORE: '总评', CREDIT: '' })).toEqual([{ key: 'SCORE', heading: '总评' }])
})

test('a row that changes says each column before and after, and a new one what it holds', () => {
  const values = [{ title: '年级', old: '2019', new: '2018' }, { title: '民族', old: null, new: '汉族' }]
  expect(changesIn({ values }, true)).toBe('年级 2019 → 2018，民族 空 → 汉族')
  expect(changesIn({ values }, false)).toBe('年级 2018，民族 汉族')
})
