import { expect, test } from 'vitest'
import { scored, triedInWords, verdict } from '@shared/scores'

test('a score says what the file said wherever that is more than the number (R10.3)', () => {
  expect(scored({ score: '91.00', text: '91' })).toBe('91.00')
  expect(scored({ score: '91.00', text: '91.0' })).toBe('91.00')
  expect(scored({ score: '95.00', text: '优秀' })).toBe('95.00（优秀）')
  expect(scored({ score: '60.00', text: '60$' })).toBe('60.00（60$）')
  expect(scored({ score: '0.00', text: '缺考' })).toBe('0.00（缺考）')
  expect(scored({ score: null, text: '免修', undecided: false })).toBe('不计（免修）')
  expect(scored({ score: null, text: '缓考', undecided: true })).toBe('待定（缓考）')
})

test('a score that is withheld says nothing', () => {
  expect(scored({ score: null })).toBe('—')
  expect(scored({})).toBe('—')
})

const tried = [{ kind: 'FIRST', text: '58', points: '58.00', counts: false }, { kind: 'RESIT', text: '75', points: '75.00', counts: true }] as const

test('attempts that nobody can tell apart are all named (R10.5)', () => {
  const clash = [{ ...tried[0], text: '60' }, { ...tried[0], text: '75' }]
  expect(scored({ score: null, text: '60', undecided: true, attempts: clash })).toBe('待定（60、75）')
  expect(scored({ score: '75.00', text: '75', attempts: tried })).toBe('75.00')
  expect(triedInWords(tried)).toBe('初修 58，补考 75（计入）')
})

test('a decision is told in words', () => {
  expect(verdict({ outcome: 'POINTS', points: '62.00' })).toBe('计 62 分')
  expect(verdict({ outcome: 'ZERO' })).toBe('记 0 分（不及格）')
  expect(verdict({ outcome: 'LEFT_OUT' })).toBe('不计入')
})
