import { expect, test } from 'vitest'
import { banded } from '@console/screens/academic/bands'
import { useDrafts } from '@console/screens/courses/drafts'
import { misread } from '@console/decimals'
import type { CountedCourseFragment } from '@console/generated/graphql'

test('scores fall into bands that hold their lower end, and empty bands between them stand too', () => {
  const { bands, scored, unscored } = banded(['80.00', '84.99', '95.50', '12.00', '39.99', null])
  expect(bands.map((one) => [one.title, one.count]).filter(([, count]) => count)).toEqual([['40 以下', 2], ['80–85', 2], ['95–100', 1]])
  expect(bands.map((one) => one.title)).toContain('85–90')
  expect([scored, unscored]).toEqual([5, 1])
  expect(banded([null])).toEqual({ bands: [], scored: 0, unscored: 1 })
})

const course = (given: Partial<CountedCourseFragment>) => ({ id: '1', counted: true, locked: false, adjustment: null, ...given }) as CountedCourseFragment

test('an adjustment that was taken back is no draft any more', () => {
  const drafts = useDrafts()
  drafts.change(course({}), { counted: false })
  expect(drafts.input()).toEqual([{ courseScoreId: '1', counted: false, ratio: null }])
  drafts.change(course({}), { counted: true })
  expect(drafts.count.value).toBe(0)
})

test('a ratio is asked for only where it is adjusted, and never of a failed course', () => {
  const drafts = useDrafts()
  drafts.change(course({}), { adjusted: true, ratio: ' 0.05 ' })
  drafts.change(course({ id: '2', locked: true }), { adjusted: true, ratio: '0.05' })
  expect(drafts.input()).toEqual([{ courseScoreId: '1', counted: true, ratio: '0.05' }])
  drafts.change(course({}), { ratio: '0.123' })
  expect(drafts.unreadable.value).toBe(true)
})

test('what the API could not read as a decimal is said beside the input', () => {
  expect(['', '0.1', ' 12 ', '88.50'].map(misread)).toEqual(['', '', '', ''])
  expect(['0.123', 'a', '1.', '1,5'].every(misread)).toBe(true)
})
