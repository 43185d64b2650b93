import { decimal, grade, rank, year, yesNo } from '@shared/formats'
import { scoreOf, type Listed } from '@shared/qualities'
import type { ComprehensiveLibraryQuery, LibraryColumn } from '../../generated/graphql'
import type { Column } from '../../parts/columns'

export type Row = ComprehensiveLibraryQuery['comprehensiveResults']['nodes'][number]

const RANKED = 'QualityScore.gradeRank'

const OF_PERSON: Column<Row>[] = [
  { key: 'STUDENT_NUMBER', title: '学号', value: (row) => row.student.number, order: 'NUMBER', fixed: true },
  { key: 'STUDENT_NAME', title: '姓名', value: (row) => row.student.name, order: 'NAME', fixed: true },
  { key: 'ACADEMIC_YEAR', title: '学年', value: (row) => year(row.batch.academicYear), order: 'YEAR', first: 'DESC' },
  { key: 'BATCH', title: '批次', value: (row) => row.batch.name, optional: true },
  { key: 'COLLEGE', title: '学院', value: (row) => row.college.name, optional: true },
  { key: 'MAJOR', title: '专业', value: (row) => row.major.name, optional: true },
  { key: 'GRADE', title: '年级', value: (row) => grade(row.grade), optional: true },
  { key: 'SCHOOL_CLASS', title: '班级', value: (row) => row.schoolClass.name, order: 'CLASS' },
  { key: 'PARTICIPATING', title: '是否参评', value: (row) => yesNo(row.participating), optional: true },
]
const FAILED: Column<Row> = { key: 'HAS_FAILED_COURSE', title: '是否挂科', value: (row) => yesNo(row.hasFailedCourse) }

/** Where it comes from: computed results explain themselves. */
const SOURCE: Column<Row> = { key: 'SOURCE', title: '成绩来源', value: (row) => (row.participating ? (row.computed ? '按方案计算' : '导入') : ''), optional: true }

/** Score, level and ranks of one quality; shown until somebody chooses are those of the notice, and the grade's rank. */
function ofQuality({ code, name, overall, ...ranked }: Listed): Column<Row>[] {
  const order = (what: string) => (overall ? `OVERALL_${what}` : `QUALITY_${what}:${code}`)
  const key = (what: string) => `${code.toUpperCase()}_${what}`
  return [
    { key: key('SCORE'), group: name, title: '成绩', value: (row) => decimal(scoreOf(row, name)?.score), order: order('SCORE'), first: 'DESC', numeric: true },
    { key: key('LEVEL'), group: name, title: '等次', value: (row) => scoreOf(row, name)?.level },
    ...(ranked.rankedInClass ? [{ key: key('CLASS_RANK'), group: name, title: '班级排名', value: (row: Row) => rank(scoreOf(row, name)?.classRank), order: order('CLASS_RANK'), numeric: true, optional: !ranked.rankedInNotice }] : []),
    ...(ranked.rankedInGrade ? [{ key: key('GRADE_RANK'), group: name, title: '年级排名', value: (row: Row) => rank(scoreOf(row, name)?.gradeRank), order: order('GRADE_RANK'), numeric: true, guarded: RANKED }] : []),
  ]
}

/** Who did not take part has no scores. */
export const columnsOf = (qualities: readonly Listed[], without: boolean): Column<Row>[] =>
  [...OF_PERSON, ...(without ? [] : qualities.flatMap(ofQuality)), FAILED, SOURCE]

/** What a workbook may hold. Ranks come as numbers, too: Excel sorts these. */
export const EXPORTED: { value: LibraryColumn; title: string; guarded?: string }[] = [
  ...OF_PERSON.map((one) => ({ value: one.key as LibraryColumn, title: one.title })),
  { value: 'QUALITY_SCORE', title: '各项素质的成绩' },
  { value: 'QUALITY_LEVEL', title: '各项素质的等次' },
  { value: 'QUALITY_CLASS_RANK', title: '各项素质的班级排名' },
  { value: 'QUALITY_POSITION', title: '各项素质的班级名次' },
  { value: 'QUALITY_GRADE_RANK', title: '各项素质的年级排名', guarded: RANKED },
  { value: 'QUALITY_GRADE_POSITION', title: '各项素质的年级名次', guarded: RANKED },
  { value: 'CLASS_SIZE', title: '班级排名人数' },
  { value: 'GRADE_SIZE', title: '年级排名人数', guarded: RANKED },
  { value: 'HAS_FAILED_COURSE', title: FAILED.title },
]
/** The overall result alone, where somebody leaves the columns of every quality out. */
export const OF_OVERALL: typeof EXPORTED = [
  { value: 'OVERALL_SCORE', title: '综合测评成绩' },
  { value: 'OVERALL_LEVEL', title: '综合测评等次' },
  { value: 'OVERALL_CLASS_RANK', title: '综合测评班级排名' },
  { value: 'OVERALL_POSITION', title: '综合测评班级名次' },
  { value: 'OVERALL_GRADE_RANK', title: '综合测评年级排名', guarded: RANKED },
  { value: 'OVERALL_GRADE_POSITION', title: '综合测评年级名次', guarded: RANKED },
]
