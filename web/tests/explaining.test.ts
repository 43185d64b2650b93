import { expect, test } from 'vitest'
import { calculationOf, partsOf } from '@shared/explaining'

const STEPS = [
  { name: '评议', value: '90.68', calculation: '90.68' }, { name: '评议分', value: '12', calculation: '评议 90.68（0–100 → 0–15） = 12' },
  { name: '竞赛', value: '8', calculation: '数学建模 6；评议 2 不计 = 8' },
  { name: 'moral', value: '20.00', calculation: '评议分 12 + （竞赛 8，不高于 10） = 20' },
  { name: 'overall', value: '≈15.333333', calculation: 'moral 20 × 40% + 评议 90.68 × 60% = 15.3333' },
  { name: '思想', value: null, calculation: null },
]
const named = (name: string) => STEPS.find((one) => one.name === name)!
const parts = (name: string) => partsOf(named(name), STEPS).map((one) => one.name)

test('a step opens to those that its calculation mentions, in its order, and not to those whose name begins alike', () => {
  expect(parts('moral')).toEqual(['评议分', '竞赛'])
  expect(parts('评议分')).toEqual(['评议'])
  expect(parts('overall')).toEqual(['moral', '评议'])
  expect(parts('评议')).toEqual([])
  expect(parts('思想')).toEqual([])
})
test('qualities are called by their names, and an input whose calculation is its value has none', () => {
  expect(calculationOf(named('overall'), { moral: '德育' })).toBe('德育 20 × 40% + 评议 90.68 × 60% = 15.3333')
  expect(calculationOf(named('评议'), {})).toBe('')
})
