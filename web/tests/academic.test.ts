import { expect, test } from 'vitest'
import { useDrafts } from '@console/screens/courses/drafts'
import { misread } from '@console/decimals'
import type { CountedCourseFragment } from '@console/generated/graphql'

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
