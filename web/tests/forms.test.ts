import { expect, test } from 'vitest'
import { csvOf } from '@console/csv'
import { misdated, periodOf, windowOf } from '@console/periods'
import { levelsIn, nameOf, yearAfter } from '@console/screens/batches/drafts'
import { differing } from '@shared/passwords'
import { barred } from '@shared/steps'

test('a window that ends before it starts is told beside it, and both days stay (R1.2)', () => {
  expect(misdated(['2026-12-20', '2026-12-01'])).toBe('结束日期必须晚于开始日期')
  expect(misdated(['2026-12-01', '2026-12-01'])).toBe('结束日期必须晚于开始日期')
  expect([misdated(['2026-12-01', null]), misdated([null, '2026-12-01'])]).toEqual(['请填写结束日期', '请填写开始日期'])
  expect([misdated([null, null]), misdated(['2026-12-01', '2026-12-20'])]).toEqual(['', ''])
})

test('only a whole window is sent', () => {
  expect(windowOf(['2026-12-20', '2026-12-01'])).toBeNull()
  expect(windowOf(periodOf(null))).toBeNull()
  expect(windowOf(periodOf({ startsOn: '2026-12-01', endsOn: '2026-12-20' }))).toEqual({ startsOn: '2026-12-01', endsOn: '2026-12-20' })
})

test('a new batch follows the newest one, and never lies ahead of the present year', () => {
  const now = new Date('2026-11-30')
  expect(yearAfter('2024-2025', now)).toBe('2025-2026')
  expect(yearAfter('2026-2027', now)).toBe('2026-2027')
  expect(yearAfter(undefined, now)).toBe('2025-2026')
  expect([nameOf('2025-2026'), nameOf('')]).toEqual(['2025-2026学年综合测评', ''])
})

test('levels are read however they are set apart', () => {
  expect(levelsIn('优秀、良好，中等, 合格;不合格、')).toEqual(['优秀', '良好', '中等', '合格', '不合格'])
  expect(levelsIn('  ')).toEqual([])
})

test('why a notice or an approval is not possible yet is read from the steps (R1.7, R3.4)', () => {
  const college = { steps: [{ kind: 'NOTICE', state: 'BLOCKED', reason: '以下班级尚未提交：甲班' }, { kind: 'APPROVAL', state: 'CURRENT', reason: null }] }
  expect(barred(college, 'NOTICE')).toBe('以下班级尚未提交：甲班')
  expect([barred(college, 'APPROVAL'), barred({ steps: null }, 'NOTICE'), barred(undefined, 'NOTICE')]).toEqual([null, null, null])
})

test('a password that is typed twice in different ways is told once the second is as long', () => {
  expect(differing('correct horse', 'corre')).toBe('')
  expect(differing('correct horse', 'correct hors!')).toBe('两次输入的密码不一致')
  expect(differing('correct horse', 'correct horse')).toBe('')
})

test('a file of rows is read by Excel as it stands, and no cell as a formula', () => {
  expect(csvOf([['行', '原因'], [2, '姓名“甲,乙”与学号不符'], [3, '=1+1'], [null, '说"是"']])).toBe(
    '\ufeff行,原因\r\n2,"姓名“甲,乙”与学号不符"\r\n3,\'=1+1\r\n,"说""是"""\r\n')
})
