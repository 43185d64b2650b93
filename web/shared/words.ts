/** The API's stable codes in the manual's words. */
export const STATUS = { NOT_OPENED: '未开启', OPEN: '已开启', STOPPED: '已停止', ENDED: '已结束' } as const
/** In the order of the manual's chapters, in which they are shown everywhere. */
export const MODULE = { ACADEMIC: '学业成绩管理', RATING: '评分管理', COMPREHENSIVE: '素质测评成绩管理' } as const
export const KIND = { COUNSELLOR: '辅导员', HEAD_TEACHER: '班主任', PEER: '学生互评' } as const
export const BALLOT = { NOT_STARTED: '未开始', DRAFT: '草稿', SUBMITTED: '已提交' } as const
export const STEP = { DONE: '已完成', CURRENT: '当前步骤', OPEN: '可进行', BLOCKED: '暂不能进行' } as const
export const SHEET = {
  NOT_IMPORTED: '未导入', IMPORTED: '已导入，未提交', SUBMITTED: '已提交', PUBLISHED: '已公示', APPROVED: '已审核通过',
} as const
export const STALE = {
  INPUTS: '方案数据', ACADEMIC: '课程成绩或学业成绩', RATING: '评分成绩', SCHEME: '方案', GRADE: '同年级其他班级',
} as const
export const ROLE = {
  SUPER_ADMIN: '超级管理员', STUDENT_AFFAIRS: '学生处', COLLEGE_ADMIN: '学院管理员', DEPUTY_SECRETARY: '学院副书记', AUDITOR: '审计员',
  COUNSELLOR: '辅导员', HEAD_TEACHER: '班主任', CLASS_MONITOR: '班长', STUDENT: '学生',
} as const
export const OPERATION = {
  QUEUED: '排队中', RUNNING: '进行中', SUCCEEDED: '已完成', FAILED: '失败', CANCELLED: '已取消',
} as const
export const WORK = {
  IMPORT_COURSE_SCORES: '导入原始成绩', IMPORT_COMPREHENSIVE_RESULTS: '导入综合测评成绩', IMPORT_ROSTER: '导入名册',
  IMPORT_ASSIGNED_STAFF: '导入辅导员、班主任',
  COMPUTE_ACADEMIC_SCORES: '计算学业成绩', RANK_MAJOR_GRADE: '计算专业年级排名', COMPUTE_RATING_SCORES: '计算评分成绩',
  IMPORT_SCHEME_INPUTS: '导入方案数据', COMPUTE_COMPREHENSIVE_RESULTS: '按方案计算综合测评成绩',
  EXPORT: '导出', TEMPLATE: '下载模板',
} as const
export const IMPORT = {
  COURSE_SCORES: '原始成绩', COMPREHENSIVE_RESULTS: '综合测评成绩', ROSTER: '名册', ASSIGNED_STAFF: '辅导员、班主任',
  SCHEME_VALUES: '方案数据（每名学生一行）', SCHEME_ITEMS: '方案数据（每个项目一行）',
} as const

const MODULES = Object.keys(MODULE)

/** Windows, phases, whatever is of a module, in that order; the API's is another. */
export const inOrder = <One extends { module: string }>(all: readonly One[]): One[] =>
  [...all].sort((one, other) => MODULES.indexOf(one.module) - MODULES.indexOf(other.module))

interface Role { role: keyof typeof ROLE; college?: { name: string } | null }

/** "学院管理员（外语学院）" */
export const roleName = ({ role, college }: Role): string => ROLE[role] + (college ? `（${college.name}）` : '')

/** The sheets of a roster. */
export const SHEET_OF_ROSTER = {
  COLLEGES: '学院', MAJORS: '专业', CLASSES: '班级', STUDENTS: '学生', STAFF: '教职工', HEAD_TEACHERS: '班主任', MONITORS: '班长',
} as const
