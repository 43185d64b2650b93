import { decimal, grade, rank, year, yesNo } from '@shared/formats'
import type { ComprehensiveLibraryQuery, LibraryColumn } from '../../generated/graphql'
import { titleOf, type Column } from '../../parts/columns'

export type Row = ComprehensiveLibraryQuery['comprehensiveResults']['nodes'][number]

/** A column of the list, and what the export calls it. */
export interface Chosen extends Column<Row> { key: LibraryColumn }

const RANKED = 'GradeRankedQuality.gradeRank'

/** Shown until somebody chooses: the columns of the notice, and the grade's ranks where they may be seen. */
export const COLUMNS: Chosen[] = [
  { key: 'STUDENT_NUMBER', title: '学号', value: (row) => row.student.number, order: 'NUMBER', fixed: true },
  { key: 'STUDENT_NAME', title: '姓名', value: (row) => row.student.name, order: 'NAME', fixed: true },
  { key: 'ACADEMIC_YEAR', title: '学年', value: (row) => year(row.batch.academicYear), order: 'YEAR', first: 'DESC' },
  { key: 'BATCH', title: '批次', value: (row) => row.batch.name, optional: true },
  { key: 'COLLEGE', title: '学院', value: (row) => row.college.name, optional: true },
  { key: 'MAJOR', title: '专业', value: (row) => row.major.name, optional: true },
  { key: 'GRADE', title: '年级', value: (row) => grade(row.grade), optional: true },
  { key: 'SCHOOL_CLASS', title: '班级', value: (row) => row.schoolClass.name, order: 'CLASS' },
  { key: 'PARTICIPATING', title: '是否参评', value: (row) => yesNo(row.participating), optional: true },
  { key: 'POLITICAL_SCORE', group: '思想政治素质', title: '成绩', value: (row) => decimal(row.political?.score), order: 'POLITICAL_SCORE', first: 'DESC', numeric: true },
  { key: 'POLITICAL_LEVEL', group: '思想政治素质', title: '等次', value: (row) => row.political?.level },
  { key: 'POLITICAL_CLASS_RANK', group: '思想政治素质', title: '班级排名', value: (row) => rank(row.political?.classRank), order: 'POLITICAL_CLASS_RANK', numeric: true, optional: true },
  { key: 'SCHOLASTIC_SCORE', group: '科学文化素质', title: '成绩', value: (row) => decimal(row.scholastic?.score), order: 'SCHOLASTIC_SCORE', first: 'DESC', numeric: true },
  { key: 'SCHOLASTIC_LEVEL', group: '科学文化素质', title: '等次', value: (row) => row.scholastic?.level },
  { key: 'SCHOLASTIC_CLASS_RANK', group: '科学文化素质', title: '班级排名', value: (row) => rank(row.scholastic?.classRank), order: 'SCHOLASTIC_CLASS_RANK', numeric: true },
  { key: 'SCHOLASTIC_GRADE_RANK', group: '科学文化素质', title: '年级排名', value: (row) => rank(row.scholastic?.gradeRank), order: 'SCHOLASTIC_GRADE_RANK', numeric: true, guarded: RANKED },
  { key: 'DEVELOPMENT_SCORE', group: '发展性素质', title: '成绩', value: (row) => decimal(row.development?.score), order: 'DEVELOPMENT_SCORE', first: 'DESC', numeric: true },
  { key: 'DEVELOPMENT_LEVEL', group: '发展性素质', title: '等次', value: (row) => row.development?.level },
  { key: 'DEVELOPMENT_CLASS_RANK', group: '发展性素质', title: '班级排名', value: (row) => rank(row.development?.classRank), order: 'DEVELOPMENT_CLASS_RANK', numeric: true, optional: true },
  { key: 'OVERALL_SCORE', group: '素质综合测评', title: '成绩', value: (row) => decimal(row.overall?.score), order: 'OVERALL_SCORE', first: 'DESC', numeric: true },
  { key: 'OVERALL_LEVEL', group: '素质综合测评', title: '等次', value: (row) => row.overall?.level },
  { key: 'OVERALL_CLASS_RANK', group: '素质综合测评', title: '班级排名', value: (row) => rank(row.overall?.classRank), order: 'OVERALL_CLASS_RANK', numeric: true },
  { key: 'OVERALL_GRADE_RANK', group: '素质综合测评', title: '年级排名', value: (row) => rank(row.overall?.gradeRank), order: 'OVERALL_GRADE_RANK', numeric: true, guarded: RANKED },
  { key: 'HAS_FAILED_COURSE', title: '是否挂科', value: (row) => yesNo(row.hasFailedCourse) },
]

const QUALITY = { POLITICAL: '思想政治素质', SCHOLASTIC: '科学文化素质', DEVELOPMENT: '发展性素质', OVERALL: '素质综合测评' }
/** Ranks as numbers, for a workbook alone: Excel sorts these. */
const RANKS: { value: LibraryColumn; title: string; guarded?: string }[] = [
  ...Object.entries(QUALITY).map(([key, title]) => ({ value: `${key}_POSITION` as LibraryColumn, title: `${title}班级名次` })),
  { value: 'CLASS_SIZE', title: '班级排名人数' },
  { value: 'SCHOLASTIC_GRADE_POSITION', title: '科学文化素质年级名次', guarded: RANKED },
  { value: 'OVERALL_GRADE_POSITION', title: '素质综合测评年级名次', guarded: RANKED },
  { value: 'GRADE_SIZE', title: '年级排名人数', guarded: RANKED },
]
/** What a workbook may hold. */
export const EXPORTED = [...COLUMNS.map((one) => ({ value: one.key, title: titleOf(one), guarded: one.guarded })), ...RANKS]

const QUALITIES = /^(POLITICAL|SCHOLASTIC|DEVELOPMENT|OVERALL)_/
/** Who did not take part has no scores. */
export const isOfQuality = (key: LibraryColumn): boolean => QUALITIES.test(key)
