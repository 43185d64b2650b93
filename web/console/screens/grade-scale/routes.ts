import type { Screen } from '../../screens'

export default [
  {
    path: 'grade-scale', name: 'gradeScale', title: '成绩换算设置', help: 'odd-scores', group: 'academic', order: 10, needs: ['SEE_GRADE_SCALE'],
    component: () => import('./GradeScale.vue'),
  },
] satisfies Screen[]
