const now = new Date().getFullYear()

/** The academic years that scores are brought in for, the newest first. */
export const YEARS = Array.from({ length: 6 }, (_, back) => `${now - back}-${now - back + 1}`)
export const TERMS = [1, 2]

/** What to say beside an academic year that is missing, or that was typed in another way. */
export function yearless(text: string): string {
  const [, first, second] = /^(\d{4})-(\d{4})$/.exec(text.trim()) ?? []
  if (first && Number(second) === Number(first) + 1) return ''
  return text.trim() ? '学年应写作 2018-2019' : '请选择学年'
}
