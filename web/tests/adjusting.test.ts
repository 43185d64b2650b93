import { expect, test } from 'vitest'
import { adjustmentsOf, draftOf, unreadable } from '../mini/screens/courses/adjusting'

const plain = { id: '1', counted: true, ratio: '0.10', defaultRatio: '0.10', locked: false }
const own = { id: '2', counted: true, ratio: '0.20', defaultRatio: '0.10', locked: false }
const failed = { id: '3', counted: true, ratio: '0.00', defaultRatio: '0.00', locked: true }

test('an own ratio stands in the form, the default does not', () => {
  expect([draftOf(plain), draftOf(own), draftOf(failed)].map((one) => one.ratio)).toEqual(['', '0.20', ''])
})

test('changed courses alone are sent; without a ratio the default holds', () => {
  const drafts = { 1: { counted: false, ratio: '' }, 2: { counted: true, ratio: '' }, 3: draftOf(failed) }
  expect(adjustmentsOf([plain, own, failed], drafts)).toEqual([
    { courseScoreId: '1', counted: false, ratio: null }, { courseScoreId: '2', counted: true, ratio: null },
  ])
})

test('a ratio that is no number can not be sent', () => {
  const told = ['', '0.2', '0.05', 'abc', '0.055', '.'].map((ratio) => unreadable({ counted: true, ratio }))
  expect(told).toEqual([false, false, false, true, true, true])
})
