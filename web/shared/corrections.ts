/** What one may ask to correct, and what became of it (R16.3). */
export const CORRECTION = { ROSTER: '名册信息', COURSE_SCORES: '课程成绩', RESULTS: '测评结果' } as const
export const ANSWERED = { OPEN: '待答复', CORRECTED: '已更正', DECLINED: '不予更正', WITHDRAWN: '已撤回' } as const
