import type { Screen } from '../../screens'

export default [
  {
    path: 'academic-results', name: 'academicLibrary', title: '学业成绩库', group: 'academic', order: 90, inBatch: true,
    needs: ['SEE_ACADEMIC_RESULT'], component: () => import('./Library.vue'),
  },
] satisfies Screen[]
