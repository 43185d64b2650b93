import type { Wanted } from './reading'

/** Our columns by import, in the order of the templates: so that one that was not found can be chosen. */
export const COURSE_SCORES: readonly Wanted[] = [
  { key: 'STUDENT_NUMBER', title: '学号' }, { key: 'STUDENT_NAME', title: '姓名' }, { key: 'COURSE_CODE', title: '课程代码' },
  { key: 'COURSE_NAME', title: '课程名称' }, { key: 'COURSE_KIND', title: '课程性质' }, { key: 'TEACHER', title: '授课教师', optional: true },
  { key: 'CREDIT', title: '学分' }, { key: 'SCORE', title: '成绩' }, { key: 'REMARK', title: '备注', optional: true },
  { key: 'ATTEMPT', title: '修读方式', optional: true },
]

export const resultsOf = (qualities: readonly { code: string; name: string }[]): readonly Wanted[] => [
  { key: 'STUDENT_NUMBER', title: '学号' }, { key: 'STUDENT_NAME', title: '姓名' },
  ...qualities.flatMap(({ code, name }) => [
    { key: `${code.toUpperCase()}_SCORE`, title: `${name}成绩` }, { key: `${code.toUpperCase()}_LEVEL`, title: `${name}等次` },
  ]),
]

export const ASSIGNED: readonly Wanted[] = [
  { key: 'CLASS_CODE', title: '班级代码', optional: true }, { key: 'CLASS_NAME', title: '班级', optional: true },
  { key: 'STAFF_NUMBER', title: '工号' }, { key: 'STAFF_NAME', title: '姓名', optional: true },
]

/** Of whichever sheet. */
export const ROSTER: readonly Wanted[] = [
  { key: 'COLLEGE_CODE', title: '学院代码' }, { key: 'MAJOR_CODE', title: '专业代码' }, { key: 'CLASS_CODE', title: '班级代码' },
  { key: 'STUDENT_NUMBER', title: '学号' }, { key: 'STAFF_NUMBER', title: '工号' }, { key: 'NAME', title: '姓名' }, { key: 'NAME', title: '学院名称' },
  { key: 'NAME', title: '专业名称' }, { key: 'NAME', title: '班级名称' }, { key: 'GRADE', title: '年级' }, { key: 'COHORT', title: '届次' },
  { key: 'GENDER', title: '性别', optional: true }, { key: 'ETHNICITY', title: '民族', optional: true },
]
