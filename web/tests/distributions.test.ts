import { expect, test } from 'vitest'
import { barsOf, barsOfDays, barsOfLevels, placeOf } from '@shared/distributions'

const band = (lowest: string, below: string, people: number, gradePeople: number | null = null) => ({ lowest, below, people, gradePeople })

test('a class stands beside its grade, and the caption says first what is seen (R8.8)', () => {
  const bars = barsOf({ people: 6, gradePeople: 16, bands: [band('80.00', '85.00', 2, 9), band('85.00', '90.00', 4, 7)] }, '学业成绩分布')!
  expect(bars.caption).toBe('学业成绩分布：本班 6 人，全年级 16 人；人数最多的是 85–90（4 人）。每段含下限、不含上限')
  expect(bars.series).toEqual(['本班人数', '全年级人数'])
  expect(bars.rows.map((one) => [one.title, ...one.values])).toEqual([['80–85', 2, 9], ['85–90', 4, 7]])
  expect(barsOf({ people: 6, bands: [band('80.00', '81.00', 6)] }, '评分成绩分布')!.series).toEqual(['人数'])
  expect(barsOf({ people: null, bands: [] }, '评分成绩分布')).toBeNull()
})

test('levels stand in the order of the batch, those that it no longer names last', () => {
  const count = (level: string, people: number, code = 'overall') => ({ quality: { code }, level, people })
  const groups = [
    { schoolClass: { id: '1', name: '计科1901' }, people: 5, counts: [count('良好', 4), count('甲', 1), count('优秀', 5, 'political')] },
    { schoolClass: { id: '2', name: '计科1902' }, people: 6, counts: [count('优秀', 6)] },
  ]
  const bars = barsOfLevels(groups, 'overall', '素质综合测评', ['优秀', '良好', '合格'])!
  expect([bars.series, bars.head, bars.of]).toEqual([['优秀', '良好', '甲'], '班级', 'row'])
  expect(bars.rows.map((one) => [one.title, ...one.values])).toEqual([['计科1901（5 人）', 0, 4, 1], ['计科1902（6 人）', 6, 0, 0]])
  expect(barsOfLevels([], 'overall', '素质综合测评', [])).toBeNull()
})

test('days say how many of how many have come', () => {
  const bars = barsOfDays({ students: 5, days: [{ day: '2019-10-20', submitted: 1, soFar: 1 }, { day: '2019-10-21', submitted: 3, soFar: 4 }] })!
  expect(bars.caption).toBe('互评逐日提交：应提交 5 份，至 2019-10-21 已提交 4 份')
  expect(bars.rows[1]!.values).toEqual([3, 4])
  expect(barsOfDays({ students: 5, days: [] })).toBeNull()
})

test('what is counted is chosen by place alone', () => {
  expect(placeOf({ classId: '1', number: '2019', undecided: true, grade: null })).toEqual({ classId: '1', grade: null })
})
