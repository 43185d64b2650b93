/** What one may ask to correct, and what became of it (R16.3). */
export const CORRECTION = { ROSTER: '名册信息', COURSE_SCORES: '课程成绩', RESULTS: '测评结果' } as const
export const ANSWERED = { OPEN: '待答复', CORRECTED: '已更正', DECLINED: '不予更正', WITHDRAWN: '已撤回' } as const
/** An answer changes no data: that is done before, where it is always done. */
export const HOW = {
  ROSTER: '名册由超级管理员重新导入后更正。答复本身不改动数据。',
  COURSE_SCORES: '请先在“原始成绩”中更正这门课程，再答复。答复本身不改动数据。',
  RESULTS: '请先退回该班级的成绩，更正后重新导入或计算，再答复。答复本身不改动数据。',
} as const
