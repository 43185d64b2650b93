import { expect, test } from 'vitest'
import { tooLarge } from '../console/parts/chosen'
import { yearless } from '../console/screens/courses/years'
import { outcomeInWords } from '../console/screens/operations/outcomes'

test('a computation that was held back says of how many classes (R15.3)', () => {
  const outcome = { classIds: ['1', '2'], studentCount: 40, heldBack: { 3: 2, 4: 1 } }
  expect(outcomeInWords(outcome)).toBe('2 个班级，40 名学生，2 个班级暂不更新')
  expect(outcomeInWords({ ...outcome, heldBack: {} })).toBe('2 个班级，40 名学生')
})

test('a file is too large by what its disk says, and several are together', () => {
  const most = 10 * 1024 * 1024
  expect(tooLarge([{ size: 13 * 1024 * 1024 }], most)).toBe('文件过大（13 MB），最多 10 MB')
  expect(tooLarge([{ size: most + 1 }], most)).toBe('文件过大（10.1 MB），最多 10 MB')
  expect(tooLarge([{ size: most }], most)).toBe('')
  expect(tooLarge([{ size: most }, { size: most }], most)).toBe('文件过大（共 20 MB），最多 10 MB')
  expect(tooLarge([{ size: 65 * 1024 }], 64 * 1024)).toBe('文件过大（65 KB），最多 64 KB')
  expect(tooLarge([{ size: 1e9 }], undefined)).toBe('')
})

test('an academic year is missing, or is written otherwise', () => {
  expect(['', ' ', '2024', '2024-2026', '2024-2025'].map(yearless)).toEqual(['请选择学年', '请选择学年', '学年应写作 2018-2019', '学年应写作 2018-2019', ''])
})
