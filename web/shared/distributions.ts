interface Band { lowest: string; below: string; people: number; gradePeople?: number | null }
export interface Spread { people?: number | null; gradePeople?: number | null; bands: readonly Band[] }

export interface BarsOf {
  caption: string
  head: string
  series: string[]
  rows: { key: string; title: string; values: number[] }[]
  of?: 'column' | 'row'
}

const PLACE = ['collegeId', 'majorId', 'grade', 'classId']
/** The part of a list's filter that chooses whole classes: nothing else is counted by (R8.8). */
export const placeOf = (filter: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(filter).filter(([name]) => PLACE.includes(name)))

const whole = (score: string) => score.replace(/\.00$/, '')
export const bandOf = (band: Band): string => `${whole(band.lowest)}–${whole(band.below)}`

/** What the bars of a distribution show; null where it counts nobody (R8.8). */
export function barsOf(found: Spread, title: string): BarsOf | null {
  if (!found.people) return null
  const compared = found.gradePeople != null
  const most = found.bands.reduce((one, other) => (other.people > one.people ? other : one))
  const who = compared ? `本班 ${found.people} 人，全年级 ${found.gradePeople} 人` : `${found.people} 人`
  return {
    caption: `${title}：${who}；人数最多的是 ${bandOf(most)}（${most.people} 人）。每段含下限、不含上限`,
    head: '分数段',
    series: compared ? ['本班人数', '全年级人数'] : ['人数'],
    rows: found.bands.map((one) => ({
      key: one.lowest, title: bandOf(one), values: compared ? [one.people, one.gradePeople ?? 0] : [one.people],
    })),
    of: 'column',
  }
}

interface Day { day: string; submitted: number; soFar: number }

/** What the bars of the days show; null without any ballot or class that is counted. */
export function barsOfDays(found: { students?: number | null; days: readonly Day[] }): BarsOf | null {
  const last = found.days.at(-1)
  if (!found.students || !last) return null
  return {
    caption: `互评逐日提交：应提交 ${found.students} 份，至 ${last.day} 已提交 ${last.soFar} 份`,
    head: '日期',
    series: ['当天提交', '累计提交'],
    rows: found.days.map((one) => ({ key: one.day, title: one.day, values: [one.submitted, one.soFar] })),
  }
}

interface Level { quality: { code: string }; level: string; people: number }
interface Group { college?: { id: string; name: string } | null; schoolClass?: { id: string; name: string } | null; people: number; counts: readonly Level[] }

/** What the bars of one quality's levels show, by college or class; null without any. `order` are the batch's levels. */
export function barsOfLevels(groups: readonly Group[], quality: string, title: string, order: readonly string[]): BarsOf | null {
  const [first] = groups
  if (!first) return null
  const rows = groups.map((group) => {
    const counts = group.counts.filter((one) => one.quality.code === quality)
    return { group, counts: new Map(counts.map((one) => [one.level, one.people])) }
  })
  const levels = [...new Set([...order, ...rows.flatMap((row) => [...row.counts.keys()])])].filter((level) => rows.some((row) => row.counts.has(level)))
  return {
    caption: `${title}的等次：${levels.map((level) => `${level} ${rows.reduce((sum, row) => sum + (row.counts.get(level) ?? 0), 0)} 人`).join('，')}`,
    head: first.schoolClass ? '班级' : '学院',
    series: levels,
    rows: rows.map(({ group, counts }) => {
      const of = group.schoolClass ?? group.college
      return { key: of?.id ?? '', title: `${of?.name ?? ''}（${group.people} 人）`, values: levels.map((level) => counts.get(level) ?? 0) }
    }),
    of: 'row',
  }
}

/** Why there is nothing to look at (R8.8). */
export const NOT_COUNTED = '没有可统计的数据。不足 5 人的班级不统计'
