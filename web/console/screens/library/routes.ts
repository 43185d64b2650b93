import type { Screen } from '../../screens'

export default [
  {
    path: 'library', name: 'library', title: '综合测评成绩库', help: 'library', group: 'comprehensive', order: 90, needs: ['SEE_COMPREHENSIVE'],
    component: () => import('./Library.vue'),
  },
] satisfies Screen[]
