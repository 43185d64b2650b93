import { expect, test } from 'vitest'
import { leftInWords, windowsInWords } from '@shared/windows'

const school = { owner: 'SCHOOL', startsOn: '2026-11-01', endsOn: '2026-12-31' } as const
const own = { owner: 'MONITOR', startsOn: null, endsOn: null } as const

test('the days that are left are told, and the last one by its name', () => {
  expect([3, 0, null, -1].map(leftInWords)).toEqual(['还剩 3 天', '今天截止', '', ''])
})

test('the narrowest window comes first, and one that is not set says so', () => {
  expect(windowsInWords({ windows: [school, own] })).toEqual(['班长调整时间 未设置', '学校起止时间 2026-11-01 至 2026-12-31'])
  expect(windowsInWords(null, { status: 'OPEN', startsOn: '2026-11-02', endsOn: '2026-11-30' })).toEqual(['学院起止时间 2026-11-02 至 2026-11-30'])
  expect(windowsInWords({ windows: [] })).toEqual([])
})
