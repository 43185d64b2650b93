import { expect, test } from 'vitest'
import { grades, reached, withChosen, type Seen } from '../console/parts/choices'

const one = (id: string, college: string, major: string, grade: number) => ({ id, name: id, grade, college: { id: college }, major: { id: major } })
const few: Seen = { totalCount: 2, nodes: [one('1', 'info', 'cs', 2019), one('2', 'info', 'se', 2020)] }
const colleges = [{ id: 'info' }, { id: 'lang' }]

test('what leads to no class that one sees is not offered', () => {
  expect(reached(colleges, few, (each) => each.college.id)).toEqual([{ id: 'info' }])
  expect(reached([{ id: 'cs' }, { id: 'en' }], few, (each) => each.major.id)).toEqual([{ id: 'cs' }])
  expect(grades(few, null, 2026)).toEqual([2020, 2019])
  expect(grades(few, 2015, 2026)).toEqual([2020, 2019, 2015])
})

test('where there are more classes than one page nothing is left out', () => {
  const many = { ...few, totalCount: 900 }
  expect(reached(colleges, many, (each) => each.college.id)).toEqual(colleges)
  expect(reached(colleges, undefined, (each) => each.college.id)).toEqual(colleges)
  expect(grades(many, null, 2026)).toEqual([2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019])
})

test('the chosen class keeps its name whatever is looked for', () => {
  expect(withChosen([{ id: '1' }], { id: '9' })).toEqual([{ id: '9' }, { id: '1' }])
  expect(withChosen([{ id: '9' }], { id: '9' })).toEqual([{ id: '9' }])
  expect(withChosen([{ id: '1' }], null)).toEqual([{ id: '1' }])
})
