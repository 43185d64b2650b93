import type { Screen } from '../../screens'

export default [
  {
    path: 'academic-computation', name: 'academicComputation', title: '学业成绩计算', help: 'academic', group: 'academic', order: 40, inBatch: true,
    needs: ['COMPUTE_ACADEMIC'], component: () => import('./Computation.vue'),
  },
  {
    path: 'major-grade-rankings', name: 'majorGradeRankings', title: '专业年级排名', help: 'academic', group: 'academic', order: 50, inBatch: true,
    needs: ['RANK_MAJOR_GRADE'], component: () => import('./Rankings.vue'),
  },
  {
    path: 'academic-results', name: 'academicLibrary', title: '学业成绩库', help: 'academic', group: 'academic', order: 90, inBatch: true,
    needs: ['SEE_ACADEMIC_RESULT'], component: () => import('./Library.vue'),
  },
] satisfies Screen[]
