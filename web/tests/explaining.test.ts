import { expect, test } from 'vitest'
import { calculationOf, partsOf, type ResultStep } from '@shared/explaining'

const STEPS: ResultStep[] = [
  { name: '评议', value: '90.68', calculation: '90.68', uses: [] }, { name: '德育', value: '12', calculation: '评议 90.68（0–100 → 0–15） = 12', uses: [0] },
  { name: '德育', code: 'moral', value: '20.00', calculation: '德育 12 + 8 = 20', uses: [1] },
  { name: '总分', code: 'overall', value: '≈62.408', calculation: '德育 20 × 40% + 评议 90.68 × 60% = 62.408', uses: [2, 0] },
  { name: '思想', value: null, calculation: null, uses: [] },
]

test('a step opens to those that its calculation uses, in its order, also where a part is called as a quality is', () => {
  expect(STEPS.map((one) => partsOf(one, STEPS).map((part) => STEPS.indexOf(part)))).toEqual([[], [0], [1], [2, 0], []])
})
test('an input whose calculation is its value has none', () => {
  expect(STEPS.slice(0, 2).map(calculationOf)).toEqual(['', '评议 90.68（0–100 → 0–15） = 12'])
})
