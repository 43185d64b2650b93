import { decimal, grade, rank, year, yesNo } from '@shared/formats'
import type { ComprehensiveLibraryQuery, LibraryColumn } from '../../generated/graphql'
import type { Column } from '../../parts/columns'

export type Row = ComprehensiveLibraryQuery['comprehensiveResults']['nodes'][number]

/** A column of the list, and what the export calls it. */
export interface Chosen extends Column<Row> { key: LibraryColumn }

const RANKED = 'GradeRankedQuality.gradeRank'

export const COLUMNS: Chosen[] = [
  { key: 'STUDENT_NUMBER', title: '学号', value: (row) => row.student.number, order: 'NUMBER' },
  { key: 'STUDENT_NAME', title: '姓名', value: (row) => row.student.name, order: 'NAME' },
  { key: 'ACADEMIC_YEAR', title: '学年', value: (row) => year(row.batch.academicYear), order: 'YEAR' },
  { key: 'BATCH', title: '批次', value: (row) => row.batch.name },
  { key: 'COLLEGE', title: '学院', value: (row) => row.college.name },
  { key: 'MAJOR', title: '专业', value: (row) => row.major.name },
  { key: 'GRADE', title: '年级', value: (row) => grade(row.grade) },
  { key: 'SCHOOL_CLASS', title: '班级', value: (row) => row.schoolClass.name, order: 'CLASS' },
  { key: 'PARTICIPATING', title: '是否参评', value: (row) => yesNo(row.participating) },
  { key: 'POLITICAL_SCORE', title: '思想政治素质成绩', value: (row) => decimal(row.political?.score), order: 'POLITICAL_SCORE', numeric: true },
  { key: 'POLITICAL_LEVEL', title: '思想政治素质等次', value: (row) => row.political?.level },
  { key: 'POLITICAL_CLASS_RANK', title: '思想政治素质班级排名', value: (row) => rank(row.political?.classRank), order: 'POLITICAL_CLASS_RANK', numeric: true },
  { key: 'SCHOLASTIC_SCORE', title: '科学文化素质成绩', value: (row) => decimal(row.scholastic?.score), order: 'SCHOLASTIC_SCORE', numeric: true },
  { key: 'SCHOLASTIC_LEVEL', title: '科学文化素质等次', value: (row) => row.scholastic?.level },
  { key: 'SCHOLASTIC_CLASS_RANK', title: '科学文化素质班级排名', value: (row) => rank(row.scholastic?.classRank), order: 'SCHOLASTIC_CLASS_RANK', numeric: true },
  { key: 'SCHOLASTIC_GRADE_RANK', title: '科学文化素质年级排名', value: (row) => rank(row.scholastic?.gradeRank), order: 'SCHOLASTIC_GRADE_RANK', numeric: true, guarded: RANKED },
  { key: 'DEVELOPMENT_SCORE', title: '发展性素质成绩', value: (row) => decimal(row.development?.score), order: 'DEVELOPMENT_SCORE', numeric: true },
  { key: 'DEVELOPMENT_LEVEL', title: '发展性素质等次', value: (row) => row.development?.level },
  { key: 'DEVELOPMENT_CLASS_RANK', title: '发展性素质班级排名', value: (row) => rank(row.development?.classRank), order: 'DEVELOPMENT_CLASS_RANK', numeric: true },
  { key: 'OVERALL_SCORE', title: '素质综合测评成绩', value: (row) => decimal(row.overall?.score), order: 'OVERALL_SCORE', numeric: true },
  { key: 'OVERALL_LEVEL', title: '素质综合测评等次', value: (row) => row.overall?.level },
  { key: 'OVERALL_CLASS_RANK', title: '素质综合测评班级排名', value: (row) => rank(row.overall?.classRank), order: 'OVERALL_CLASS_RANK', numeric: true },
  { key: 'OVERALL_GRADE_RANK', title: '素质综合测评年级排名', value: (row) => rank(row.overall?.gradeRank), order: 'OVERALL_GRADE_RANK', numeric: true, guarded: RANKED },
  { key: 'HAS_FAILED_COURSE', title: '是否挂科', value: (row) => yesNo(row.hasFailedCourse) },
]

const QUALITIES = /^(POLITICAL|SCHOLASTIC|DEVELOPMENT|OVERALL)_/
/** Who did not take part has no scores. */
export const isOfQuality = (key: LibraryColumn): boolean => QUALITIES.test(key)

/** Shown until somebody chooses: the columns of the notice, and the grade's ranks where they may be seen. */
export const USUAL: LibraryColumn[] = [
  'STUDENT_NUMBER', 'STUDENT_NAME', 'ACADEMIC_YEAR', 'SCHOOL_CLASS', 'POLITICAL_SCORE', 'POLITICAL_LEVEL', 'SCHOLASTIC_SCORE',
  'SCHOLASTIC_LEVEL', 'SCHOLASTIC_CLASS_RANK', 'SCHOLASTIC_GRADE_RANK', 'DEVELOPMENT_SCORE', 'DEVELOPMENT_LEVEL', 'OVERALL_SCORE', 'OVERALL_LEVEL',
  'OVERALL_CLASS_RANK', 'OVERALL_GRADE_RANK', 'HAS_FAILED_COURSE',
]
