import { SHEET_OF_ROSTER } from '@shared/words'

/** What an operation's outcome counts, in words and in this order; what else it names is for programs. */
const COUNTED: Record<string, string> = {
  rowCount: '共 {} 行', created: '新增 {}', updated: '更新 {}', replaced: '替换 {}', unchanged: '未变 {}', retired: '停用 {}',
  studentCount: '{} 名学生', problemCount: '{} 处有误',
}
const SILENT_AT_ZERO = ['problemCount', 'retired']

/** "共 100 行，新增 100"; the sheets of a roster one by one. */
export function outcomeInWords(outcome: unknown): string {
  if (!outcome || typeof outcome !== 'object') return ''
  const told = outcome as Record<string, unknown>
  const sheets = Array.isArray(told.counts) ? (told.counts as Record<string, unknown>[]) : []
  const counts = Object.entries(COUNTED).flatMap(([name, words]) => {
    const value = told[name]
    return typeof value === 'number' && (value || !SILENT_AT_ZERO.includes(name)) ? [words.replace('{}', String(value))] : []
  })
  const classes = Array.isArray(told.classIds) ? [`${told.classIds.length} 个班级`] : []
  const held = told.heldBack && typeof told.heldBack === 'object' ? Object.keys(told.heldBack).length : 0
  if (held) counts.push(`${held} 个班级暂不更新`)
  return [...classes, ...counts, ...sheets.map(sheetInWords)].join('，')
}

const sheetInWords = (sheet: Record<string, unknown>): string =>
  `${SHEET_OF_ROSTER[sheet.sheet as keyof typeof SHEET_OF_ROSTER] ?? ''}新增 ${String(sheet.created)}、更新 ${String(sheet.updated)}`
