import type { Screen } from '../../screens'

export default [
  {
    path: 'course-scores', name: 'courseScores', title: '原始成绩', group: 'academic', order: 20, needs: ['IMPORT_COURSE_SCORES'],
    component: () => import('./CourseScores.vue'),
  },
] satisfies Screen[]
