/** How numbers, days and moments are written, the same on both pages. The API's decimals stay as they come. */
export const NOTHING = '—'

/** "91.20" as it came; never a number, never 0 for what is not there. */
export const decimal = (value: string | null | undefined): string => value ?? NOTHING

/** "95" of "95.00", "92.5" of "92.50": in a form, where one would type no more. */
export const short = (value: string | null | undefined): string => (value?.includes('.') ? value.replace(/\.?0+$/, '') : value ?? '')

/** "2/5" */
export const rank = (value: { label: string } | null | undefined): string => value?.label ?? NOTHING

/** "40%" of "40.00" */
export const percent = (value: string | null | undefined): string =>
  value == null ? NOTHING : `${value.replace(/\.?0+$/, '')}%`

/** "2019-10-21", as the API and the manual write it */
export const day = (value: string | null | undefined): string => value ?? NOTHING

/** "2019-10-21 至 2019-12-20" */
export function days(window: { startsOn?: string | null; endsOn?: string | null } | null | undefined): string {
  return window?.startsOn ? `${window.startsOn} 至 ${day(window.endsOn)}` : NOTHING
}

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short',
})

/** "2019-09-11 17:31", on the school's clock wherever the reader is */
export const moment = (value: string | null | undefined): string =>
  value ? CLOCK.format(new Date(value)) : NOTHING

const SECONDS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })

/** "2019-09-11 17:31:05", where the order of what happened matters */
export const second = (value: string | null | undefined): string =>
  value ? SECONDS.format(new Date(value)) : NOTHING

/** "2018-2019学年" */
export const year = (value: string | null | undefined): string => (value ? `${value}学年` : NOTHING)

/** "2018级" */
export const grade = (value: number | null | undefined): string => (value ? `${value}级` : NOTHING)

export const yesNo = (value: boolean | null | undefined): string => (value == null ? NOTHING : value ? '是' : '否')

/** "23/40" */
export const outOf = (done: number | null | undefined, total: number | null | undefined): string =>
  done == null || total == null ? NOTHING : `${done}/${total}`

/** 57 of 23 and 40: for bars, never for a score. */
export const share = (done: number | null | undefined, total: number | null | undefined): number =>
  done && total ? Math.floor((100 * done) / total) : 0

/** "还剩 3 天"; the last day itself is included. */
export const daysLeft = (days: number | null | undefined): string =>
  days == null ? NOTHING : days > 0 ? `还剩 ${days} 天` : days === 0 ? '今天截止' : '已截止'
